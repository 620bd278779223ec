// SPDX-License-Identifier: Apache-2.0

/// A guided exercise or assessment: phases of cues, as read from a file.
///
/// It describes; it runs nothing. A `Coach` guides somebody through it.
public struct Programme: Hashable, Sendable, Codable {
    /// What it is called in commands and records: lower-case letters, digits and hyphens.
    public var id: String
    /// Grows with every change of what is asked or measured, so that results of different versions are told apart.
    public var version: Int
    public var title: String
    public var summary: String
    public var focus: Focus
    /// Where it comes from, one source each; "assumption" where nobody else's stands behind a part.
    public var sources: [String]
    /// What pressures must count from.
    public var zero: ZeroNeed
    /// Trainers from the smallest to the greatest; empty where the programme has none.
    public var sizes: [TrainerSize]
    public var phases: [Phase]

    public init(
        id: String, version: Int, title: String, summary: String, focus: Focus, sources: [String],
        zero: ZeroNeed = .any, sizes: [TrainerSize] = [], phases: [Phase]
    ) {
        self.id = id
        self.version = version
        self.title = title
        self.summary = summary
        self.focus = focus
        self.sources = sources
        self.zero = zero
        self.sizes = sizes
        self.phases = phases
    }

    /// How long it takes where every step has its length and questions take no time, in seconds. Steps at one's own pace
    /// count with the longest that they may last.
    public var seconds: Double { phases.reduce(0) { $0 + $1.seconds } }

    /// Whether it cannot be done without a known maximum: a target is a share of it, nothing is given instead, and no
    /// earlier phase measures it.
    public var needsMaximum: Bool {
        var isMeasured = false
        for phase in phases {
            if phase.measuresMaximum { isMeasured = true }
            if !isMeasured, phase.steps.contains(where: { $0.target?.needsMaximum == true }) { return true }
        }
        return false
    }

    /// Whether any target is a share of the maximum.
    public var usesMaximum: Bool {
        phases.contains { $0.measuresMaximum || $0.steps.contains { $0.target?.usesMaximum == true } }
    }

    // Bounds that a reader holds to, so that a run stays a session's length and a record's size (assumptions).
    public static let longestSeconds = 3.0 * 3600
    public static let mostSteps = 2000
}

/// What a programme is for. It decides nothing but the order of lists and which scores stand first.
public enum Focus: String, Hashable, Sendable, Codable, CaseIterable {
    case assessment
    case relaxation
    case awareness
    case strength
    case trainer
}

/// What a programme's pressures must count from.
public enum ZeroNeed: String, Hashable, Sendable, Codable, CaseIterable {
    /// Rises and falls are enough.
    case any
    /// The atmosphere: zeroed in air before insertion.
    case air
}

/// A trainer (dilator) as its owner calls it.
public struct TrainerSize: Hashable, Sendable, Codable {
    public var name: String
    /// Diameter.
    public var millimetres: Double

    public init(name: String, millimetres: Double) {
        self.name = name
        self.millimetres = millimetres
    }
}

/// A part of a programme that can be skipped as a whole.
public struct Phase: Hashable, Sendable, Codable {
    public var id: String
    public var title: String
    /// How often the steps are gone through.
    public var repetitions: Int
    public var feedback: FeedbackMode
    public var steps: [Step]
    /// What is worked out of it, in the order in which it is shown.
    public var scores: [ScoreName]
    /// The squeezes of this phase tell the maximum, where none is known. It is left out without a maximal squeeze.
    public var measuresMaximum: Bool

    public init(
        id: String, title: String, repetitions: Int = 1, feedback: FeedbackMode = .live, steps: [Step],
        scores: [ScoreName] = [], measuresMaximum: Bool = false
    ) {
        self.id = id
        self.title = title
        self.repetitions = repetitions
        self.feedback = feedback
        self.steps = steps
        self.scores = scores
        self.measuresMaximum = measuresMaximum
    }

    public var seconds: Double { Double(repetitions) * steps.reduce(0) { $0 + $1.longestSeconds } }
}

/// What the person sees of her pressure. The raw value is the word in files and on the wire.
public enum FeedbackMode: String, Hashable, Sendable, Codable, CaseIterable {
    /// Pressure and target.
    case live
    /// Calm below the target and neutral above it; nothing that alarms.
    case calm
    /// Cues alone. What was measured is shown after the phase.
    case hidden
    /// As hidden; only a `reveal` shows what was measured.
    case blinded
}
