// SPDX-License-Identifier: Apache-2.0

/// A figure of an exercise: a value, or why there is none.
public struct CoachScore: Codable, Sendable, Hashable {
    /// As in docs/programmes.md and docs/metrics.md.
    public var name: String
    /// The id of its formula.
    public var definition: String
    /// "cmH2O", "s", "%" and so on; "1" for a ratio.
    public var unit: String
    /// The id of the phase.
    public var phase: String
    /// From 1; absent for a figure of the whole phase.
    public var repetition: Int?
    /// In `unit`; absent where it could not be told.
    public var value: Double?
    /// Why there is no value, as a word.
    public var excluded: String?
    /// The same, as a sentence in English.
    public var reason: String?
    /// Why a resting pressure was refused, as a word (see `rest`).
    public var restRefusal: String?
    /// How many repetitions or seconds stand behind it.
    public var count: Int
    /// Where the pressure came from: "pelvicFloor", "abdomen" or "indeterminate"; absent where it is about no
    /// contraction.
    public var origin: String?
    /// It is about letting go, rest, or what nobody asked for: such figures are to be shown first.
    public var relaxation: Bool
    /// Percent of the time behind it that was not measured, for samples were missing or clipped: it is left out of the
    /// figure. Absent where all was measured, and for figures of single contractions.
    public var unusable: Double?

    public init(
        name: String, definition: String, unit: String, phase: String, repetition: Int?, value: Double?,
        excluded: String?, reason: String?, restRefusal: String?, count: Int, origin: String?, relaxation: Bool,
        unusable: Double? = nil
    ) {
        self.name = name
        self.definition = definition
        self.unit = unit
        self.phase = phase
        self.repetition = repetition
        self.value = value
        self.excluded = excluded
        self.reason = reason
        self.restRefusal = restRefusal
        self.count = count
        self.origin = origin
        self.relaxation = relaxation
        self.unusable = unusable
    }
}

/// What an exercise came to.
public struct CoachSummary: Codable, Sendable, Hashable {
    /// What one of its phases came to.
    public struct Phase: Codable, Sendable, Hashable {
        /// Its name in the programme.
        public var id: String
        /// For people.
        public var title: String
        /// "done", "skipped", "stopped" or "leftOut".
        public var outcome: String
        /// One after another, relaxation first.
        public var scores: [CoachScore]

        public init(id: String, title: String, outcome: String, scores: [CoachScore]) {
            self.id = id
            self.title = title
            self.outcome = outcome
            self.scores = scores
        }
    }

    /// Name of the programme.
    public var programme: String
    /// Of the programme's text.
    public var version: Int
    /// "completed", "stoppedByChoice", "smallerToday" or "noneToday": each is a good end.
    public var reason: String
    /// A sentence for the person about that.
    public var text: String
    /// Programme time.
    public var seconds: Double
    /// In the order in which they come.
    public var phases: [Phase]
    /// Empty for observers.
    public var answers: [CoachAnswer]
    /// For next time, as a sentence; absent where there is nothing to say.
    public var suggestion: String?
    /// Which sentence, for programs that have their own words.
    public var suggestionKey: String?

    public init(
        programme: String, version: Int, reason: String, text: String, seconds: Double, phases: [Phase],
        answers: [CoachAnswer], suggestion: String?, suggestionKey: String?
    ) {
        self.programme = programme
        self.version = version
        self.reason = reason
        self.text = text
        self.seconds = seconds
        self.phases = phases
        self.answers = answers
        self.suggestion = suggestion
        self.suggestionKey = suggestionKey
    }

    /// The same without what the person answered, and what follows from it.
    public var withoutAnswers: CoachSummary {
        var summary = self
        summary.answers = []
        summary.suggestion = nil
        summary.suggestionKey = nil
        return summary
    }
}
