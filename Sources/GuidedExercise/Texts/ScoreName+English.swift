// SPDX-License-Identifier: Apache-2.0
import Perineometry

extension ScoreName {
    /// What it is called where a person reads it. What it is exactly says its definition.
    public var english: String {
        switch self {
        case .contraction(let metric):
            switch metric {
            case .peak: "highest pressure"
            case .squeezeAmplitude: "rise above rest"
            case .duration: "length"
            case .holdMean: "mean while held"
            case .enduranceAUC10: "work of ten seconds"
            case .enduranceT50: "time above half the peak"
            case .enduranceT60: "time above 60 % of the peak"
            case .endurancePerfect: "time held"
            case .fatigueIndex: "decline while held"
            case .fatigueSlope: "slope while held"
            case .riseTime: "time to rise"
            case .timeToPeak: "time to the peak"
            case .maxPressureRate: "steepest rise"
            case .rateOfForceDevelopment: "rise in the first 0.2 s"
            case .timeAfterPeak: "time after the peak"
            case .releaseTime: "time to let go"
            case .residual2s: "still there after 2 s"
            case .residual5s: "still there after 5 s"
            case .relaxLatency: "from the cue until at rest"
            case .flickValley: "let go between squeezes"
            case .coordination: "with the belly at rest"
            case .involuntaryDuration: "length of what nobody asked for"
            case .involuntaryAUC: "extent of what nobody asked for"
            case .involuntaryPeak: "peak of what nobody asked for"
            case .involuntaryRecovery: "let go of what nobody asked for"
            // Those of a session are no scores of an exercise.
            default: metric.rawValue
            }
        case .exercise(let metric):
            switch metric {
            case .phaseRest: "resting pressure"
            case .phaseRestSD: "unsteadiness at rest"
            case .phaseTimeAtEase: "time at ease"
            case .uncuedCount: "contractions that nobody asked for"
            case .timeInTarget: "time in the target"
            case .targetError: "distance from the target"
            case .forceSense: "distance from the target, unseen"
            case .reactionTime: "from the cue to the squeeze"
            case .cuesAnswered: "cues answered"
            case .validContractions: "squeezes that reached the target"
            case .repetitionsHeld: "squeezes held in a row"
            case .knackLead: "squeeze before the cough"
            case .feltHits: "felt, and measured"
            case .feltMisses: "measured, and not felt"
            case .feltExtra: "felt, and not measured"
            case .feltSensitivity: "how alike felt and measured are"
            case .pelvicOverflow: "pelvic floor joining in"
            case .pacedBreathAmplitude: "movement with the breath"
            case .pacedBreathLag: "after the breath by"
            }
        }
    }
}
