// SPDX-License-Identifier: Apache-2.0

extension SamplePacket {
    /// Makes a packet, as a device does: for simulators and tests. Fails where an argument is out of its range.
    ///
    /// `minorVersion` is 0 to 15; `flags` are those that protocol 1.0 knows, unless `minorVersion` is a later one;
    /// `channelCount` is 1 to 8, `rateIndex` 0 to 7. `samples` are at least one and as many as fit, their counts within
    /// the format's range; absent channels are not looked at.
    public init?(
        minorVersion: UInt8 = ProtocolVersion.minor, flags: PacketFlags, channelCount: Int, sampleFormat: SampleFormat,
        rateIndex: Int, sequence: UInt16, bootID: UInt16, firstSampleMicroseconds: UInt32, samples: [SIMD8<Int32>]
    ) {
        guard minorVersion <= 15, (1...Self.channelLimit).contains(channelCount) else { return nil }
        guard (1...sampleFormat.samplesPerPacketLimit(channelCount: channelCount)).contains(samples.count) else {
            return nil
        }
        guard (0..<Self.rateLimit).contains(rateIndex) else { return nil }
        var bytes = InlineArray<64, UInt8>(repeating: 0)
        bytes[0] = ProtocolVersion.major << 4 | minorVersion
        bytes[1] = Self.samplesType
        bytes[2] = flags.rawValue
        bytes[3] = UInt8(channelCount - 1) | sampleFormat.rawValue << 3
        bytes[12] = UInt8(samples.count)
        bytes[13] = UInt8(rateIndex)
        for (offset, value) in [(4, UInt32(sequence)), (6, UInt32(bootID)), (8, firstSampleMicroseconds)] {
            for index in 0..<(offset == 8 ? 4 : 2) {
                bytes[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * index))
            }
        }
        var end = Self.headerLength
        for sample in samples {
            for channel in 0..<channelCount {
                guard sampleFormat.countRange.contains(sample[channel]) else { return nil }
                for index in 0..<sampleFormat.bytesPerCount {
                    bytes[end] = UInt8(truncatingIfNeeded: sample[channel] >> (8 * index))
                    end += 1
                }
            }
        }
        let checksum = Checksum.crc16(bytes, count: end)
        bytes[end] = UInt8(truncatingIfNeeded: checksum)
        bytes[end + 1] = UInt8(checksum >> 8)
        do { try self.init(decoding: bytes, length: end + Self.checksumLength) } catch { return nil }
    }

    /// The bytes on the wire, 18 to 64 of them.
    public func encoded() -> [UInt8] {
        let (bytes, length) = wireBytes
        return (0..<length).map { bytes[$0] }
    }
}
