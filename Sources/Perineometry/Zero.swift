// SPDX-License-Identifier: Apache-2.0

/// What a probe's pressures count from, and since when.
public struct Zero: Hashable, Sendable, Codable, BitwiseCopyable {
    public var state: ZeroState
    /// What is taken off the calibrated pressure of each channel, cmH2O; 0 in channels that the probe does not have.
    public var offset: ChannelVector
    /// The sample at which this was decided: the last of those that were averaged. Nil where nobody ever decided.
    public var instant: SampleInstant?
    /// Of the sensor, then, in degrees Celsius; nil where it is not measured.
    public var temperatureCelsius: Double?

    public init(
        state: ZeroState, offset: ChannelVector = .zero, instant: SampleInstant? = nil,
        temperatureCelsius: Double? = nil
    ) {
        self.state = state
        self.offset = offset
        self.instant = instant
        self.temperatureCelsius = temperatureCelsius
    }

    /// The factory's calibration alone.
    public static let never = Zero(state: .none)
}
