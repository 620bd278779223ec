import PerineometerDriver
// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// Watches for a device that is open but sends nothing.
struct Silence {
    private var lastPacket: HostTime
    private var isAnnounced = false

    init(now: HostTime) { lastPacket = now }

    /// Silence is announced after this long (assumption: 25 packet periods at the slowest rate of 50 packets a second,
    /// so that a busy machine does not look like a broken cable).
    static let announcedSeconds = 0.5
    /// After this long the device is opened again.
    static let hopelessSeconds = 5.0

    /// A packet came. Returns true where this ends an announced silence.
    mutating func broken(now: HostTime) -> Bool {
        lastPacket = now
        defer { isAnnounced = false }
        return isAnnounced
    }

    /// No packet came. Returns an error once, when the silence is long enough to be told.
    mutating func persists(now: HostTime) -> DeviceError? {
        guard !isAnnounced, now.seconds - lastPacket.seconds >= Self.announcedSeconds else { return nil }
        isAnnounced = true
        return .silent(seconds: Self.announcedSeconds)
    }

    func isHopeless(now: HostTime) -> Bool { now.seconds - lastPacket.seconds >= Self.hopelessSeconds }
}
