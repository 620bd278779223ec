// SPDX-License-Identifier: Apache-2.0

/// What a device says about a whole packet. Bits that this version does not know are kept.
public struct PacketFlags: OptionSet, Hashable, Sendable, BitwiseCopyable {
    public var rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The device lost packets just before this one because the host did not poll in time.
    public static let overrun = PacketFlags(rawValue: 1 << 0)
    /// At least one count is at or beyond its channel's limits.
    public static let clipped = PacketFlags(rawValue: 1 << 1)
    /// The counts come from the pattern generator, not from the sensor.
    public static let testPattern = PacketFlags(rawValue: 1 << 2)
    /// The first packet to leave the device after it was started; a hole in the sequence before it is not a loss.
    public static let first = PacketFlags(rawValue: 1 << 3)
    /// No body and no sensor are involved.
    public static let simulated = PacketFlags(rawValue: 1 << 4)

    /// All flags of protocol 1.0.
    public static let known: PacketFlags = [.overrun, .clipped, .testPattern, .first, .simulated]
}
