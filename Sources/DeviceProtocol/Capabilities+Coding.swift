// SPDX-License-Identifier: Apache-2.0
internal import Perineometry

extension Capabilities {
    /// Position byte of a channel whose place along the probe is not stated.
    private static let positionNotStated: UInt8 = 255

    /// Reads a page as GET_CAPABILITIES returns it. Never traps, whatever comes.
    ///
    /// - Throws: `PageFault`, in the order length, magic, checksum, version, contents.
    public init(decoding bytes: [UInt8]) throws(PageFault) {
        let envelope = PageEnvelope.capabilities
        try envelope.check(bytes)
        guard bytes[4] == ProtocolVersion.major else {
            throw .version(.capabilities, expected: ProtocolVersion.major, actual: bytes[4])
        }
        let channelCount = try envelope.channelCount(of: bytes, at: 16)
        let protocolMinor = bytes[5]
        guard let sampleFormat = SampleFormat(rawValue: bytes[17]) else {
            throw .contents(.capabilities, field: "sample format", value: "\(bytes[17])", allowed: "0 or 1")
        }
        let rates = (0..<SamplePacket.rateLimit).map { Int(bytes.integer(UInt16.self, at: 28 + 2 * $0)) }
        let rateCount = Int(bytes[18])
        try Self.check((1...rates.count).contains(rateCount), "rate count", "\(rateCount)", "1 to 8")
        try Self.check(rates[rateCount...].allSatisfy { $0 == 0 }, "unused rates", "that are set", "zero")
        try Self.check(bytes.isZero(45..<48) || protocolMinor > ProtocolVersion.minor, "byte 45 to 47", "set", "zero")

        var channels: [Channel] = []
        for number in 0..<channelCount {
            let offset = envelope.offset(ofChannel: number)
            channels.append(try Self.channel(number, of: bytes, at: offset, protocolMinor: protocolMinor))
        }
        try self.init(
            protocolMinor: protocolMinor,
            firmwareVersion: FirmwareVersion(major: bytes[8], minor: bytes[9], patch: bytes[10]),
            hardwareRevision: bytes[11],
            features: DeviceFeatures(rawValue: bytes.integer(UInt32.self, at: 12)),
            channels: channels,
            sampleFormat: sampleFormat,
            ratesHertz: Array(rates[..<rateCount]),
            defaultRateIndex: Int(bytes[19]),
            uniqueID: bytes.integer(UInt64.self, at: 20),
            fifoPackets: Int(bytes[44])
        )
    }

    private static func channel(
        _ number: Int, of bytes: [UInt8], at offset: Int, protocolMinor: UInt8
    ) throws(PageFault) -> Channel {
        guard let role = ChannelRole(wireValue: bytes[offset]) else {
            throw .contents(
                .capabilities, field: "role of channel \(number)", value: "\(bytes[offset])", allowed: "1 to 3")
        }
        let reservedIsZero = bytes.isZero(offset + 2..<offset + 4)
        try check(
            reservedIsZero || protocolMinor > ProtocolVersion.minor, "reserved bytes of channel \(number)", "set",
            "zero")
        let minimum = bytes.integer(Int32.self, at: offset + 4)
        let maximum = bytes.integer(Int32.self, at: offset + 8)
        try check(
            minimum < maximum, "count limits of channel \(number)", "\(minimum) to \(maximum)", "ascending")
        let position = bytes[offset + 1]
        return Channel(
            number: number, role: role, positionMillimetres: position == positionNotStated ? nil : Int(position),
            countLimits: minimum...maximum)
    }

    /// The bytes on the wire.
    public func encoded() -> [UInt8] {
        let envelope = PageEnvelope.capabilities
        var bytes: [UInt8] = []
        bytes.append(littleEndian: envelope.magic)
        bytes += [protocolMajor, protocolMinor]
        bytes.append(littleEndian: UInt16(envelope.length(channelCount: channels.count)))
        bytes += [firmwareVersion.major, firmwareVersion.minor, firmwareVersion.patch, hardwareRevision]
        bytes.append(littleEndian: features.rawValue)
        bytes += [UInt8(channels.count), sampleFormat.rawValue, UInt8(ratesHertz.count), UInt8(defaultRateIndex)]
        bytes.append(littleEndian: uniqueID)
        for index in 0..<SamplePacket.rateLimit {
            bytes.append(littleEndian: index < ratesHertz.count ? UInt16(ratesHertz[index]) : 0)
        }
        bytes += [UInt8(fifoPackets), 0, 0, 0]
        for channel in channels {
            let position = channel.positionMillimetres.map { UInt8($0) } ?? Self.positionNotStated
            bytes += [channel.role.wireValue, position, 0, 0]
            bytes.append(littleEndian: channel.countLimits.lowerBound)
            bytes.append(littleEndian: channel.countLimits.upperBound)
        }
        envelope.close(&bytes)
        return bytes
    }
}

extension ChannelRole {
    init?(wireValue: UInt8) {
        switch wireValue {
        case 1: self = .pelvicFloor
        case 2: self = .abdominal
        case 3: self = .arrayElement
        default: return nil
        }
    }

    var wireValue: UInt8 {
        switch self {
        case .pelvicFloor: 1
        case .abdominal: 2
        case .arrayElement: 3
        }
    }
}
