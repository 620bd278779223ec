// SPDX-License-Identifier: Apache-2.0

/// `coach`, the notification: what a guided exercise asks, tells and came to.
///
/// `event` says which of the other members is there.
public struct CoachMessage: Codable, Sendable, Hashable {
    public static let method = "coach"

    /// What is told.
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

    /// The subscription that it belongs to, by the number that `subscribe` gave.
    public var subscription: Int
    /// The number of the run, from 1 since the daemon was started.
    public var run: Int
    /// Which of the members below is there.
    public var event: Event
    /// Seconds on the probe's clock, of the sample at which it was so; absent before the first.
    public var deviceTime: Double?
    /// Seconds since the Unix epoch, of the same sample.
    public var hostTime: Double?
    /// Seconds of programme time: it stands still while the coach waits, is paused or asks.
    public var elapsed: Double
    /// True: it was so before, and is told to whoever comes later. Absent otherwise.
    public var earlier: Bool?
    /// What begins.
    public var beginning: CoachBeginning?
    /// The phase that it is in.
    public var phase: CoachPhase?
    /// What is asked for now.
    public var cue: CoachCue?
    /// What is aimed at, in pressures.
    public var target: CoachTarget?
    /// How far the cue has got.
    public var progress: CoachProgress?
    /// What is asked.
    public var question: CoachQuestion?
    /// What was answered.
    public var answer: CoachAnswer?
    /// A score that is known now.
    public var score: CoachScore?
    /// The phase that has ended.
    public var phaseEnded: CoachPhaseEnd?
    /// What was felt and what was measured, side by side.
    public var noticed: [CoachNoticedSpan]?
    /// Why: "settling" (the resting level is being found), "gap" (samples are missing), "device" (the probe is gone) or
    /// "restart" (the daemon was started anew).
    public var waiting: String?
    /// A sentence for the person, in English.
    public var text: String?
    /// Which sentence, for programs that have their own words.
    public var textKey: String?
    /// What was done, in all.
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
