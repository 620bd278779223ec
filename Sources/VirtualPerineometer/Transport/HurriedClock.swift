// SPDX-License-Identifier: Apache-2.0
internal import PerineometerDriver
public import Perineometry

/// A clock that goes a number of times as fast as the host's: hours of a virtual perineometer pass in minutes, and its
/// packets arrive in the order, and as far apart by this clock, as they would in real time.
public struct HurriedClock: Hashable, Sendable {
    /// When it showed the same as the host's clock.
    public let origin: HostTime
    /// How many of its seconds pass in one of the host's; at least 1.
    public let speed: UInt64

    /// A clock that shows now what the host's does.
    public init(speed: UInt64) {
        precondition(speed > 0, "a clock that stands delivers nothing")
        origin = HostClock.now()
        self.speed = speed
    }

    /// What this clock shows when the host's shows `host`, which is not before the origin.
    func time(atHost host: HostTime) -> HostTime {
        HostTime(nanoseconds: origin.nanoseconds + (host.nanoseconds - origin.nanoseconds) * speed)
    }

    func now() -> HostTime { time(atHost: HostClock.now()) }

    /// Blocks the thread until this clock shows `time`; returns at once where it has passed.
    func sleep(until time: HostTime) {
        HostClock.sleep(
            until: HostTime(nanoseconds: origin.nanoseconds + (time.nanoseconds - origin.nanoseconds) / speed))
    }
}
