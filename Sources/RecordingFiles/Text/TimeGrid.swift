// SPDX-License-Identifier: Apache-2.0

/// Puts rows with time stamps on a grid of equal steps.
///
/// A stamp within half an interval of where the next sample is due is that sample. The due time follows the stamps
/// slowly, so that jitter averages out and a clock that runs a little fast or slow does not add up to a gap.
struct TimeGrid: Sendable {
    enum Placement: Equatable, Sendable {
        case sample(UInt64)
        /// The same time stamp as the row before.
        case duplicate
        /// A later stamp, but none that the grid has room for.
        case crowded
        case backwards(previous: Double)
        case jump(seconds: Double)
    }

    /// How much of a stamp's deviation the due time takes over (assumption: jitter is averaged over some 20 rows).
    private static let following = 0.05
    /// After a longer gap the sampling may have started anew, out of step (assumption).
    private static let samplesOfMemory = 16.0
    private static let secondsLimit = 1e9

    let intervalSeconds: Double
    private var index: UInt64 = 0
    private var lastStamp = -Double.infinity
    private var dueOfLast = 0.0

    init(intervalSeconds: Double) { self.intervalSeconds = intervalSeconds }

    /// Places the next row, which stands so many seconds after the first.
    mutating func place(_ seconds: Double) -> Placement {
        guard lastStamp.isFinite else {
            lastStamp = seconds
            dueOfLast = seconds
            return .sample(0)
        }
        if seconds == lastStamp { return .duplicate }
        if seconds < lastStamp { return .backwards(previous: lastStamp) }
        guard seconds - lastStamp < Self.secondsLimit else { return .jump(seconds: seconds - lastStamp) }
        let steps = ((seconds - dueOfLast) / intervalSeconds).rounded()
        lastStamp = seconds
        guard steps >= 1 else { return .crowded }
        index += UInt64(steps)
        if steps > Self.samplesOfMemory {
            dueOfLast = seconds
        } else {
            let due = dueOfLast + steps * intervalSeconds
            dueOfLast = due + (seconds - due) * Self.following
        }
        return .sample(index)
    }

    /// The interval that stamps have in common: the mean of the steps near the median step, so that stamps rounded to
    /// milliseconds do not mislead. Nil where most steps are 0 or below.
    static func interval(of stamps: [Double]) -> (seconds: Double, irregularShare: Double)? {
        let steps = zip(stamps.dropFirst(), stamps).map { $0 - $1 }
        let sorted = steps.sorted()
        guard !sorted.isEmpty else { return nil }
        let median = sorted[sorted.count / 2]
        guard median > 0, median.isFinite else { return nil }
        // The bounds leave out lost rows and take in stamps that were rounded to a resolution as coarse as the step.
        let near = steps.filter { $0 > 0.4 * median && $0 < 1.6 * median }
        let mean = near.reduce(0, +) / Double(near.count)
        return (mean, 1 - Double(near.count) / Double(steps.count))
    }
}
