// SPDX-License-Identifier: Apache-2.0
import Acquisition
import GuidedExercise
import PerineometerDriver
import Perineometry
import SessionStore
import StreamAPI

/// One run of a programme on one lane, until a later one takes its place. Used on the event loop only.
final class Exercise {
    /// From 1 since the daemon was started.
    let run: Int
    let lane: DeviceLane
    let programme: Programme
    let isSimulated: Bool
    let serial: String
    let feed: ExerciseFeed
    /// The session that was begun for it, and ends with it.
    var ownSession: SessionID?
    private(set) var summary: Summary?
    /// Whose it is, where that was said.
    var participant: String?
    private var trainer = TrainerRecord()

    /// What holds now, to be told to whoever comes later.
    private var beginning: Told?
    private var phase: Told?
    private var cue: Told?
    private var target: Told?
    private var progress: Told?
    private var question: Told?
    private var standing: Told?

    /// What the coach said, with the sample by which it was so.
    struct Told {
        var event: CoachEvent
        var instant: SampleInstant?
    }

    /// Something was said since it was kept last, and whether it is being kept.
    var isToBeKept = false
    var isBeingKept = false

    /// Goes on with what an earlier run of the daemon kept.
    convenience init(run: Int, lane: DeviceLane, kept: KeptExercise, stream: StreamRun) {
        self.init(
            run: run, lane: lane, coach: kept.coach,
            feed: ExerciseFeed(kept.coach, of: lane, run: stream, pauses: true),
            isSimulated: stream.description.isSimulated, serial: kept.serial)
        beginning = kept.beginning.map { Told(event: $0) }
        phase = kept.phase.map { Told(event: $0) }
        participant = kept.participant
        trainer = kept.trainer ?? TrainerRecord()
    }

    /// All that it takes to go on with it; nil of one that has ended.
    var kept: KeptExercise? {
        guard !hasEnded else { return nil }
        return KeptExercise(
            serial: serial, endsSession: ownSession != nil, coach: feed.session.coach, beginning: beginning?.event,
            phase: phase?.event, elapsedSeconds: elapsedSeconds, isSimulated: isSimulated, participant: participant,
            trainer: trainer)
    }

    init(run: Int, lane: DeviceLane, coach: Coach, feed: ExerciseFeed, isSimulated: Bool, serial: String) {
        self.run = run
        self.lane = lane
        self.feed = feed
        self.isSimulated = isSimulated
        self.serial = serial
        programme = coach.programme
    }

    var hasEnded: Bool { summary != nil }

    /// All that a newcomer needs to show what the others see.
    var current: [Told] {
        guard !hasEnded else { return [] }
        return [beginning, phase, cue, target, progress, question, standing].compactMap { $0 }
    }

    /// The coach's next word.
    func next() -> Told? {
        guard let event = feed.nextSaid() else { return nil }
        let told = Told(event: event, instant: feed.newest)
        remember(told)
        return told
    }

    /// What the diary is to keep of one with trainers, once it has ended.
    func diaryEntry(participant: String, session: SessionID?) -> DiaryEntry? {
        guard let summary else { return nil }
        return trainer.entry(
            of: programme, summary.reason, participant: participant, session: session, isSimulated: isSimulated)
    }

    /// A command was followed.
    func note(_ command: CoachCommand) {
        guard command == .smallerToday else { return }
        trainer.noteSmaller()
        isToBeKept = true
    }

    private func remember(_ told: Told) {
        trainer.note(told.event)
        switch told.event.kind {
        case .began: beginning = told
        case .phaseBegan:
            phase = told
            (cue, target, progress, question, standing) = (nil, nil, nil, nil, nil)
        case .cue:
            cue = told
            (target, progress, question, standing) = (nil, nil, nil, nil)
        case .target: target = told
        case .progress: progress = told
        case .question:
            question = told
            (cue, target, progress, standing) = (nil, nil, nil, nil)
        case .answered: question = nil
        case .phaseEnded: (phase, cue, target, progress, question) = (nil, nil, nil, nil, nil)
        case .paused(.restart): (cue, target, progress, question, standing) = (nil, nil, nil, nil, told)
        case .paused, .waiting: standing = told
        case .resumed: standing = nil
        case .ended(let summary): self.summary = summary
        case .feltNoted, .score, .reveal, .suggestion: break
        }
    }

    // MARK: In the protocol's words

    func message(_ told: Told, subscription: Int, isEarlier: Bool, hostTime: HostTimeScale) -> CoachMessage {
        var message = CoachMessage(
            told.event, subscription: subscription, run: run, simulated: isSimulated)
        message.hostTime = told.instant.map { hostTime.unixSeconds($0.hostTime) }
        message.cue?.next = next(after: told)
        if isEarlier { message.earlier = true }
        return message
    }

    private func next(after told: Told) -> CoachNextCue? {
        guard case .cue(let cue) = told.event.kind else { return nil }
        return programme.step(after: cue).map(CoachNextCue.init)
    }

    func report(session: SessionID?, withAnswers: Bool) -> ExerciseReport {
        var report = ExerciseReport(
            run: run, programme: programme.id, version: programme.version, title: programme.title, device: serial,
            state: state, elapsed: elapsedSeconds, seconds: programme.seconds, session: session?.description,
            simulated: isSimulated)
        if case .waiting(let reason)? = standing?.event.kind, !hasEnded { report.waiting = reason.rawValue }
        if case .paused(.restart)? = standing?.event.kind, !hasEnded { report.waiting = WaitReason.restart.rawValue }
        for told in current {
            let message = CoachMessage(told.event, subscription: 0, run: run, simulated: isSimulated)
            report.phase = message.phase ?? report.phase
            if var cue = message.cue {
                cue.next = next(after: told)
                report.cue = cue
            }
            report.question = message.question ?? report.question
        }
        if case .target(let band)? = target?.event.kind { report.cue?.target = CoachTarget(band) }
        let summary = summary.map(CoachSummary.init)
        report.summary = withAnswers ? summary : summary?.withoutAnswers
        return report
    }

    private var elapsedSeconds: Double { current.map(\.event.elapsedSeconds).max() ?? summary?.seconds ?? 0 }

    private var state: ExerciseReport.State {
        if hasEnded { return .ended }
        switch standing?.event.kind {
        case .paused: return .paused
        case .waiting: return .waiting
        default: return question != nil ? .asking : phase != nil ? .running : .closing
        }
    }
}
