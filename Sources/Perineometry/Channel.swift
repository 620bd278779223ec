// SPDX-License-Identifier: Apache-2.0

/// What a sensor channel measures.
public enum ChannelRole: String, Sendable, Codable {
    /// Vaginal pressure at the pelvic floor: the channel in which contractions are looked for.
    case pelvicFloor
    /// Intra-abdominal pressure, by a rectal or other sensor.
    case abdominal
    /// One of several sensors along the probe.
    case arrayElement
}

/// One sensor channel of a probe.
public struct Channel: Hashable, Sendable, Codable {
    /// Position in a sample, from 0.
    public var number: Int
    public var role: ChannelRole
    /// Distance of the sensor's centre from the tip of the probe in millimetres, where the device states it.
    public var positionMillimetres: Int?
    /// Converter counts at or beyond which a sample is clipped.
    public var countLimits: ClosedRange<Int32>

    public init(number: Int, role: ChannelRole, positionMillimetres: Int? = nil, countLimits: ClosedRange<Int32>) {
        self.number = number
        self.role = role
        self.positionMillimetres = positionMillimetres
        self.countLimits = countLimits
    }

    /// The most channels that a device may have: a sample then fits one vector register file's worth of doubles and two
    /// samples of 24 bits fit a packet (Firmware-Protocol/PROTOCOL.md).
    public static let limit = 8
}
