// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// A figure that has a meaning only where somebody was guided. The raw value is the name on the wire and in files.
public enum ExerciseMetric: String, Hashable, Sendable, Codable, CaseIterable {
    // Rest
    case phaseRest = "phase_rest"
    case phaseRestSD = "phase_rest_sd"
    case phaseTimeAtEase = "phase_time_at_ease"
    case uncuedCount = "uncued_count"

    // Target
    case timeInTarget = "time_in_target"
    case targetError = "target_error"
    case forceSense = "force_sense"

    // Answers to cues
    case reactionTime = "reaction_time"
    case cuesAnswered = "cues_answered"
    case validContractions = "valid_contractions"
    case repetitionsHeld = "repetitions_held"
    case knackLead = "knack_lead"

    // Awareness
    case feltHits = "felt_hits"
    case feltMisses = "felt_misses"
    case feltExtra = "felt_extra"
    case feltSensitivity = "felt_sensitivity"
    case pelvicOverflow = "pelvic_overflow"

    // Breathing
    case pacedBreathAmplitude = "paced_breath_amplitude"
    case pacedBreathLag = "paced_breath_lag"

    var isAboutRelaxation: Bool {
        switch self {
        case .phaseRest, .phaseRestSD, .phaseTimeAtEase, .uncuedCount, .pelvicOverflow, .feltHits, .feltMisses,
            .feltExtra, .feltSensitivity, .pacedBreathAmplitude, .pacedBreathLag:
            true
        default: false
        }
    }
}

/// What such a figure means, exactly. An id names one formula for ever, as those of `MetricDefinition` do.
public struct ExerciseMetricDefinition: Hashable, Sendable {
    public var metric: ExerciseMetric
    public var unit: MetricUnit
    /// Of one repetition, with the mean over the phase; otherwise of the phase alone.
    public var isOfRepetition: Bool
    public var formula: String
    public var absence: String
    public var source: String
    public var version = 1

    /// Such as "tonus.target_error/1".
    public var id: String { "tonus.\(metric.rawValue)/\(version)" }
}

extension ExerciseMetric {
    /// Formula, unit, source and validity. Lengths of time not found in a source are assumptions.
    public var definition: ExerciseMetricDefinition {
        func define(
            _ unit: MetricUnit, isOfRepetition: Bool = false, _ formula: String, absence: String, source: String
        ) -> ExerciseMetricDefinition {
            ExerciseMetricDefinition(
                metric: self, unit: unit, isOfRepetition: isOfRepetition, formula: formula, absence: absence,
                source: source)
        }
        return switch self {
        case .phaseRest:
            define(
                .cmH2O,
                """
                Median of the means of the whole seconds of the phase's steps of rest in which the detector saw rest \
                throughout, over the atmosphere.
                """,
                absence: """
                    Refused without a zero in air, after another zero within the phase, before the warm-up gate has \
                    passed, and with less than 5 such seconds.
                    """,
                source: "10.3390/ijerph18020765; the median of seconds is an assumption")
        case .phaseRestSD:
            define(
                .cmH2O, "Standard deviation (n - 1) of the same seconds.",
                absence: "As phase_rest, whatever the zero counts from.",
                source: "instability at rest: Glazer 1995, J Reprod Med 40:283")
        case .phaseTimeAtEase:
            define(
                .seconds,
                """
                Time of the phase in which the detector saw rest and the pressure lay at most 2 cmH2O above the \
                tracked resting level.
                """, absence: "Missing where more than 10 % of the phase was not measured.", source: "assumption")
        case .uncuedCount:
            define(
                .count,
                """
                Contractions of the pelvic floor that began in the phase, not between 0.3 s before a cue to contract \
                and the later of 3 s after it and the cue to let go.
                """, absence: "Missing where more than 10 % of the phase was not measured.", source: "assumption")
        case .timeInTarget:
            define(
                .percent, isOfRepetition: true,
                "Share of the time of the steps with a target in which the pressure lay within it.",
                absence: """
                    Needs a target that is known in cmH2O. A repetition has none where more than 10 % of that time was \
                    not measured.
                    """, source: "assumption")
        case .targetError:
            define(
                .cmH2O, isOfRepetition: true,
                """
                Root of the mean square of the pressure less the middle of the target (its upper end, where it has no \
                lower one), over the steps with a target, their first second left out.
                """, absence: "As time_in_target; needs steps longer than a second.",
                source: "RMSE to target is common use; the second left out is an assumption")
        case .forceSense:
            define(
                .percent, isOfRepetition: true,
                """
                Distance of the mean pressure of a step's last two seconds from the middle of the target, as a share \
                of the maximum, without seeing the pressure.
                """,
                absence: """
                    Needs a maximum, and a target of a share of it. A repetition has none where more than 10 % of the \
                    two seconds was not measured.
                    """,
                source: "40 and 70 % of the maximum: ICS-EUS 2025/697; the two seconds are an assumption")
        case .reactionTime:
            define(
                .seconds, isOfRepetition: true,
                "From the cue to contract to the onset of the contraction that answered it; below 0 before the cue.",
                absence: "Missing where no contraction answered, or where samples are missing about its onset.",
                source: "assumption")
        case .cuesAnswered:
            define(
                .count, "Cues to contract that a contraction of the pelvic floor answered.",
                absence: """
                    Of the cues of which that is known: not where a gap followed, or too much was missing, before an \
                    answer was seen, nor where it could not be told what answered.
                    """,
                source: "F of PERFECT (10.1016/s0031-9406(05)61108-x) where the cues are quick squeezes")
        case .validContractions:
            define(
                .count,
                """
                Contractions that answered a cue and whose amplitude reached the lower end of the step's target, \
                above rest.
                """,
                absence: """
                    Needs a target with a lower end. Of the cues of which the answer is known, and how high it was.
                    """,
                source: "the valid contraction of Perry's Kegel Counter (incontinet.com)")
        case .repetitionsHeld:
            define(
                .count,
                """
                Repetitions in a row, from the first, whose contraction's endurance_perfect came within a second of \
                what was asked, and whose amplitude was at least 65 % of the first one's.
                """, absence: "Missing where too little is known of the repetition at which the row ends.",
                source: "R of PERFECT (10.1016/s0031-9406(05)61108-x); when a repetition counts is an assumption")
        case .knackLead:
            define(
                .seconds, isOfRepetition: true,
                """
                From the onset of what answered the cue to squeeze to the middle of the steepest rise over 50 ms while \
                the cue to cough stood. 0.2 s or more is in time.
                """,
                absence: """
                    Missing where nothing rose before that, where the steepest rise is below 150 cmH2O/s, or where more \
                    than 20 ms of the squeeze and the cough were not measured.
                    """,
                source: "the Knack: PMC1226460; the dating is an assumption")
        case .feltHits:
            define(
                .count, "Spans of noticing with a contraction in which tension was said to be felt.",
                absence: """
                    Needs a span of noticing of which at most 10 % was not measured and, where no contraction was seen, \
                    behind which the signal went on for a second.
                    """, source: "assumption")
        case .feltMisses:
            define(
                .count, "Spans of noticing with a contraction of which none was felt.",
                absence: "As felt_hits.", source: "assumption")
        case .feltExtra:
            define(
                .count, "Spans of noticing without a contraction in which tension was said to be felt.",
                absence: "As felt_hits.", source: "assumption")
        case .feltSensitivity:
            define(
                .ratio,
                """
                d': z((hits + 0.5) / (contractions + 1)) - z((extra + 0.5) / (quiet spans + 1)), z being the inverse \
                of the normal distribution.
                """, absence: "Needs a span of noticing with a contraction and one without.",
                source: "signal detection theory with the log-linear correction: Hautus 1995, 10.3758/BF03203619")
        case .pelvicOverflow:
            define(
                .cmH2O, isOfRepetition: true,
                """
                Mean pressure of a step in which another group of muscles is tensed, its first second left out, less \
                the resting level at its cue. The group's name goes with it.
                """,
                absence: """
                    Missing where the resting level was not known, or more than 10 % of that time was not measured.
                    """, source: "assumption")
        case .pacedBreathAmplitude:
            define(
                .cmH2O,
                """
                Peak to peak of the sine at the pacer's period that fits the pressure of the phase best, by least \
                squares, together with a straight line.
                """,
                absence: """
                    Needs three whole breaths of equal length; missing where more than 10 % of the phase was not \
                    measured, or another zero came within it.
                    """, source: "assumption")
        case .pacedBreathLag:
            define(
                .seconds,
                """
                From the beginning of the cue to breathe in to the highest point of that sine: 0 up to a whole period.
                """, absence: "As paced_breath_amplitude, and where that is below 0.1 cmH2O.", source: "assumption")
        }
    }
}
