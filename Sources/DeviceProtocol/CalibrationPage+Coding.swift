// SPDX-License-Identifier: Apache-2.0

extension CalibrationPage {
    /// Reads a page as GET_CALIBRATION returns it. Never traps, whatever comes.
    ///
    /// - Throws: `PageFault`, in the order length, magic, checksum, version, contents.
    public init(decoding bytes: [UInt8]) throws(PageFault) {
        let envelope = PageEnvelope.calibration
        try envelope.check(bytes)
        guard bytes[4] == Self.formatVersion else {
            throw .version(.calibration, expected: Self.formatVersion, actual: bytes[4])
        }
        let channelCount = try envelope.channelCount(of: bytes, at: 5)
        guard bytes.isZero(14..<16) else {
            throw .contents(.calibration, field: "byte 14 to 15", value: "set", allowed: "zero")
        }
        let channels = (0..<channelCount).map { number in
            let offset = envelope.offset(ofChannel: number)
            return ChannelCalibration(
                gain: Double(bitPattern: bytes.integer(UInt64.self, at: offset)),
                offset: Double(bitPattern: bytes.integer(UInt64.self, at: offset + 8)),
                temperatureCoefficient: Double(bitPattern: bytes.integer(UInt64.self, at: offset + 16)))
        }
        try self.init(
            dateDays: bytes.integer(UInt32.self, at: 8),
            temperatureCentidegrees: bytes.integer(Int16.self, at: 12),
            channels: channels)
    }

    /// The bytes on the wire.
    public func encoded() -> [UInt8] {
        let envelope = PageEnvelope.calibration
        var bytes: [UInt8] = []
        bytes.append(littleEndian: envelope.magic)
        bytes += [Self.formatVersion, UInt8(channels.count)]
        bytes.append(littleEndian: UInt16(envelope.length(channelCount: channels.count)))
        bytes.append(littleEndian: dateDays)
        bytes.append(littleEndian: temperatureCentidegrees)
        bytes += [0, 0]
        for channel in channels {
            bytes.append(littleEndian: channel.gain.bitPattern)
            bytes.append(littleEndian: channel.offset.bitPattern)
            bytes.append(littleEndian: channel.temperatureCoefficient.bitPattern)
        }
        envelope.close(&bytes)
        return bytes
    }
}
