// SPDX-License-Identifier: Apache-2.0

/// `coach`, the notification: what a guided exercise asks, tells and came to.
///
/// `event` says which of the other members is there.
public struct CoachMessage: Codable, Sendable, Hashable {
    public static let method = "coach"

    public enum Event: String, Codable, Sendable, CaseIterable {
        /// It has begun: `beginning`.
        case began
        /// A phase has begun: `phase`.
        case phaseBegan
        /// Something is asked from here on: `cue`.
        case cue
        /// The target of what is asked has become known: `target`.
        case target
        /// Once a second while something is asked: `progress`.
        case progress
        /// Something is to be told, by `exercise.answer` or `exercise.next`: `question`.
        case question
        /// It was told: `answer`.
        case answered
        /// Tension was said to be felt.
        case feltNoted
        /// A figure: `score`.
        case score
        /// A phase has ended: `phaseEnded`.
        case phaseEnded
        /// What was felt beside what was measured: `noticed`.
        case reveal
        case paused
        case resumed
        /// It waits, and goes on by itself: `waiting`.
        case waiting
        /// For next time: `text`.
        case suggestion
        /// It has ended, and how does not matter: each is a good end. `summary`.
        case ended
    }

    public var subscription: Int
    /// The number of the run, from 1 since the daemon was started.
    public var run: Int
    public var event: Event
    /// Seconds on the probe's clock, of the sample at which it was so; absent before the first.
    public var deviceTime: Double?
    /// Seconds since the Unix epoch, of the same sample.
    public var hostTime: Double?
    /// Seconds of programme time: it stands still while the coach waits, is paused or asks.
    public var elapsed: Double
    /// True: it was so before, and is told to whoever comes later. Absent otherwise.
    public var earlier: Bool?
    public var beginning: CoachBeginning?
    public var phase: CoachPhase?
    public var cue: CoachCue?
    public var target: CoachTarget?
    public var progress: CoachProgress?
    public var question: CoachQuestion?
    public var answer: CoachAnswer?
    public var score: CoachScore?
    public var phaseEnded: CoachPhaseEnd?
    public var noticed: [CoachNoticedSpan]?
    /// Why: "settling" (the resting level is being found), "gap" (samples are missing), "device" (the probe is gone) or
    /// "restart" (the daemon was started anew).
    public var waiting: String?
    /// A sentence for the person, in English.
    public var text: String?
    /// Which sentence, for programs that have their own words.
    public var textKey: String?
    public var summary: CoachSummary?
    /// No body is measured.
    public var simulated: Bool

    public init(
        subscription: Int, run: Int, event: Event, deviceTime: Double? = nil, hostTime: Double? = nil, elapsed: Double,
        simulated: Bool
    ) {
        self.subscription = subscription
        self.run = run
        self.event = event
        self.deviceTime = deviceTime
        self.hostTime = hostTime
        self.elapsed = elapsed
        self.simulated = simulated
    }

    /// The same without what the person answered: that is not for observers.
    public var withoutAnswers: CoachMessage {
        var message = self
        message.answer = message.answer.map { CoachAnswer(question: $0.question, elapsed: $0.elapsed) }
        message.summary = message.summary?.withoutAnswers
        return message
    }
}
