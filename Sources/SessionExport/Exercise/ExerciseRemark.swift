// SPDX-License-Identifier: Apache-2.0

/// What a recording keeps of a guided exercise besides its cues and answers.
public enum ExerciseRemark: Hashable, Sendable {
    case began(ExerciseBeginning)
    case score(ExerciseScore)
    /// What was felt beside what was measured, all of it so far.
    case noticed([ExerciseNotice])
    /// Why it ended, as the word of `EndReason`.
    case ended(String)
}

/// How an exercise began, or went on after a restart of the daemon.
public struct ExerciseBeginning: Hashable, Sendable {
    /// Id and version, "release-ladder/1".
    public var programme: String
    public var title: String
    /// The titles of its phases by their ids.
    public var phaseTitles: [String: String]
    public var isAfterRestart: Bool

    public init(programme: String, title: String, phaseTitles: [String: String], isAfterRestart: Bool = false) {
        self.programme = programme
        self.title = title
        self.phaseTitles = phaseTitles
        self.isAfterRestart = isAfterRestart
    }
}

/// An answer to a question of a guided exercise. Number, size and noneToday are all nil where she would rather not say.
public struct ExerciseAnswer: Hashable, Sendable, Codable {
    /// As programmes name it, "pain-before".
    public var question: String
    /// On the question's scale.
    public var number: Int?
    /// The trainer's name. It may be her own words, so anonymous files leave it out.
    public var size: String?
    /// No trainer on that day.
    public var noneToday: Bool?
    /// A size was said, and is left out of this file.
    public var isSizeWithheld: Bool?

    public init(question: String, number: Int? = nil, size: String? = nil, noneToday: Bool? = nil) {
        self.question = question
        self.number = number
        self.size = size
        self.noneToday = noneToday
    }
}

/// A figure that the coach worked out, or why there is none.
public struct ExerciseScore: Hashable, Sendable, Codable {
    /// As docs/programmes.md and docs/metrics.md name it.
    public var name: String
    /// The id of its formula.
    public var definition: String
    public var unit: String
    /// The id of the phase.
    public var phase: String
    /// From 1; nil for a figure of the whole phase.
    public var repetition: Int?
    public var value: Double?
    /// Why there is no value, as the word of `Exclusion`.
    public var excluded: String?
    /// Why a resting pressure was refused, as the word of `RestPressureRefusal`.
    public var restRefusal: String?
    /// How many repetitions or seconds stand behind it.
    public var count: Int

    public init(
        name: String, definition: String, unit: String, phase: String, repetition: Int? = nil, value: Double?,
        excluded: String? = nil, restRefusal: String? = nil, count: Int
    ) {
        self.name = name
        self.definition = definition
        self.unit = unit
        self.phase = phase
        self.repetition = repetition
        self.value = value
        self.excluded = excluded
        self.restRefusal = restRefusal
        self.count = count
    }
}

/// A span in which tension was to be noticed: felt beside measured.
public struct ExerciseNotice: Hashable, Sendable, Codable {
    /// From 1.
    public var number: Int
    public var felt: Bool
    public var measured: Bool

    public init(number: Int, felt: Bool, measured: Bool) {
        self.number = number
        self.felt = felt
        self.measured = measured
    }
}
