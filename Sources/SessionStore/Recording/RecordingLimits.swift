// SPDX-License-Identifier: Apache-2.0

/// How recording is paced, and when a disk is too full for it.
public struct RecordingLimits: Hashable, Sendable {
    /// From one commit to the next. A commit takes some milliseconds and at worst a quarter of a second, so that no more
    /// than a second is ever unwritten.
    public var commitIntervalSeconds = 0.4
    /// Recording does not begin with less free: an hour of eight channels at 1 kHz takes 80 MB (`make bench-store`).
    public var beginBytes: UInt64 = 200_000_000
    /// Recording ends, cleanly, with less free.
    public var endBytes: UInt64 = 50_000_000
    /// How many packets may wait to be written: 8 s of the most packets that a device sends.
    public var waitingPackets = 8192
    /// How many events may wait.
    public var waitingEvents = 4096

    public init() {}
}

/// How far a recording has got. What is counted here is on the disk.
public struct RecordingProgress: Hashable, Sendable {
    public var state: SessionState
    public var blocks: UInt64 = 0
    public var packets: UInt64 = 0
    public var events: UInt64 = 0
    /// Packets that found no room while they waited to be written.
    public var lostPackets: UInt64 = 0
    /// Sample instants of these packets.
    public var samples: UInt64 = 0
    /// How long was recorded, pauses not counted; what was received before it began and kept is counted.
    public var seconds = 0.0
    /// Why recording ended, where nobody asked for it.
    public var failure: StoreError?
}
