// SPDX-License-Identifier: Apache-2.0
import DeviceProtocol
import PerineometerDriver
import Perineometry
import RecordingFiles

/// Makes packets of the counts of a recording, as a probe would have sent them. The same counts give the same packets,
/// however they are cut into runs.
struct ImportedPackets {
    /// What comes of some counts, in order.
    enum Step {
        /// Packets from now on are of a stretch that begins at this index.
        case opened(first: SampleIndex, isReopening: Bool)
        /// `index` is that of its first sample.
        case packet(ReceivedPacket, index: SampleIndex)
        case closed
    }

    /// The host's clock at the first sample; 0 has a meaning of its own.
    static let origin = HostTime(nanoseconds: 1_000_000_000)
    /// A longer hole ends a stretch: the device's clock of 32 bits must not come round in it, nor the number of a packet.
    private static let longestHoleSeconds: UInt64 = 60
    /// So much time a packet covers at most, that a slow recording is not played in leaps (assumption).
    private static let longestPacketSeconds = 0.05
    /// What the number of a missing packet stands for (`PacketSequencer`).
    private static let samplesPerLostPacket: UInt64 = 24

    private let probe: ImportedProbe
    private let channelCount: Int
    private let mostSamples: Int
    private var waiting: [SIMD8<Int32>] = []
    private var isWaitingClipped = false
    /// The index after the newest sample, waiting ones counted.
    private(set) var nextIndex: UInt64 = 0
    private var isOpen = false
    private var openings: UInt16 = 0
    private var sequence: UInt16 = 0
    private var isFirst = true
    /// What came of the counts so far and was not taken yet.
    private var made: [Step] = []

    init(_ probe: ImportedProbe) {
        self.probe = probe
        channelCount = probe.capabilities.channels.count
        mostSamples = max(
            1, min(probe.capabilities.samplesPerPacketLimit, Int(Double(probe.rateHertz) * Self.longestPacketSeconds)))
    }

    /// When a sample was taken, on the recording's own clock.
    func hostTime(ofSample index: UInt64) -> HostTime {
        HostTime(nanoseconds: Self.origin.nanoseconds + Self.span(index, of: 1_000_000_000, rateHertz: probe.rateHertz))
    }

    private static func span(_ samples: UInt64, of units: UInt64, rateHertz: Int) -> UInt64 {
        let rate = UInt64(rateHertz)
        let (seconds, rest) = samples.quotientAndRemainder(dividingBy: rate)
        return seconds * units + (rest * units + rate / 2) / rate
    }

    /// What has come of the counts since the last time, in order.
    mutating func takeSteps() -> [Step] {
        guard !made.isEmpty else { return [] }
        defer { made.removeAll(keepingCapacity: true) }
        return made
    }

    /// Takes a sample with all its channels; `index` must not lie before `nextIndex`.
    mutating func take(_ sample: SIMD8<Int32>, at index: UInt64) {
        if isOpen, index > nextIndex { skip(to: index) }
        if !isOpen { open(at: index) }
        let isClipped = (0..<channelCount).contains { channel in
            let limits = probe.capabilities.channels[channel].countLimits
            return sample[channel] <= limits.lowerBound || sample[channel] >= limits.upperBound
        }
        // A packet is clipped as a whole: one holds either such samples or others.
        if !waiting.isEmpty, isClipped != isWaitingClipped { flush() }
        isWaitingClipped = isClipped
        waiting.append(sample)
        nextIndex = index + 1
        if waiting.count == mostSamples { flush() }
    }

    private mutating func skip(to index: UInt64) {
        let missing = index - nextIndex
        guard missing <= Self.longestHoleSeconds * UInt64(probe.rateHertz) else { return close() }
        flush()
        sequence &+= UInt16((missing + Self.samplesPerLostPacket - 1) / Self.samplesPerLostPacket)
    }

    private mutating func open(at index: UInt64) {
        isOpen = true
        isFirst = true
        openings &+= 1
        made.append(.opened(first: SampleIndex(index), isReopening: openings > 1))
    }

    /// Makes a packet of what waits, so that something else may hold from the next sample on.
    mutating func flush() {
        guard !waiting.isEmpty else { return }
        let first = nextIndex - UInt64(waiting.count)
        var flags: PacketFlags = isFirst ? .first : []
        if isWaitingClipped { flags.insert(.clipped) }
        if probe.isSimulated { flags.insert(.simulated) }
        let packet = SamplePacket(
            flags: flags, channelCount: channelCount, sampleFormat: probe.capabilities.sampleFormat,
            rateIndex: ImportedProbe.rateIndex, sequence: sequence, bootID: openings,
            firstSampleMicroseconds: UInt32(
                truncatingIfNeeded: Self.span(first, of: 1_000_000, rateHertz: probe.rateHertz)),
            samples: waiting)
        waiting.removeAll(keepingCapacity: true)
        guard let (bytes, length) = packet?.wireBytes else { preconditionFailure("the counts were not checked") }
        sequence &+= 1
        isFirst = false
        made.append(
            .packet(
                ReceivedPacket(bytes: bytes, length: UInt8(length), hostTime: hostTime(ofSample: nextIndex - 1)),
                index: SampleIndex(first)))
    }

    /// Ends the stretch: what follows begins another.
    mutating func close() {
        flush()
        guard isOpen else { return }
        isOpen = false
        made.append(.closed)
    }
}

extension CountedRun {
    /// The sample at a place; nil where it is missing.
    func sample(_ place: Int) -> SIMD8<Int32>? {
        var sample = SIMD8<Int32>.zero
        for channel in 0..<channelCount { sample[channel] = counts[place * channelCount + channel] }
        return sample[0] == Self.missing ? nil : sample
    }
}
