// SPDX-License-Identifier: Apache-2.0

/// One packet of samples: the contents of one interrupt transfer (PROTOCOL.md, "Sample packet").
///
/// It keeps the bytes inline and reads fields where they are asked for: decoding allocates nothing, and a decoded packet
/// encodes to the very bytes that came in.
public struct SamplePacket: Sendable, BitwiseCopyable {
    /// Bytes in a full-speed interrupt transfer.
    public static let capacity = 64
    /// Bytes before the counts.
    public static let headerLength = 14
    /// Bytes of the CRC-16 after the counts.
    public static let checksumLength = 2
    /// Bytes left for counts.
    public static let payloadCapacity = capacity - headerLength - checksumLength
    /// The most channels: what three bits of the header can say.
    public static let channelLimit = 8
    /// The number of entries in a device's rate table.
    public static let rateLimit = 8
    /// The only packet type of protocol 1.0.
    static let samplesType: UInt8 = 1

    private let bytes: InlineArray<64, UInt8>
    private let length: UInt8

    /// Checks and takes the first `length` bytes of an interrupt transfer. Neither allocates nor traps, whatever comes.
    ///
    /// - Throws: `PacketFault`, the first in the order of its cases.
    public init(decoding bytes: borrowing InlineArray<64, UInt8>, length: Int) throws(PacketFault) {
        guard length >= Self.headerLength + Self.checksumLength, length <= Self.capacity else { throw .length }
        let covered = length - Self.checksumLength
        let checksum = UInt16(bytes[covered]) | UInt16(bytes[covered + 1]) << 8
        guard Checksum.crc16(bytes, count: covered) == checksum else { throw .checksum }
        guard bytes[0] >> 4 == ProtocolVersion.major else { throw .majorVersion(bytes[0] >> 4) }
        guard bytes[1] == Self.samplesType else { throw .type(bytes[1]) }

        let isOfLaterMinor = bytes[0] & 0x0F > ProtocolVersion.minor
        let flags = PacketFlags(rawValue: bytes[2])
        guard flags.isSubset(of: .known) || isOfLaterMinor else { throw .contents }
        guard bytes[3] >> 4 == 0, bytes[13] < Self.rateLimit else { throw .contents }
        let channelCount = Int(bytes[3] & 0x07) + 1
        let format: SampleFormat = bytes[3] & 0x08 == 0 ? .int16 : .int24
        let sampleCount = Int(bytes[12])
        guard sampleCount >= 1, sampleCount <= format.samplesPerPacketLimit(channelCount: channelCount) else {
            throw .contents
        }
        let payload = sampleCount * channelCount * format.bytesPerCount
        guard covered == Self.headerLength + payload else { throw .length }
        self.bytes = copy bytes
        self.length = UInt8(length)
    }

    /// The bytes on the wire: the first `length` of them.
    public var wireBytes: (bytes: InlineArray<64, UInt8>, length: Int) { (bytes, Int(length)) }

    /// The minor version of the protocol that the device spoke.
    public var minorVersion: UInt8 { bytes[0] & 0x0F }
    public var flags: PacketFlags { PacketFlags(rawValue: bytes[2]) }
    /// How many channels a sample has, 1 to 8.
    public var channelCount: Int { Int(bytes[3] & 0x07) + 1 }
    public var sampleFormat: SampleFormat { bytes[3] & 0x08 == 0 ? .int16 : .int24 }
    /// How many sample instants the packet holds, at least 1.
    public var sampleCount: Int { Int(bytes[12]) }
    /// Which entry of the capability page's rate table the device samples at, 0 to 7.
    public var rateIndex: Int { Int(bytes[13]) }
    /// The packet's number since power-up, modulo 65536.
    public var sequence: UInt16 { UInt16(bytes[4]) | UInt16(bytes[5]) << 8 }
    /// Differs from one power-up to the next.
    public var bootID: UInt16 { UInt16(bytes[6]) | UInt16(bytes[7]) << 8 }
    /// The conversion instant of the first sample on the device's clock, in microseconds modulo 2^32 (71.6 min).
    public var firstSampleMicroseconds: UInt32 {
        UInt32(bytes[8]) | UInt32(bytes[9]) << 8 | UInt32(bytes[10]) << 16 | UInt32(bytes[11]) << 24
    }

    /// The converter counts of one sample instant, 0 in channels that the device does not have.
    ///
    /// - Parameter sample: 0 up to, and not including, `sampleCount`.
    /// - Returns: one count per channel, within the range of `sampleFormat`.
    public func counts(ofSample sample: Int) -> SIMD8<Int32> {
        precondition(sample >= 0 && sample < sampleCount, "the packet has no such sample")
        let channelCount = channelCount
        var counts = SIMD8<Int32>.zero
        switch sampleFormat {
        case .int16:
            var offset = Self.headerLength + sample * channelCount * 2
            for channel in 0..<channelCount {
                let bits = UInt16(bytes[offset]) | UInt16(bytes[offset + 1]) << 8
                counts[channel] = Int32(Int16(bitPattern: bits))
                offset += 2
            }
        case .int24:
            var offset = Self.headerLength + sample * channelCount * 3
            for channel in 0..<channelCount {
                // Placed in the upper three bytes, so that the shift back extends the sign.
                let bits =
                    UInt32(bytes[offset]) << 8 | UInt32(bytes[offset + 1]) << 16 | UInt32(bytes[offset + 2]) << 24
                counts[channel] = Int32(bitPattern: bits) >> 8
                offset += 3
            }
        }
        return counts
    }
}
