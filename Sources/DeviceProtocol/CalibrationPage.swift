// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// The factory calibration of one channel: pressure = gain * counts + offset + temperatureCoefficient * (T - Tcal).
public struct ChannelCalibration: Hashable, Sendable, BitwiseCopyable {
    /// cmH2O per count; finite and not zero.
    public var gain: Double
    /// cmH2O at zero counts and at the calibration temperature; finite.
    public var offset: Double
    /// cmH2O per kelvin; finite.
    public var temperatureCoefficient: Double

    public init(gain: Double, offset: Double, temperatureCoefficient: Double) {
        self.gain = gain
        self.offset = offset
        self.temperatureCoefficient = temperatureCoefficient
    }
}

/// The calibration page: what turns a device's counts into cmH2O. Written at the factory, never by a host.
public struct CalibrationPage: Hashable, Sendable {
    /// The only format of the page that protocol 1 knows.
    public static let formatVersion: UInt8 = 1

    /// When the device was calibrated, in days since 1970-01-01.
    public let dateDays: UInt32
    /// 1 to 8 channels, in the order of the capability page.
    public let channels: [ChannelCalibration]
    let temperatureCentidegrees: Int16

    /// The temperature of the sensor during calibration.
    public var temperatureCelsius: Double { Temperature.celsius(temperatureCentidegrees) }

    /// Makes a page.
    ///
    /// The temperature may be -327.68 to 327.67 and is kept to the nearest hundredth.
    ///
    /// - Throws: `PageFault.contents` where a value cannot be.
    public init(
        dateDays: UInt32, temperatureCelsius: Double, channels: [ChannelCalibration]
    ) throws(PageFault) {
        guard let centidegrees = Temperature.centidegrees(temperatureCelsius) else {
            throw .contents(
                .calibration, field: "temperature", value: "\(temperatureCelsius) degrees Celsius",
                allowed: "-327.68 to 327.67 degrees Celsius")
        }
        try self.init(dateDays: dateDays, temperatureCentidegrees: centidegrees, channels: channels)
    }

    init(
        dateDays: UInt32, temperatureCentidegrees: Int16, channels: [ChannelCalibration]
    ) throws(PageFault) {
        self.dateDays = dateDays
        self.temperatureCentidegrees = temperatureCentidegrees
        self.channels = channels
        try PageEnvelope.calibration.checkChannelCount(channels.count)
        for (index, channel) in channels.enumerated() {
            try Self.check(channel.gain, "gain of channel \(index)", mayBeZero: false)
            try Self.check(channel.offset, "offset of channel \(index)", mayBeZero: true)
            try Self.check(
                channel.temperatureCoefficient, "temperature coefficient of channel \(index)", mayBeZero: true)
        }
    }

    private static func check(_ value: Double, _ field: String, mayBeZero: Bool) throws(PageFault) {
        guard value.isFinite, mayBeZero || value != 0 else {
            let allowed = mayBeZero ? "finite" : "finite and not zero"
            throw .contents(.calibration, field: field, value: "\(value)", allowed: allowed)
        }
    }

    /// The conversion to cmH2O, for use on every sample.
    ///
    /// - Parameter temperatureCelsius: the sensor's temperature now; nil where it is not known, and then it is taken for
    ///   that of the calibration.
    /// - Returns: coefficients that hold for that temperature.
    public func conversion(atCelsius temperatureCelsius: Double?) -> PressureConversion {
        TemperatureCompensation(self).conversion(atCelsius: temperatureCelsius)
    }
}

/// A calibration page as vectors, from which a conversion for another temperature is made without allocating.
public struct TemperatureCompensation: Hashable, Sendable, BitwiseCopyable {
    private var gain = ChannelVector.zero
    private var offset = ChannelVector.zero
    /// cmH2O per kelvin.
    private var coefficient = ChannelVector.zero
    private let calibrationCelsius: Double

    public init(_ page: CalibrationPage) {
        calibrationCelsius = page.temperatureCelsius
        for (index, channel) in page.channels.enumerated() {
            gain[index] = channel.gain
            offset[index] = channel.offset
            coefficient[index] = channel.temperatureCoefficient
        }
    }

    /// As `CalibrationPage.conversion(atCelsius:)`.
    public func conversion(atCelsius temperatureCelsius: Double?) -> PressureConversion {
        let warmer = temperatureCelsius.map { $0 - calibrationCelsius } ?? 0
        return PressureConversion(gain: gain, offset: offset + coefficient * warmer)
    }
}

/// Turns the counts of a sample into cmH2O: one multiplication and one addition a channel.
public struct PressureConversion: Hashable, Sendable, BitwiseCopyable {
    /// cmH2O per count; 0 in channels that the device does not have.
    public var gain: ChannelVector
    /// cmH2O at zero counts; 0 in channels that the device does not have.
    public var offset: ChannelVector

    public init(gain: ChannelVector, offset: ChannelVector) {
        self.gain = gain
        self.offset = offset
    }

    /// The pressures in cmH2O, relative to the factory's zero.
    public func pressure(ofCounts counts: SIMD8<Int32>) -> ChannelVector { gain * ChannelVector(counts) + offset }
}
