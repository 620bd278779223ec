// SPDX-License-Identifier: Apache-2.0
import Histogram
import StreamAPI

/// How long one hop takes: since the daemon started, and in the last 10 to 20 s.
///
/// The recent past is two histograms of `LaneLatency.turnNanoseconds` each, so that nothing is kept of single packets.
struct HopHistogram {
    /// All but what is in `open`, which is added when its time is over: a packet then costs one record, not two.
    private var before = Self.empty
    private var allNanoseconds: UInt64 = 0
    private var buckets = [UInt64](repeating: 0, count: Self.bucketBounds.count + 1)
    private var open = Self.empty
    private var openNanoseconds: UInt64 = 0
    private var closed = Self.empty
    private var closedNanoseconds: UInt64 = 0

    /// What takes longer counts as so long (assumption: a client that takes nothing for 30 s is closed).
    static let limitNanoseconds: UInt64 = 60_000_000_000

    /// Upper ends in seconds, three a decade from 10 µs, the scale of a pipeline's turn, to 10 s.
    static let bucketBounds = [
        10e-6, 25e-6, 50e-6, 100e-6, 250e-6, 500e-6, 1e-3, 2.5e-3, 5e-3, 10e-3, 25e-3, 50e-3, 0.1, 0.25, 0.5, 1, 2.5, 5,
        10,
    ]
    private static let boundsNanoseconds = bucketBounds.map { UInt64(($0 * 1e9).rounded()) }

    /// Two digits keep every value within 1 % at some 30 KB.
    private static var empty: Histogram<UInt64> {
        Histogram(highestTrackableValue: limitNanoseconds, numberOfSignificantValueDigits: .two)
    }

    mutating func record(nanoseconds: UInt64) {
        let value = min(nanoseconds, Self.limitNanoseconds)
        allNanoseconds += value
        open.record(value)
        openNanoseconds += value
        var bucket = 0
        while bucket < Self.boundsNanoseconds.count, value > Self.boundsNanoseconds[bucket] { bucket += 1 }
        buckets[bucket] += 1
    }

    /// Ten seconds are over.
    mutating func turn() {
        before.add(open)
        swap(&open, &closed)
        closedNanoseconds = openNanoseconds
        open.reset()
        openNanoseconds = 0
    }

    /// Nil where nothing was recorded.
    var sinceStart: Latency.Figures? {
        var all = before
        all.add(open)
        var figures = Self.figures(all, nanoseconds: allNanoseconds)
        figures?.buckets = buckets
        return figures
    }

    /// Nil where nothing was recorded.
    var recent: Latency.Figures? {
        var both = open
        both.add(closed)
        return Self.figures(both, nanoseconds: openNanoseconds + closedNanoseconds)
    }

    private static func figures(_ histogram: Histogram<UInt64>, nanoseconds: UInt64) -> Latency.Figures? {
        guard histogram.totalCount > 0 else { return nil }
        func seconds(_ percentile: Double) -> Double { Double(histogram.valueAtPercentile(percentile)) / 1e9 }
        return Latency.Figures(
            count: histogram.totalCount, sum: Double(nanoseconds) / 1e9, p50: seconds(50), p99: seconds(99),
            p999: seconds(99.9), max: seconds(100))
    }
}
