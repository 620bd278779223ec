// SPDX-License-Identifier: Apache-2.0

/// A pressure. Inside Tonus pressures are centimetres of water (cmH2O), the unit of the perineometry literature.
///
/// Conversion factors are the conventional ones: 1 cmH2O = 0.980665 hPa and 1 mmHg = 1.333224 hPa.
public struct Pressure: Hashable, Comparable, Sendable {
    /// The value in centimetres of water.
    public var cmH2O: Double

    public init(cmH2O: Double) { self.cmH2O = cmH2O }

    public init(_ value: Double, _ unit: PressureUnit) { cmH2O = value / unit.perCmH2O }

    /// The value in another unit.
    public func value(in unit: PressureUnit) -> Double { cmH2O * unit.perCmH2O }

    public static func < (left: Pressure, right: Pressure) -> Bool { left.cmH2O < right.cmH2O }
    public static func - (left: Pressure, right: Pressure) -> Pressure { Pressure(cmH2O: left.cmH2O - right.cmH2O) }
}

/// The units in which pressure is shown and streamed. The raw value is the unit's name on the wire.
public enum PressureUnit: String, CaseIterable, Sendable, Codable {
    case cmH2O
    case hPa
    case mmHg

    /// How many of this unit make one cmH2O.
    public var perCmH2O: Double {
        switch self {
        case .cmH2O: 1
        case .hPa: 0.980_665
        case .mmHg: 0.980_665 / 1.333_224
        }
    }
}
