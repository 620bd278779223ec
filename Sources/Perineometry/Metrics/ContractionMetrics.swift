// SPDX-License-Identifier: Apache-2.0

/// The figures of one contraction. Each is nil where its definition does not apply; `Metric.definition` says when.
///
/// Pressures are cmH2O and low-pass filtered, times are seconds on the device clock.
public struct ContractionMetrics: Hashable, Sendable, BitwiseCopyable {
    /// Why all or most figures are missing. The raw value is the reason's name on the wire.
    public enum Limitation: String, Sendable, Codable, CaseIterable, BitwiseCopyable {
        /// Signal was missing before its end, where it was highest, or for more than a tenth of it.
        case interrupted
        /// A sample between onset and offset was at the converter's limit: what was above it was not seen.
        case clipped
        /// It lasted longer than the recorder remembers.
        case longerThanHistory
        /// The pressure is not seen to stand above the rest before it.
        case notAboveRest
        /// A cough, a strain, a movement, or what cannot be told.
        case notAContraction
    }

    /// What follows the offset: how far it was seen, and why no farther. The raw value is the name on the wire.
    public enum Tail: String, Sendable, Codable, CaseIterable, BitwiseCopyable {
        /// Five seconds.
        case complete
        /// Until the next rise.
        case nextOnset
        /// Until a gap or the end.
        case interrupted
    }

    /// As finally detected.
    public var contraction: Contraction
    public var limitation: Limitation?
    public var tail: Tail
    /// Seconds between the offset and the end of the tail, 0 to 5.
    public var tailSeconds: Double
    /// No samples are missing about the onset, so that its time can stand in a figure.
    public var isOnsetMeasured = true
    /// Nothing that could make a difference is missing from the foot of the rise to the end of the tail.
    public var isWhole = true

    /// cmH2O from the zero in use.
    public var peak: Double?
    /// cmH2O over the rest before.
    public var squeezeAmplitude: Double?
    /// Seconds.
    public var duration: Double?
    /// cmH2O over the rest before.
    public var holdMean: Double?
    /// cmH2O·s.
    public var enduranceAUC10: Double?
    /// Seconds.
    public var enduranceT50: Double?
    /// Seconds.
    public var enduranceT60: Double?
    /// Seconds, 10 at most.
    public var endurancePerfect: Double?
    /// Share of the first two seconds; below 0 where the pressure grew.
    public var fatigueIndex: Double?
    /// Percent of the amplitude per second; below 0 where the pressure fell.
    public var fatigueSlope: Double?
    /// Seconds.
    public var riseTime: Double?
    /// Seconds.
    public var timeToPeak: Double?
    /// cmH2O/s.
    public var maxPressureRate: Double?
    /// cmH2O/s.
    public var rateOfForceDevelopment: Double?
    /// Seconds.
    public var timeAfterPeak: Double?
    /// Seconds.
    public var releaseTime: Double?
    /// Percent of the amplitude; below 0 where the pressure lies below the rest before.
    public var residual2s: Double?
    /// As `residual2s`.
    public var residual5s: Double?
    /// Seconds.
    public var relaxLatency: Double?
    /// Percent of the amplitude.
    public var flickValley: Double?
    /// Milliseconds; below 0 where the pelvic floor came first.
    public var coordination: Double?
    /// Seconds.
    public var involuntaryDuration: Double?
    /// cmH2O·s.
    public var involuntaryAUC: Double?
    /// cmH2O over the rest before.
    public var involuntaryPeak: Double?
    /// Seconds.
    public var involuntaryRecovery: Double?

    public init(
        of contraction: Contraction, limitation: Limitation? = nil, tail: Tail = .interrupted, tailSeconds: Double = 0
    ) {
        self.contraction = contraction
        self.limitation = limitation
        self.tail = tail
        self.tailSeconds = tailSeconds
    }

    /// `endurance_auc10` as a share of what the maximum would have been had it been held: endurance and strength go
    /// together (10.1007/s00192-014-2408-8), and this takes the strength out.
    ///
    /// - Parameter mvc: amplitude of a maximal contraction in cmH2O, above 0.
    /// - Returns: 1 for a maximum held for 10 s; nil where there is no `enduranceAUC10`.
    public func normalisedEndurance(mvc: Double) -> Double? {
        guard let enduranceAUC10, mvc > 0 else { return nil }
        return enduranceAUC10 / (mvc * 10)
    }

    /// The value of a figure in the unit of its definition; nil where it does not apply, as those of a session never do.
    public subscript(metric: Metric) -> Double? {
        switch metric {
        case .peak: peak
        case .squeezeAmplitude: squeezeAmplitude
        case .duration: duration
        case .holdMean: holdMean
        case .enduranceAUC10: enduranceAUC10
        case .enduranceT50: enduranceT50
        case .enduranceT60: enduranceT60
        case .endurancePerfect: endurancePerfect
        case .fatigueIndex: fatigueIndex
        case .fatigueSlope: fatigueSlope
        case .riseTime: riseTime
        case .timeToPeak: timeToPeak
        case .maxPressureRate: maxPressureRate
        case .rateOfForceDevelopment: rateOfForceDevelopment
        case .timeAfterPeak: timeAfterPeak
        case .releaseTime: releaseTime
        case .residual2s: residual2s
        case .residual5s: residual5s
        case .relaxLatency: relaxLatency
        case .flickValley: flickValley
        case .coordination: coordination
        case .involuntaryDuration: involuntaryDuration
        case .involuntaryAUC: involuntaryAUC
        case .involuntaryPeak: involuntaryPeak
        case .involuntaryRecovery: involuntaryRecovery
        case .restPressure, .restSD, .restCV, .preRest, .postRest, .restDelta, .mvc, .mvcBest, .enduranceNormalised,
            .repeatability, .flickRate, .flickAmplitude, .involuntaryCount, .timeAtEase, .timeContracting,
            .timeAboveRest, .timeNotUsable, .sessionLength, .gapCount:
            nil
        }
    }
}
