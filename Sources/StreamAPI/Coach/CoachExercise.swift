// SPDX-License-Identifier: Apache-2.0

/// Parameters of `exercise.status`, `exercise.pause`, `exercise.resume`, `exercise.skip`, `exercise.next`,
/// `exercise.stop`, `exercise.felt` and `exercise.smallerToday`.
public struct ExerciseParams: Codable, Sendable {
    public static let status = "exercise.status"
    /// Time stands still until `exercise.resume`.
    public static let pause = "exercise.pause"
    public static let resume = "exercise.resume"
    /// Leaves out what is left of the phase.
    public static let skip = "exercise.skip"
    /// Goes on from a step at one's own pace, or from a question that one would rather not answer.
    public static let next = "exercise.next"
    /// Ends it now, which is a good end.
    public static let stop = "exercise.stop"
    /// Tension is felt, while noticing is asked for.
    public static let felt = "exercise.felt"
    /// Goes on with the next smaller trainer, or after the smallest to what follows.
    public static let smallerToday = "exercise.smallerToday"

    /// Serial number of the perineometer meant. Default: the one on which there is an exercise.
    public var device: String?

    public init(device: String? = nil) { self.device = device }
}

/// Parameters of `exercise.answer`. Exactly one of `number`, `size` and `noneToday` is to be given.
public struct ExerciseAnswerParams: Codable, Sendable {
    public static let method = "exercise.answer"

    /// Serial number of the perineometer meant. Default: the one on which there is an exercise.
    public var device: String?
    /// On the question's scale.
    public var number: Int?
    /// The name of a trainer.
    public var size: String?
    /// True: no trainer today.
    public var noneToday: Bool?

    public init(device: String? = nil, number: Int? = nil, size: String? = nil, noneToday: Bool? = nil) {
        self.device = device
        self.number = number
        self.size = size
        self.noneToday = noneToday
    }
}

/// The reply to `exercise.status`.
public struct ExerciseStatusResult: Codable, Sendable {
    /// For each perineometer the exercise that runs, or the last that ended since the daemon was started.
    public var exercises: [ExerciseReport]

    public init(exercises: [ExerciseReport]) { self.exercises = exercises }
}

/// A guided exercise as it is now; the reply to `programmes.run` and to every command.
public struct ExerciseReport: Codable, Sendable, Hashable {
    /// How far an exercise has got.
    public enum State: String, Codable, Sendable, CaseIterable {
        /// For the resting level, or for the signal; `waiting` says which.
        case waiting
        case running
        case paused
        /// A question is open.
        case asking
        /// All steps are done, and the last figures are still to come.
        case closing
        case ended
    }

    /// The number of this run, from 1 since the daemon was started; every `coach` of it has the same.
    public var run: Int
    /// Name of the programme.
    public var programme: String
    /// Of the programme's text.
    public var version: Int
    /// For people.
    public var title: String
    /// Serial number of the perineometer.
    public var device: String?
    /// How far it has got.
    public var state: State
    /// Why it waits: "settling", "gap", "device" or "restart"; beside `paused`, where the daemon was started anew meanwhile,
    /// "device" until the probe is back, and "restart" then.
    public var waiting: String?
    /// Programme time in seconds: it stands still while the coach waits, is paused or asks.
    public var elapsed: Double
    /// At the most, in seconds of programme time.
    public var seconds: Double
    /// The phase that it is in.
    public var phase: CoachPhase?
    /// What is asked for now.
    public var cue: CoachCue?
    /// The open question.
    public var question: CoachQuestion?
    /// Id of the session into which cues and scores are recorded now; absent where none is.
    public var session: String?
    /// Of one that has ended.
    public var summary: CoachSummary?
    /// No body is measured.
    public var simulated: Bool

    public init(
        run: Int, programme: String, version: Int, title: String, device: String?, state: State,
        waiting: String? = nil, elapsed: Double, seconds: Double, phase: CoachPhase? = nil, cue: CoachCue? = nil,
        question: CoachQuestion? = nil, session: String? = nil, summary: CoachSummary? = nil, simulated: Bool
    ) {
        self.run = run
        self.programme = programme
        self.version = version
        self.title = title
        self.device = device
        self.state = state
        self.waiting = waiting
        self.elapsed = elapsed
        self.seconds = seconds
        self.phase = phase
        self.cue = cue
        self.question = question
        self.session = session
        self.summary = summary
        self.simulated = simulated
    }
}
