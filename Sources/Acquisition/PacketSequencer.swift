// SPDX-License-Identifier: Apache-2.0
public import DeviceProtocol
public import Perineometry

/// Holds packets to their order: finds what is missing between two packets, drops what came twice or too late, and gives
/// each sample its index. Pure: the same packets give the same answers, live or from a recording.
///
/// A USB interrupt endpoint delivers in order, so a packet with an older sequence number is a fault, not jitter: the
/// stretch it belongs to was already announced as a gap and stays one.
public struct PacketSequencer: Sendable, BitwiseCopyable {
    /// What became of one packet.
    public enum Verdict: Sendable, BitwiseCopyable {
        /// In order: its first sample has this index. `gap` lies before it.
        case accepted(first: SampleIndex, gap: Gap?, clockRestarted: Bool)
        /// The same packet again.
        case duplicate
        /// Older than one already accepted.
        case late
    }

    /// The index that the next sample gets if nothing is missing.
    public private(set) var nextIndex: SampleIndex
    private let intervalMicroseconds: Double
    private var previous: Previous?
    /// Packets that arrived damaged since the last accepted one: they explain a hole in the sequence.
    private var corruptSinceAccepted = 0
    private var hostOverrunSinceAccepted = false
    private var lateInARow = 0

    private struct Previous: Sendable, BitwiseCopyable {
        var sequence: UInt16
        var bootID: UInt16
        var sampleCount: Int
        /// Where the first sample of the next packet is due, 32-bit device microseconds.
        var dueMicroseconds: UInt32
    }

    /// - Parameters:
    ///   - firstIndex: the index of the first sample to come.
    ///   - rateHertz: the device's sample rate.
    public init(firstIndex: SampleIndex, rateHertz: Int) {
        nextIndex = firstIndex
        intervalMicroseconds = 1e6 / Double(rateHertz)
    }

    /// A packet arrived that could not be decoded.
    public mutating func noteCorrupt() { corruptSinceAccepted += 1 }

    /// The host dropped packets before they could be decoded.
    public mutating func noteHostOverrun() { hostOverrunSinceAccepted = true }

    /// Judges one decoded packet.
    public mutating func accept(_ packet: SamplePacket) -> Verdict {
        guard let previous else { return begin(with: packet, reason: nil) }
        guard packet.bootID == previous.bootID else { return begin(with: packet, reason: .deviceRestarted) }

        // Serial-number arithmetic (RFC 1982): half the number space lies ahead, half behind.
        let step = Int16(bitPattern: packet.sequence &- previous.sequence)
        if step == 0 { return .duplicate }
        if step < 0 {
            // A device whose numbering went back for good would otherwise be ignored for half the number space.
            lateInARow += 1
            return lateInARow < Self.lateLimit ? .late : begin(with: packet, reason: .clockJumped)
        }

        let skipped = Double(Int32(bitPattern: packet.firstSampleMicroseconds &- previous.dueMicroseconds))
        let missing = (skipped / intervalMicroseconds).rounded()
        let packetsMissing = Int(step) - 1
        let sawOverrun = packet.flags.contains(.overrun)
        // A lost packet cannot have held more samples than fit one; the clock must not claim more than that.
        let plausible = Double(
            (packetsMissing + (sawOverrun ? Self.overrunPacketLimit : 0)) * Self.samplesPerPacketLimit)

        var gap: Gap?
        if missing < 0 || missing > plausible {
            // The clock and the sequence disagree: trust neither for a count beyond what the sequence proves.
            let count = packetsMissing * previous.sampleCount
            gap = Gap(first: nextIndex, missing: UInt64(count), reason: .clockJumped)
        } else if packetsMissing > 0 || missing > 0 {
            gap = Gap(first: nextIndex, missing: UInt64(missing), reason: reason(sawOverrun: sawOverrun))
        }
        let first = nextIndex + (gap?.missing ?? 0)
        remember(packet, first: first)
        return .accepted(first: first, gap: gap, clockRestarted: gap?.reason == .clockJumped)
    }

    private func reason(sawOverrun: Bool) -> GapReason {
        if hostOverrunSinceAccepted { return .hostOverrun }
        if corruptSinceAccepted > 0 { return .packetsCorrupt }
        return sawOverrun ? .deviceOverrun : .packetsLost
    }

    private mutating func begin(with packet: SamplePacket, reason: GapReason?) -> Verdict {
        let first = nextIndex
        remember(packet, first: first)
        let gap = reason.map { Gap(first: first, missing: 0, reason: $0) }
        return .accepted(first: first, gap: gap, clockRestarted: reason != nil)
    }

    private mutating func remember(_ packet: SamplePacket, first: SampleIndex) {
        let span = (Double(packet.sampleCount) * intervalMicroseconds).rounded()
        previous = Previous(
            sequence: packet.sequence, bootID: packet.bootID, sampleCount: packet.sampleCount,
            dueMicroseconds: packet.firstSampleMicroseconds &+ UInt32(span))
        nextIndex = first + UInt64(packet.sampleCount)
        corruptSinceAccepted = 0
        hostOverrunSinceAccepted = false
        lateInARow = 0
    }

    /// After so many late packets in a row the device's new numbering is believed (assumption: more than the eight
    /// transfers that a host keeps in flight).
    static let lateLimit = 16
    /// Most samples in one packet: 48 payload bytes of one 16-bit channel (Firmware-Protocol/PROTOCOL.md).
    static let samplesPerPacketLimit = 24
    /// An overrun flag without missing sequence numbers explains at most this many packets (assumption: ten times the
    /// reference core's queue); more is taken for a clock jump.
    static let overrunPacketLimit = 160
}
