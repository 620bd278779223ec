// SPDX-License-Identifier: Apache-2.0

/// How the sensors of a virtual device come to the temperature of the body, in a straight line from its first power-up.
///
/// The sensors drift with it by what their calibration page says, so that a host that ignores the temperature is visibly
/// wrong.
public struct WarmUp: Hashable, Sendable {
    /// When the device is first powered up.
    public var roomCelsius: Double
    /// At the end (assumption: core temperature).
    public var bodyCelsius: Double
    public var seconds: Double
    /// Drift of every channel, cmH2O per kelvin.
    public var coefficient: Double

    /// All defaults are assumptions; `seconds` must be above 0.
    public init(
        roomCelsius: Double = 22, bodyCelsius: Double = 37, seconds: Double = 120, coefficient: Double = 0.05
    ) {
        precondition(seconds > 0, "warming up takes time")
        self.roomCelsius = roomCelsius
        self.bodyCelsius = bodyCelsius
        self.seconds = seconds
        self.coefficient = coefficient
    }

    /// The temperature so long after the first power-up.
    public func celsius(atMicroseconds microseconds: UInt64) -> Double {
        roomCelsius + (bodyCelsius - roomCelsius) * min(1, Double(microseconds) / (seconds * 1e6))
    }

    /// What the temperature term of the calibration adds to the pressure of a count, in cmH2O.
    func drift(atMicroseconds microseconds: UInt64) -> Double {
        coefficient * (celsius(atMicroseconds: microseconds) - Self.calibrationCelsius)
    }

    /// The temperature on the calibration page.
    static let calibrationCelsius = 37.0
}
