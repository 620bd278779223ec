// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// Keeps the host times of a run from running backwards.
///
/// It stands apart from `DeviceClock` because it outlives it: a clock starts anew when the device restarts, a run does
/// not. An estimate that would step back is held at the instant published before it; `heldSeconds` then adds to the clock's
/// stated uncertainty.
public struct MonotoneHostTime: Sendable, BitwiseCopyable {
    /// The instant published last; 0 before the first.
    public private(set) var latest = HostTime(nanoseconds: 0)
    /// By how much the instant published last is later than its estimate.
    public private(set) var heldSeconds = 0.0

    public init() {}

    /// The instant to publish for an estimate: the estimate itself, or the one before where that lies later.
    public mutating func advance(to estimate: HostTime) -> HostTime {
        latest = max(latest, estimate)
        heldSeconds = Double(latest.nanoseconds - estimate.nanoseconds) / 1e9
        return latest
    }
}
