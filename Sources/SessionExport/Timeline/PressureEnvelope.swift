// SPDX-License-Identifier: Apache-2.0

/// Least and greatest pressures of one channel over stretches of equal length, cmH2O. However long the recording, it takes
/// no more than `limit` stretches of 8 bytes: where they would not suffice, each becomes twice as long.
public struct PressureEnvelope: Sendable {
    /// How many samples a stretch covers: a power of two.
    public private(set) var samplesPerStretch = 1
    /// The most stretches that are kept.
    public let limit: Int
    private var least: [Float] = []
    private var greatest: [Float] = []

    /// - Parameter limit: the most stretches that are kept, from 2 up.
    public init(limit: Int) { self.limit = max(2, limit) }

    /// Takes a sample. Places may come in any order, and some never: those are missing.
    ///
    /// - Parameters:
    ///   - pressure: cmH2O; what is not finite counts as missing.
    ///   - place: of the sample on the recording's grid, from 0 up.
    public mutating func take(_ pressure: Float, at place: Int) {
        guard pressure.isFinite, place >= 0 else { return }
        while place / samplesPerStretch >= limit { coarsen() }
        let stretch = place / samplesPerStretch
        if stretch >= least.count {
            let more = stretch + 1 - least.count
            least.append(contentsOf: repeatElement(.infinity, count: more))
            greatest.append(contentsOf: repeatElement(-.infinity, count: more))
        }
        least[stretch] = min(least[stretch], pressure)
        greatest[stretch] = max(greatest[stretch], pressure)
    }

    /// The least and greatest of some places, whose bounds are multiples of `samplesPerStretch`; nil where all are missing.
    /// What is beyond the recording is missing.
    public func range(of places: Range<Int>) -> ClosedRange<Float>? {
        let first = max(0, places.lowerBound / samplesPerStretch)
        let end = min(least.count, places.upperBound / samplesPerStretch)
        guard first < end else { return nil }
        var low = Float.infinity
        var high = -Float.infinity
        for stretch in first..<end {
            low = min(low, least[stretch])
            high = max(high, greatest[stretch])
        }
        return low <= high ? low...high : nil
    }

    private mutating func coarsen() {
        let half = (least.count + 1) / 2
        for stretch in 0..<half {
            let (first, second) = (2 * stretch, min(2 * stretch + 1, least.count - 1))
            least[stretch] = min(least[first], least[second])
            greatest[stretch] = max(greatest[first], greatest[second])
        }
        least.removeSubrange(half...)
        greatest.removeSubrange(half...)
        samplesPerStretch *= 2
    }
}
