// SPDX-License-Identifier: Apache-2.0

/// How a count is written in a packet: two's complement, little-endian.
public enum SampleFormat: UInt8, Sendable, CaseIterable, BitwiseCopyable {
    case int16 = 0
    case int24 = 1

    public var bytesPerCount: Int {
        switch self {
        case .int16: 2
        case .int24: 3
        }
    }

    /// What a count can say.
    public var countRange: ClosedRange<Int32> {
        switch self {
        case .int16: -0x8000...0x7FFF
        case .int24: -0x80_0000...0x7F_FFFF
        }
    }

    /// How many sample instants of `channelCount` channels (1 to 8) fit a packet's 48 bytes of payload.
    public func samplesPerPacketLimit(channelCount: Int) -> Int {
        precondition((1...SamplePacket.channelLimit).contains(channelCount), "a device has 1 to 8 channels")
        return SamplePacket.payloadCapacity / (channelCount * bytesPerCount)
    }
}
