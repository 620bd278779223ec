// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import ContractionDetection

struct SortedWindowTests {
    @Test(arguments: [1, 2, 7, 200]) func medianAndOutermostValuesAreThoseOfTheLastOnes(length: Int) {
        var window = SortedWindow(length: length)
        var random = SplitMix64(state: 11)
        var all: [Double] = []
        for _ in 0..<1000 {
            // Coarse steps, so that equal values are common.
            let value = Double(random.next() % 40) / 4
            all.append(value)
            window.insert(value)
            let sorted = all.suffix(length).sorted()
            let found = window.median
            #expect(found == median(Array(all.suffix(length))))
            for rank in 1...3 {
                let (least, greatest) = (window.least(rank: rank), window.greatest(rank: rank))
                #expect(least == (rank <= sorted.count ? sorted[rank - 1] : 0))
                #expect(greatest == (rank <= sorted.count ? sorted[sorted.count - rank] : 0))
            }
        }
    }

    @Test func anEmptyWindowHasNoMedian() {
        var window = SortedWindow(length: 5)
        let before = window.median
        #expect(before.isNaN)
        window.insert(3)
        window.removeAll()
        let (median, greatest) = (window.median, window.greatest(rank: 1))
        #expect(median.isNaN && greatest == 0)
    }

    private func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }
}
