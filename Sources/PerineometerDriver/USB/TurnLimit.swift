// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// Notices an event loop that turns without need.
///
/// While a device is being pulled out, the kernel says "hung up" of its file (usbdev_poll: EPOLLHUP), which libusb 1.0.26
/// ignores, so that every wait returns at once until the kernel has taken the device apart. It does that at ordinary
/// priority: a real-time thread that keeps turning holds it up, for a second on a machine with one processor (measured
/// on Linux 6.1), until the scheduler takes the processor away from real-time threads.
public struct TurnLimit {
    private var start = HostTime(nanoseconds: 0)
    private var turns = 0

    /// More than any work gives: eight devices of 1000 packets a second need 8 turns in a millisecond (assumption: four
    /// times as many is too many).
    public static let turns = 32
    public static let nanoseconds: UInt64 = 1_000_000

    public init() {}

    /// Counts a turn. Returns whether there were too many in a millisecond, after which the loop should rest for one: the
    /// transfers in flight bridge it.
    public mutating func isExceeded(at now: HostTime) -> Bool {
        if now.nanoseconds &- start.nanoseconds >= Self.nanoseconds {
            start = now
            turns = 0
        }
        turns += 1
        guard turns > Self.turns else { return false }
        turns = 0
        return true
    }
}
