// SPDX-License-Identifier: Apache-2.0

/// What a device can do beyond sampling. Bits that this version does not know are kept.
public struct DeviceFeatures: OptionSet, Hashable, Sendable, BitwiseCopyable {
    public var rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// It can send known patterns instead of the sensor's counts, to check the way to the host bit for bit.
    public static let testPattern = DeviceFeatures(rawValue: 1 << 0)
    /// It measures the temperature of the sensor.
    public static let temperature = DeviceFeatures(rawValue: 1 << 1)
    /// No body and no sensor are involved.
    public static let simulated = DeviceFeatures(rawValue: 1 << 2)

    /// All features of protocol 1.0.
    public static let known: DeviceFeatures = [.testPattern, .temperature, .simulated]
}
