// SPDX-License-Identifier: Apache-2.0
import StreamAPI
import Testing

@testable import TonusDaemon

@Suite struct HopHistogramTests {
    @Test func quantilesAreWithinOnePercentOfTheSortedValues() throws {
        var generator = SeededGenerator(seed: 5)
        var histogram = HopHistogram()
        var values: [UInt64] = []
        for _ in 0..<20_000 {
            // From 1 µs to some 16 s, as many in each octave.
            let value =
                UInt64.random(in: 1000..<2000, using: &generator) << UInt64.random(in: 0..<24, using: &generator)
            values.append(value)
            histogram.record(nanoseconds: value)
        }
        values.sort()
        let figures = try #require(histogram.sinceStart)
        #expect(figures.count == 20_000)
        #expect(figures.max == Double(values[19_999]) / 1e9)
        let sum = values.reduce(0) { $0 + Double($1) } / 1e9
        #expect(abs(figures.sum - sum) < 1e-6 * sum)
        for (figure, share) in [(figures.p50, 0.5), (figures.p99, 0.99), (figures.p999, 0.999)] {
            let exact = Double(values[Int(share * 20_000) - 1]) / 1e9
            #expect(abs(figure - exact) <= 0.01 * exact, "\(share)")
        }
        let buckets = try #require(figures.buckets)
        #expect(buckets.count == HopHistogram.bucketBounds.count + 1)
        var low = UInt64(0)
        for (bound, count) in zip(HopHistogram.bucketBounds + [.infinity], buckets) {
            let high = bound.isFinite ? UInt64((bound * 1e9).rounded()) : UInt64.max
            #expect(count == values.count { $0 > low && $0 <= high }, "up to \(bound)")
            low = high
        }
    }

    @Test func whatIsRecentIsForgottenAfterTwoTurns() throws {
        var histogram = HopHistogram()
        histogram.record(nanoseconds: 1_000_000)
        histogram.turn()
        histogram.record(nanoseconds: 3_000_000)
        #expect(histogram.recent?.count == 2)
        #expect(histogram.recent?.sum == 0.004)
        histogram.turn()
        #expect(histogram.recent?.count == 1)
        #expect(histogram.recent?.max == 0.003)
        histogram.turn()
        #expect(histogram.recent == nil)
        #expect(histogram.sinceStart?.count == 2)
    }

    @Test func nothingIsTooLongToBeCounted() throws {
        var histogram = HopHistogram()
        histogram.record(nanoseconds: 0)
        histogram.record(nanoseconds: .max)
        let figures = try #require(histogram.sinceStart)
        #expect(figures.count == 2)
        #expect(figures.max == 60)
        #expect(figures.buckets?.first == 1)
        #expect(figures.buckets?.last == 1)
    }

    @Test func nothingIsSaidOfNothing() {
        #expect(HopHistogram().sinceStart == nil)
        #expect(HopHistogram().recent == nil)
    }
}
