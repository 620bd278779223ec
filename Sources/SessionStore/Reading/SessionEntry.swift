// SPDX-License-Identifier: Apache-2.0
public import PacketTap
public import Perineometry

/// A block that is not as it was written. Everything else of its session is.
public struct BlockDamage: Hashable, Sendable, CustomStringConvertible {
    public var session: SessionID
    public var block: UInt64

    public var description: String { "block \(block) of session \(session) is damaged or missing" }
}

/// What a session holds, in the order in which it was recorded.
///
/// Fed to a new pipeline, the packets give the frames and events of then: an `opened` begins it, a `zero` or `temperature`
/// holds from the packet that follows, and `closed` ends it.
public enum SessionEntry: Hashable, Sendable {
    /// A run of the program began to record.
    case segment(SegmentRecord)
    case state(StateRecord)
    case opened(DeviceOpening)
    /// Degrees Celsius; nil: not known.
    case temperature(Double?)
    case zero(Zero)
    /// `lostBefore` packets before it are missing because the recorder was behind.
    case packet(RecordedPacket, lostBefore: UInt32)
    /// No more packets come from the device; the host dropped so many after the last, and the recorder lost so many.
    case closed(dropped: UInt32, lost: UInt32)
    case event(SessionEvent)
    /// Something is missing here.
    case damaged(BlockDamage)
}
