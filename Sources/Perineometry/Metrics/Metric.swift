// SPDX-License-Identifier: Apache-2.0

/// A figure that Tonus works out of a contraction or a session. The raw value is the name on the wire and in files.
///
/// What each of them is, exactly, says its `definition`.
public enum Metric: String, Sendable, Codable, CaseIterable, BitwiseCopyable {
    // Of one contraction

    case peak
    case squeezeAmplitude = "squeeze_amplitude"
    case duration
    case holdMean = "hold_mean"
    case enduranceAUC10 = "endurance_auc10"
    case enduranceT50 = "endurance_t50"
    case enduranceT60 = "endurance_t60"
    case endurancePerfect = "endurance_perfect"
    case fatigueIndex = "fatigue_index"
    case fatigueSlope = "fatigue_slope"
    case riseTime = "rise_time"
    case timeToPeak = "time_to_peak"
    case maxPressureRate = "max_dpdt"
    case rateOfForceDevelopment = "rfd_200ms"
    case timeAfterPeak = "time_after_peak"
    case releaseTime = "release_time"
    case residual2s = "residual_2s"
    case residual5s = "residual_5s"
    case relaxLatency = "relax_latency"
    case flickValley = "flick_valley"
    case coordination
    case involuntaryDuration = "involuntary_duration"
    case involuntaryAUC = "involuntary_auc"
    case involuntaryPeak = "involuntary_peak"
    case involuntaryRecovery = "involuntary_recovery"

    // Of a session

    case restPressure = "rest_pressure"
    case restSD = "rest_sd"
    case restCV = "rest_cv"
    case preRest = "pre_rest"
    case postRest = "post_rest"
    case restDelta = "rest_delta"
    case mvc
    case mvcBest = "mvc_best"
    case enduranceNormalised = "endurance_auc10_normalised"
    case repeatability
    case flickRate = "flick_rate"
    case flickAmplitude = "flick_amp"
    case involuntaryCount = "involuntary_count"
    case timeAtEase = "time_at_ease"
    case timeContracting = "time_contracting"
    case timeAboveRest = "time_above_rest"
    case timeNotUsable = "time_not_usable"
    case sessionLength = "session_length"
    case gapCount = "gap_count"

    /// The figures that one contraction may have, in the order in which they are shown.
    public static let ofContraction = allCases.filter { $0.definition.scope == .contraction }
    /// The figures that a session may have. Some of them sum up those of its contractions.
    public static let ofSession = allCases.filter {
        $0.definition.scope == .session || $0.definition.overSession != nil
    }
}
