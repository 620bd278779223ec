// SPDX-License-Identifier: Apache-2.0

/// That an exercise has begun.
public struct CoachBeginning: Codable, Sendable, Hashable {
    /// Name of the programme.
    public var programme: String
    /// Of the programme's text.
    public var version: Int
    /// For people.
    public var title: String
    /// At the most, in seconds of programme time.
    public var seconds: Double
    /// The scores that this run leaves out, and why.
    public var omitted: [CoachScore]
    /// One channel cannot tell a squeeze from bearing down.
    public var originIndeterminate: Bool

    public init(
        programme: String, version: Int, title: String, seconds: Double, omitted: [CoachScore],
        originIndeterminate: Bool
    ) {
        self.programme = programme
        self.version = version
        self.title = title
        self.seconds = seconds
        self.omitted = omitted
        self.originIndeterminate = originIndeterminate
    }
}

/// A part of an exercise that can be skipped as a whole.
public struct CoachPhase: Codable, Sendable, Hashable {
    /// From 1.
    public var number: Int
    /// How many there are.
    public var of: Int
    /// Its name in the programme.
    public var id: String
    /// For people.
    public var title: String
    /// How often its steps are gone through.
    public var repetitions: Int
    /// What the person is to see of her pressure: "live" (pressure and target), "calm" (calm below the target, neutral
    /// above), "hidden" (cues alone) or "blinded" (as hidden, until it is revealed).
    public var feedback: String

    public init(number: Int, of: Int, id: String, title: String, repetitions: Int, feedback: String) {
        self.number = number
        self.of = of
        self.id = id
        self.title = title
        self.repetitions = repetitions
        self.feedback = feedback
    }
}

/// Where the pressure is asked to be, in cmH2O from the zero in use.
public struct CoachTarget: Codable, Sendable, Hashable {
    /// Absent where the target has no lower end: it is reached from above.
    public var lower: Double?
    /// cmH2O, as `lower`.
    public var upper: Double

    public init(lower: Double?, upper: Double) {
        self.lower = lower
        self.upper = upper
    }
}

/// What is asked now.
public struct CoachCue: Codable, Sendable, Hashable {
    /// The id of its phase.
    public var phase: String
    /// From 1.
    public var repetition: Int
    /// From 1.
    public var step: Int
    /// "settle", "rest", "squeeze", "flick", "release", "cough", "breathe-in", "breathe-out", "notice", "reveal",
    /// "trainer", "tense" or "ease".
    public var activity: String
    /// Which muscles, with "tense" and "ease".
    public var muscles: String?
    /// A sentence for the person.
    public var text: String
    /// How long; absent at one's own pace.
    public var seconds: Double?
    /// Absent where there is none, or where it is not known yet.
    public var target: CoachTarget?
    /// What follows it within the phase; absent with the last one.
    public var next: CoachNextCue?

    public init(
        phase: String, repetition: Int, step: Int, activity: String, muscles: String?, text: String, seconds: Double?,
        target: CoachTarget?, next: CoachNextCue? = nil
    ) {
        self.phase = phase
        self.repetition = repetition
        self.step = step
        self.activity = activity
        self.muscles = muscles
        self.text = text
        self.seconds = seconds
        self.target = target
        self.next = next
    }
}

/// What will be asked next, so that nobody is taken by surprise.
public struct CoachNextCue: Codable, Sendable, Hashable {
    /// As in `CoachCue`, or the name of a question, as in `CoachQuestion`.
    public var activity: String
    /// Which muscles, with "tense" and "ease".
    public var muscles: String?
    /// A sentence for the person.
    public var text: String
    /// How long; absent at one's own pace, of a question, and where it is not decided yet.
    public var seconds: Double?

    public init(activity: String, muscles: String?, text: String, seconds: Double?) {
        self.activity = activity
        self.muscles = muscles
        self.text = text
        self.seconds = seconds
    }
}

/// How far a step has got.
public struct CoachProgress: Codable, Sendable, Hashable {
    /// Whole seconds that are done.
    public var second: Int
    /// Whole seconds that are left; absent at one's own pace.
    public var left: Int?

    public init(second: Int, left: Int?) {
        self.second = second
        self.left = left
    }
}

/// Something that the person may tell.
public struct CoachQuestion: Codable, Sendable, Hashable {
    /// "pain-before", "pain-peak", "pain-after", "anxiety-before", "anxiety-peak", "anxiety-after", "tension", "size" or
    /// "oxford".
    public var question: String
    /// A sentence for the person.
    public var text: String
    /// The least answer; absent where `sizes` are the answers.
    public var least: Int?
    /// The greatest answer; absent where `sizes` are the answers.
    public var greatest: Int?
    /// Trainers, from the smallest.
    public var sizes: [CoachTrainer]

    public init(question: String, text: String, least: Int?, greatest: Int?, sizes: [CoachTrainer]) {
        self.question = question
        self.text = text
        self.least = least
        self.greatest = greatest
        self.sizes = sizes
    }
}

/// What the person told. None of `number`, `size` and `noneToday` is there where she would rather not, and for observers.
public struct CoachAnswer: Codable, Sendable, Hashable {
    /// Which question, by its name in the programme.
    public var question: String
    /// When, in seconds of programme time.
    public var elapsed: Double
    /// On the question's scale.
    public var number: Int?
    /// The name of a trainer.
    public var size: String?
    /// True: no trainer today.
    public var noneToday: Bool?

    public init(question: String, elapsed: Double, number: Int? = nil, size: String? = nil, noneToday: Bool? = nil) {
        self.question = question
        self.elapsed = elapsed
        self.number = number
        self.size = size
        self.noneToday = noneToday
    }
}

/// How a phase ended.
public struct CoachPhaseEnd: Codable, Sendable, Hashable {
    /// Its name in the programme.
    public var id: String
    /// "done", "skipped", "stopped" or "leftOut" (it asks for what this run goes without).
    public var outcome: String

    public init(id: String, outcome: String) {
        self.id = id
        self.outcome = outcome
    }
}

/// A span of noticing: felt beside measured.
public struct CoachNoticedSpan: Codable, Sendable, Hashable {
    /// From 1.
    public var number: Int
    /// Somebody said that they felt tension.
    public var felt: Bool
    /// Tension was measured.
    public var measured: Bool

    public init(number: Int, felt: Bool, measured: Bool) {
        self.number = number
        self.felt = felt
        self.measured = measured
    }
}
