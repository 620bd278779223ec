// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import ContractionDetection

struct SortedWindowTests {
    @Test(arguments: [1, 2, 7, 200]) func medianAndSpreadAreThoseOfTheLastValues(length: Int) {
        var window = SortedWindow(length: length)
        var random = SplitMix64(state: 11)
        var all: [Double] = []
        for _ in 0..<1000 {
            // Coarse steps, so that equal values are common.
            let value = Double(random.next() % 40) / 4
            all.append(value)
            window.insert(value)
            let expected = median(Array(all.suffix(length)))
            let (found, spread) = (window.median, window.medianDistance(from: expected))
            #expect(found == expected)
            #expect(spread == median(all.suffix(length).map { abs($0 - expected) }))
        }
    }

    @Test func anEmptyWindowHasNoMedian() {
        var window = SortedWindow(length: 5)
        let before = window.median
        #expect(before.isNaN)
        window.insert(3)
        window.removeAll()
        let (median, spread) = (window.median, window.medianDistance(from: 0))
        #expect(median.isNaN && spread.isNaN)
    }

    private func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }
}
