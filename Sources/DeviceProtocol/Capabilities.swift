// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// The capability page: what a device is, and how its counts are to be read.
public struct Capabilities: Hashable, Sendable {
    /// Sampling rates that a device may offer, in samples per second and channel (PROTOCOL.md, "Limits").
    public static let rateRangeHertz = 20...2000
    /// One packet a full-speed frame of 1 ms is all that the endpoint can carry (USB 2.0, 5.7.4).
    public static let packetsPerSecondLimit = 1000

    /// The minor version of the protocol that the device speaks; the major one is ours.
    public let protocolMinor: UInt8
    public let firmwareVersion: FirmwareVersion
    public let hardwareRevision: UInt8
    public let features: DeviceFeatures
    /// 1 to 8 channels, numbered from 0.
    public let channels: [Channel]
    public let sampleFormat: SampleFormat
    /// 1 to 8 rates that the device offers, in samples per second and channel.
    public let ratesHertz: [Int]
    /// The rate after power-up, as an index into `ratesHertz`.
    public let defaultRateIndex: Int
    /// Never the same in two devices; the eight bytes on the wire read as a little-endian number.
    public let uniqueID: UInt64
    /// How many packets the device keeps while the host does not poll, at least 1.
    public let fifoPackets: Int

    /// The major version of the protocol that the device speaks.
    public var protocolMajor: UInt8 { ProtocolVersion.major }

    /// How many sample instants fit a packet of this device.
    public var samplesPerPacketLimit: Int { sampleFormat.samplesPerPacketLimit(channelCount: channels.count) }

    /// Makes a page.
    ///
    /// - Throws: `PageFault.contents` where a value is outside of the range that PROTOCOL.md gives it.
    public init(
        protocolMinor: UInt8 = ProtocolVersion.minor, firmwareVersion: FirmwareVersion, hardwareRevision: UInt8,
        features: DeviceFeatures, channels: [Channel], sampleFormat: SampleFormat, ratesHertz: [Int],
        defaultRateIndex: Int, uniqueID: UInt64, fifoPackets: Int
    ) throws(PageFault) {
        self.protocolMinor = protocolMinor
        self.firmwareVersion = firmwareVersion
        self.hardwareRevision = hardwareRevision
        self.features = features
        self.channels = channels
        self.sampleFormat = sampleFormat
        self.ratesHertz = ratesHertz
        self.defaultRateIndex = defaultRateIndex
        self.uniqueID = uniqueID
        self.fifoPackets = fifoPackets
        try PageEnvelope.capabilities.checkChannelCount(channels.count)
        try checkRates()
        try Self.check((1...255).contains(fifoPackets), "packet store", "\(fifoPackets)", "1 to 255")
        try Self.check(
            features.isSubset(of: .known) || protocolMinor > ProtocolVersion.minor,
            "features", "0x" + String(features.rawValue, radix: 16), "a combination of 0x1, 0x2 and 0x4")
        for (index, channel) in channels.enumerated() { try check(channel, at: index) }
    }

    private func checkRates() throws(PageFault) {
        try Self.check(
            (1...SamplePacket.rateLimit).contains(ratesHertz.count), "rate count", "\(ratesHertz.count)", "1 to 8")
        try Self.check(
            ratesHertz.indices.contains(defaultRateIndex), "default rate index", "\(defaultRateIndex)",
            "less than the rate count \(ratesHertz.count)")
        let range = Self.rateRangeHertz
        for rate in ratesHertz {
            try Self.check(
                range.contains(rate), "rate", "\(rate) Hz", "\(range.lowerBound) to \(range.upperBound) Hz")
            try Self.check(
                rate <= samplesPerPacketLimit * Self.packetsPerSecondLimit, "rate", "\(rate) Hz",
                "at most \(samplesPerPacketLimit) samples per millisecond with \(channels.count) channels")
        }
    }

    private func check(_ channel: Channel, at index: Int) throws(PageFault) {
        try Self.check(channel.number == index, "channel number", "\(channel.number)", "\(index)")
        let limits = channel.countLimits
        let range = sampleFormat.countRange
        try Self.check(
            limits.lowerBound < limits.upperBound && range.contains(limits.lowerBound)
                && range.contains(limits.upperBound),
            "count limits of channel \(index)", "\(limits.lowerBound) to \(limits.upperBound)",
            "ascending and within \(range.lowerBound) to \(range.upperBound)")
        guard let position = channel.positionMillimetres else { return }
        try Self.check(
            (0...254).contains(position), "position of channel \(index)", "\(position) mm", "0 to 254 mm")
    }

    static func check(
        _ isValid: Bool, _ field: String, _ value: String, _ allowed: String
    ) throws(PageFault) {
        guard isValid else { throw .contents(.capabilities, field: field, value: value, allowed: allowed) }
    }
}
