// SPDX-License-Identifier: Apache-2.0
public import DeviceProtocol
internal import Perineometry

/// Holds the packets of one stream against a test pattern, bit for bit. Pure: it neither waits nor asks a device.
///
/// It knows the pattern from the protocol's page alone and not from the firmware core, so that an error in that core does
/// not excuse itself. What is lost is bridged by the device's clock: one lost packet is a loss, and not a mismatch in all
/// samples after it.
public struct TestPatternCheck: Sendable {
    public private(set) var findings: TestPatternFindings
    private let capabilities: Capabilities
    private let rateIndex: Int
    private let intervalMicroseconds: Double
    private var previous: Previous?
    /// Where the device's clock was last believed.
    private var anchor = (sample: UInt64(0), microseconds: UInt32(0))
    private var corruptSinceAccepted = 0
    private var droppedSinceAccepted = 0

    private struct Previous: Sendable {
        var sequence: UInt16
        var bootID: UInt16
        var sampleCount: Int
        /// The number of the next sample if nothing is missing.
        var next: UInt64
    }

    /// Between packets of one stream (PROTOCOL.md, "Time").
    static let toleranceMicroseconds = 100.0

    public init(pattern: TestPattern, capabilities: Capabilities, rateIndex: Int) {
        findings = TestPatternFindings(pattern: pattern)
        self.capabilities = capabilities
        self.rateIndex = rateIndex
        intervalMicroseconds = 1e6 / Double(capabilities.ratesHertz[rateIndex])
    }

    /// Takes one packet as received. What comes before the first packet after START is left from a stream before, and is
    /// not judged.
    public mutating func take(_ received: ReceivedPacket) {
        findings.droppedByHost += Int(received.droppedBefore)
        droppedSinceAccepted += Int(received.droppedBefore)
        let packet: SamplePacket
        do throws(PacketFault) {
            packet = try SamplePacket(decoding: received.bytes, length: Int(received.length))
        } catch {
            if case .type = error { return }
            findings.corrupt += 1
            corruptSinceAccepted += 1
            return
        }
        guard previous != nil || packet.flags.contains(.first), !findings.hasRestarted else { return }
        guard
            packet.channelCount == capabilities.channels.count, packet.sampleFormat == capabilities.sampleFormat,
            packet.rateIndex == rateIndex
        else {
            findings.foreign += 1
            return
        }
        guard let first = place(packet) else { return }
        checkFlags(of: packet)
        checkCounts(of: packet, from: first)
        findings.packets += 1
        findings.samples += UInt64(packet.sampleCount)
        previous = Previous(
            sequence: packet.sequence, bootID: packet.bootID, sampleCount: packet.sampleCount,
            next: first + UInt64(packet.sampleCount))
        corruptSinceAccepted = 0
        droppedSinceAccepted = 0
    }

    /// The number since START of a packet's first sample; nil where the packet is out of order.
    private mutating func place(_ packet: SamplePacket) -> UInt64? {
        guard let previous else { return begin(with: packet) }
        guard packet.bootID == previous.bootID else {
            findings.hasRestarted = true
            return nil
        }
        // Serial-number arithmetic (RFC 1982): half the number space lies ahead, half behind.
        let step = Int(Int16(bitPattern: packet.sequence &- previous.sequence))
        guard step > 0 else {
            findings.outOfOrder += 1
            return nil
        }
        var first = previous.next
        if step > 1 {
            findings.lost += max(0, step - 1 - corruptSinceAccepted - droppedSinceAccepted)
            let missing = (lateness(of: packet, at: first) / intervalMicroseconds).rounded()
            let most = Double((step - 1) * capabilities.samplesPerPacketLimit)
            if missing >= 0, missing <= most {
                first += UInt64(missing)
            } else {
                first += UInt64((step - 1) * previous.sampleCount)
            }
        } else if packet.flags.contains(.overrun) {
            findings.wrongFlags += 1
        }
        let lateness = lateness(of: packet, at: first)
        findings.worstTimingMicroseconds = max(findings.worstTimingMicroseconds, abs(lateness))
        if abs(lateness) > Self.toleranceMicroseconds {
            findings.mistimed += 1
            anchor = (first, packet.firstSampleMicroseconds)
        }
        return first
    }

    private mutating func begin(with packet: SamplePacket) -> UInt64 {
        var first: UInt64 = 0
        if packet.flags.contains(.overrun) {
            // The true first packet was dropped, and nothing tells how long it was: the pattern itself has to.
            findings.lost += 1
            let count = packet.counts(ofSample: 0)[0]
            switch findings.pattern {
            case .off: break
            case .ramp: first = UInt64(max(0, count))
            case .extremes: first = count == capabilities.channels[0].countLimits.lowerBound ? 0 : 1
            }
        }
        anchor = (first, packet.firstSampleMicroseconds)
        return first
    }

    /// How much later than due the packet's first sample was converted, if its number is `sample`. The due instant is
    /// counted from the anchor and not from the packet before, so that small errors cannot add up unseen.
    private func lateness(of packet: SamplePacket, at sample: UInt64) -> Double {
        let elapsed = Double(Int32(bitPattern: packet.firstSampleMicroseconds &- anchor.microseconds))
        return elapsed - Double(sample - anchor.sample) * intervalMicroseconds
    }

    private mutating func checkFlags(of packet: SamplePacket) {
        var expected: PacketFlags = []
        if findings.pattern != .off { expected.insert(.testPattern) }
        if capabilities.features.contains(.simulated) { expected.insert(.simulated) }
        if previous == nil { expected.insert(.first) }
        for sample in 0..<packet.sampleCount {
            let counts = packet.counts(ofSample: sample)
            for channel in capabilities.channels
            where counts[channel.number] <= channel.countLimits.lowerBound
                || counts[channel.number] >= channel.countLimits.upperBound
            {
                expected.insert(.clipped)
            }
        }
        var received = packet.flags.intersection(.known)
        // Overrun is a loss, which is counted where the sequence is judged.
        received.remove(.overrun)
        if received != expected { findings.wrongFlags += 1 }
    }

    private mutating func checkCounts(of packet: SamplePacket, from first: UInt64) {
        for offset in 0..<packet.sampleCount {
            let counts = packet.counts(ofSample: offset)
            let sample = first + UInt64(offset)
            for channel in capabilities.channels {
                guard
                    let expected = findings.pattern.count(
                        ofSample: sample, channel: channel.number, limits: channel.countLimits),
                    counts[channel.number] != expected
                else { continue }
                findings.mismatches += 1
                if findings.firstMismatch == nil {
                    findings.firstMismatch = TestPatternFindings.Mismatch(
                        packet: findings.packets, sample: sample, channel: channel.number, expected: expected,
                        received: counts[channel.number])
                }
            }
        }
    }
}
