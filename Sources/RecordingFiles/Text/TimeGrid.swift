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

    /// How much of a stamp's deviation the due time takes over (assumption: jitter is averaged over some 50 rows).
    private static let following = 0.02
    /// How much of it the interval takes over: a quarter of the square, which damps the loop critically.
    private static let intervalFollowing = following * following / 4
    /// How far the interval follows a clock that runs fast or slow (assumption).
    private static let intervalTolerance = 0.05
    /// After a longer gap the sampling may have started anew, out of step (assumption).
    private static let samplesOfMemory = 16.0
    private static let secondsLimit = 1e9

    private let nominalInterval: Double
    private var interval: Double
    private var index: UInt64 = 0
    private var lastStamp = -Double.infinity
    private var dueOfLast: Double

    /// - Parameters:
    ///   - intervalSeconds: the sampling interval.
    ///   - firstDue: when the first row was due by what the rows after it say, in seconds after its stamp.
    init(intervalSeconds: Double, firstDue: Double = 0) {
        nominalInterval = intervalSeconds
        interval = intervalSeconds
        dueOfLast = firstDue
    }

    /// Places the next row, which stands so many seconds after the first.
    mutating func place(_ seconds: Double) -> Placement {
        guard lastStamp.isFinite else {
            lastStamp = seconds
            if abs(dueOfLast) > interval / 2 { dueOfLast = 0 }
            dueOfLast += seconds
            return .sample(0)
        }
        if seconds == lastStamp { return .duplicate }
        if seconds < lastStamp { return .backwards(previous: lastStamp) }
        guard seconds - lastStamp < Self.secondsLimit else { return .jump(seconds: seconds - lastStamp) }
        let steps = ((seconds - dueOfLast) / interval).rounded()
        lastStamp = seconds
        guard steps >= 1 else { return .crowded }
        index += UInt64(steps)
        if steps > Self.samplesOfMemory {
            dueOfLast = seconds
        } else {
            let due = dueOfLast + steps * interval
            dueOfLast = due + (seconds - due) * Self.following
            let followed = interval + (seconds - due) * Self.intervalFollowing / steps
            let tolerance = nominalInterval * Self.intervalTolerance
            interval = min(max(followed, nominalInterval - tolerance), nominalInterval + tolerance)
        }
        return .sample(index)
    }
}
