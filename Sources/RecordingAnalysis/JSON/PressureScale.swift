// SPDX-License-Identifier: Apache-2.0
public import Perineometry
public import RecordingFiles

/// The unit in which the results of a recording are stated.
public struct PressureScale: Hashable, Sendable {
    /// `cmH2O`, `hPa`, `mmHg`, or `counts` for values that are no pressures.
    public let name: String
    /// What a value of the analysis is multiplied by.
    public let factor: Double

    /// - Parameters:
    ///   - description: of the recording; one that is not calibrated stays as it is.
    ///   - unit: for pressures.
    public init(of description: RecordingDescription, in unit: PressureUnit = .cmH2O) {
        name = description.isCalibrated ? unit.rawValue : RecordedUnit.counts.rawValue
        factor = description.isCalibrated ? unit.perCmH2O : 1
    }

    /// A figure in this unit, where it is one of pressure.
    public func value(_ value: Double?, of metric: Metric) -> Double? {
        value.map { metric.definition.unit.isPressure ? $0 * factor : $0 }
    }

    /// The unit of a figure: `cmH2O/s`, `hPa·s`, `%` …
    public func unit(of metric: Metric) -> String {
        metric.definition.unit.rawValue.replacing("cmH2O", with: name)
    }
}
