// SPDX-License-Identifier: Apache-2.0

/// What a coach says, when.
public struct CoachEvent: Hashable, Sendable, Codable {
    /// On the device clock, of the newest sample; nil before the first.
    public var deviceMicroseconds: UInt64?
    /// Programme time: it stands still while the coach waits, is paused or asks.
    public var elapsedSeconds: Double
    public var kind: Kind

    public enum Kind: Hashable, Sendable, Codable {
        case began(Beginning)
        case phaseBegan(PhaseBeginning)
        case cue(Cue)
        /// The target of the running step has become known in cmH2O.
        case target(PressureBand)
        /// Once a second of a step.
        case progress(Progress)
        case question(QuestionAsked)
        case answered(Question, Answer?)
        /// Tension was said to be felt.
        case feltNoted
        case score(Score)
        case phaseEnded(PhaseEnding)
        case reveal([NoticedSpan])
        case paused(PauseReason)
        case resumed
        case waiting(WaitReason)
        case suggestion(TextKey)
        case ended(Summary)
    }

    public init(deviceMicroseconds: UInt64?, elapsedSeconds: Double, kind: Kind) {
        self.deviceMicroseconds = deviceMicroseconds
        self.elapsedSeconds = elapsedSeconds
        self.kind = kind
    }
}

public struct Beginning: Hashable, Sendable, Codable {
    public var programme: String
    public var version: Int
    public var title: String
    /// The scores that this run leaves out, and why.
    public var omitted: [Score]
    /// One channel cannot tell a squeeze from bearing down.
    public var isOriginIndeterminate: Bool
    public var seconds: Double

    public init(
        programme: String, version: Int, title: String, omitted: [Score], isOriginIndeterminate: Bool, seconds: Double
    ) {
        self.programme = programme
        self.version = version
        self.title = title
        self.omitted = omitted
        self.isOriginIndeterminate = isOriginIndeterminate
        self.seconds = seconds
    }
}

public struct PhaseBeginning: Hashable, Sendable, Codable {
    public var number: Int
    public var of: Int
    public var id: String
    public var title: String
    public var repetitions: Int
    public var feedback: FeedbackMode

    public init(number: Int, of: Int, id: String, title: String, repetitions: Int, feedback: FeedbackMode) {
        self.number = number
        self.of = of
        self.id = id
        self.title = title
        self.repetitions = repetitions
        self.feedback = feedback
    }
}

/// What is asked now.
public struct Cue: Hashable, Sendable, Codable {
    public var phase: String
    /// From 1.
    public var repetition: Int
    /// From 1.
    public var step: Int
    public var activity: Activity
    public var text: String
    /// Nil at one's own pace.
    public var seconds: Double?
    /// In cmH2O; nil where there is none, or where it is not known yet.
    public var target: PressureBand?

    public init(
        phase: String, repetition: Int, step: Int, activity: Activity, text: String, seconds: Double?,
        target: PressureBand?
    ) {
        self.phase = phase
        self.repetition = repetition
        self.step = step
        self.activity = activity
        self.text = text
        self.seconds = seconds
        self.target = target
    }
}

public struct Progress: Hashable, Sendable, Codable {
    /// Whole seconds of the step that are done.
    public var second: Int
    /// Whole seconds that are left; nil at one's own pace.
    public var left: Int?

    public init(second: Int, left: Int?) {
        self.second = second
        self.left = left
    }
}

public struct QuestionAsked: Hashable, Sendable, Codable {
    public var question: Question
    public var text: String
    /// Nil where sizes are the answers.
    public var least: Int?
    public var greatest: Int?
    public var sizes: [TrainerSize]

    public init(question: Question, text: String, least: Int?, greatest: Int?, sizes: [TrainerSize]) {
        self.question = question
        self.text = text
        self.least = least
        self.greatest = greatest
        self.sizes = sizes
    }
}

/// How a phase ended. The raw value is the name on the wire.
public enum PhaseOutcome: String, Hashable, Sendable, Codable, CaseIterable {
    case done
    case skipped
    case stopped
    /// It asks for what this run goes without.
    case leftOut
}

public struct PhaseEnding: Hashable, Sendable, Codable {
    public var id: String
    public var outcome: PhaseOutcome

    public init(id: String, outcome: PhaseOutcome) {
        self.id = id
        self.outcome = outcome
    }
}

/// A span of noticing, felt beside measured.
public struct NoticedSpan: Hashable, Sendable, Codable {
    /// From 1.
    public var number: Int
    public var wasFelt: Bool
    public var wasMeasured: Bool

    public init(number: Int, wasFelt: Bool, wasMeasured: Bool) {
        self.number = number
        self.wasFelt = wasFelt
        self.wasMeasured = wasMeasured
    }
}

/// What a run came to.
public struct Summary: Hashable, Sendable, Codable {
    public var programme: String
    public var version: Int
    public var reason: EndReason
    /// Programme time.
    public var seconds: Double
    public var phases: [PhaseSummary]
    public var answers: [Answered]
    public var suggestion: TextKey?

    public init(
        programme: String, version: Int, reason: EndReason, seconds: Double, phases: [PhaseSummary],
        answers: [Answered], suggestion: TextKey?
    ) {
        self.programme = programme
        self.version = version
        self.reason = reason
        self.seconds = seconds
        self.phases = phases
        self.answers = answers
        self.suggestion = suggestion
    }
}

public struct PhaseSummary: Hashable, Sendable, Codable {
    public var id: String
    public var title: String
    public var outcome: PhaseOutcome
    public var scores: [Score]

    public init(id: String, title: String, outcome: PhaseOutcome, scores: [Score]) {
        self.id = id
        self.title = title
        self.outcome = outcome
        self.scores = scores
    }
}

public struct Answered: Hashable, Sendable, Codable {
    public var question: Question
    public var answer: Answer?
    /// Programme time.
    public var seconds: Double

    public init(question: Question, answer: Answer?, seconds: Double) {
        self.question = question
        self.answer = answer
        self.seconds = seconds
    }
}
