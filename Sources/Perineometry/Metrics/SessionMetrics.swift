// SPDX-License-Identifier: Apache-2.0

/// The figures of a session so far. Each is nil where its definition does not apply; `Metric.definition` says when.
public struct SessionMetrics: Hashable, Sendable {
    /// What the pressures were measured from.
    public var zero: ZeroState
    /// All accepted rest.
    public var rest: RestFigures
    /// Accepted rest before the first contraction.
    public var preRest: RestFigures
    /// Accepted rest after the last contraction so far.
    public var postRest: RestFigures
    /// cmH2O; needs no valid zero.
    public var restDelta: Double?
    /// Seconds of accepted rest that came after the recorder's memory was full and are in none of the figures of rest.
    public var restSecondsOmitted = 0

    /// cmH2O over rest: the mean of three.
    public var mvc: Double?
    /// cmH2O over rest: the best of the same three.
    public var mvcBest: Double?
    /// The contractions behind `mvc`; fewer than three while it is not known.
    public var mvcContractions: [UInt64] = []
    /// Share of the maximum.
    public var enduranceNormalised: Double?
    /// Standard deviation over mean.
    public var repeatability: Double?
    /// Flicks per 10 s.
    public var flickRate: Double?
    /// cmH2O over rest.
    public var flickAmplitude: Double?
    /// Percent of the amplitude.
    public var flickValley: Double?

    /// Final, not withdrawn; kinds that did not occur are missing.
    public var counts: [ContractionKind: Int] = [:]
    /// Contractions of the pelvic floor by cue.
    public var contractionsByCue: [ContractionCue: Int] = [:]
    /// Nil where nobody said of any contraction whether there was a cue.
    public var involuntaryCount: Int?
    /// Seconds, in sum.
    public var involuntaryDuration: Double?
    /// cmH2O·s, in sum.
    public var involuntaryAUC: Double?
    /// cmH2O over rest, the highest.
    public var involuntaryPeak: Double?
    /// Seconds, on average.
    public var involuntaryRecovery: Double?

    /// Seconds; these four make up the length of the session.
    public var timeAtEase = 0.0
    public var timeContracting = 0.0
    public var timeAboveRest = 0.0
    public var timeNotUsable = 0.0
    public var gapCount = 0

    public init(zero: ZeroState, rest: RestFigures, preRest: RestFigures, postRest: RestFigures) {
        self.zero = zero
        self.rest = rest
        self.preRest = preRest
        self.postRest = postRest
    }

    /// Seconds.
    public var length: Double { timeAtEase + timeContracting + timeAboveRest + timeNotUsable }

    /// The value of a figure in the unit of its definition; nil where it does not apply or was refused.
    public subscript(metric: Metric) -> Double? {
        switch metric {
        case .restPressure: rest.pressure.cmH2O
        case .restSD: rest.standardDeviation
        case .restCV: rest.coefficientOfVariation
        case .preRest: preRest.pressure.cmH2O
        case .postRest: postRest.pressure.cmH2O
        case .restDelta: restDelta
        case .mvc: mvc
        case .mvcBest: mvcBest
        case .enduranceNormalised: enduranceNormalised
        case .repeatability: repeatability
        case .flickRate: flickRate
        case .flickAmplitude: flickAmplitude
        case .flickValley: flickValley
        case .involuntaryCount: involuntaryCount.map(Double.init)
        case .involuntaryDuration: involuntaryDuration
        case .involuntaryAUC: involuntaryAUC
        case .involuntaryPeak: involuntaryPeak
        case .involuntaryRecovery: involuntaryRecovery
        case .timeAtEase: timeAtEase
        case .timeContracting: timeContracting
        case .timeAboveRest: timeAboveRest
        case .timeNotUsable: timeNotUsable
        case .sessionLength: length
        case .gapCount: Double(gapCount)
        case .peak, .squeezeAmplitude, .duration, .holdMean, .enduranceAUC10, .enduranceT50, .enduranceT60,
            .endurancePerfect, .fatigueIndex, .fatigueSlope, .riseTime, .timeToPeak, .maxPressureRate,
            .rateOfForceDevelopment, .timeAfterPeak, .releaseTime, .residual2s, .residual5s, .relaxLatency,
            .coordination:
            nil
        }
    }
}
