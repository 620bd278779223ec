// SPDX-License-Identifier: Apache-2.0
import GuidedExercise
import Perineometry
import StreamAPI

extension CoachEvent {
    /// What the daemon's coach says; nil where it uses a word that this version does not know.
    init?(_ message: CoachMessage) {
        guard let kind = Kind(message) else { return nil }
        self.init(
            deviceMicroseconds: message.deviceTime.flatMap { UInt64(exactly: ($0 * 1e6).rounded()) },
            elapsedSeconds: message.elapsed, kind: kind)
    }
}

extension CoachEvent.Kind {
    fileprivate init?(_ message: CoachMessage) {
        switch message.event {
        case .began:
            guard let began = message.beginning else { return nil }
            self = .began(
                Beginning(
                    programme: began.programme, version: began.version, title: began.title,
                    omitted: began.omitted.compactMap(Score.init),
                    isOriginIndeterminate: began.originIndeterminate, seconds: began.seconds))
        case .phaseBegan:
            guard let phase = message.phase else { return nil }
            self = .phaseBegan(
                PhaseBeginning(
                    number: phase.number, of: phase.of, id: phase.id, title: phase.title,
                    repetitions: phase.repetitions, feedback: FeedbackMode(rawValue: phase.feedback) ?? .hidden))
        case .cue:
            guard let cue = message.cue, let activity = Activity(cue) else { return nil }
            self = .cue(
                Cue(
                    phase: cue.phase, repetition: cue.repetition, step: cue.step, activity: activity, text: cue.text,
                    seconds: cue.seconds, target: cue.target.map(PressureBand.init)))
        case .target:
            guard let target = message.target else { return nil }
            self = .target(PressureBand(target))
        case .progress:
            guard let progress = message.progress else { return nil }
            self = .progress(Progress(second: progress.second, left: progress.left))
        case .question:
            guard let asked = message.question, let question = Question(rawValue: asked.question) else { return nil }
            self = .question(
                QuestionAsked(
                    question: question, text: asked.text, least: asked.least, greatest: asked.greatest,
                    sizes: asked.sizes.map { TrainerSize(name: $0.name, millimetres: $0.millimetres) }))
        case .answered:
            guard let answer = message.answer, let question = Question(rawValue: answer.question) else { return nil }
            self = .answered(question, Answer(answer))
        case .feltNoted: self = .feltNoted
        case .score:
            guard let score = message.score.flatMap(Score.init) else { return nil }
            self = .score(score)
        case .phaseEnded:
            guard let ended = message.phaseEnded, let outcome = PhaseOutcome(rawValue: ended.outcome) else {
                return nil
            }
            self = .phaseEnded(PhaseEnding(id: ended.id, outcome: outcome))
        case .reveal:
            self = .reveal(
                (message.noticed ?? []).map {
                    NoticedSpan(number: $0.number, wasFelt: $0.felt, wasMeasured: $0.measured)
                })
        case .paused: self = .paused(message.textKey == TextKey.pausedRestart.rawValue ? .restart : .byChoice)
        case .resumed: self = .resumed
        case .waiting: self = .waiting(message.waiting.flatMap(WaitReason.init) ?? .gap)
        case .suggestion:
            guard let key = message.textKey.flatMap(TextKey.init) else { return nil }
            self = .suggestion(key)
        case .ended:
            guard let summary = message.summary.flatMap(Summary.init) else { return nil }
            self = .ended(summary)
        }
    }
}

extension Activity {
    fileprivate init?(_ cue: CoachCue) {
        if let group = cue.muscles.flatMap(MuscleGroup.init) {
            self = cue.activity == "tense" ? .tense(group) : .ease(group)
        } else if let action = Action(rawValue: cue.activity) {
            self = .action(action)
        } else {
            return nil
        }
    }
}

extension PressureBand {
    fileprivate init(_ target: CoachTarget) { self.init(lower: target.lower, upper: target.upper) }
}

extension Answer {
    fileprivate init?(_ answer: CoachAnswer) {
        if let number = answer.number {
            self = .number(number)
        } else if let size = answer.size {
            self = .size(size)
        } else if answer.noneToday == true {
            self = .noneToday
        } else {
            return nil
        }
    }
}

extension Score {
    fileprivate init?(_ score: CoachScore) {
        guard let name = ScoreName(score.name) else { return nil }
        self.init(
            name, phase: score.phase, repetition: score.repetition, value: score.value,
            excluded: score.excluded.flatMap(Exclusion.init),
            restRefusal: score.restRefusal.flatMap(RestPressureRefusal.init), count: score.count,
            origin: score.origin.flatMap(ContractionOrigin.init), unusable: score.unusable)
    }
}

extension Summary {
    init?(_ summary: CoachSummary) {
        guard let reason = EndReason(rawValue: summary.reason) else { return nil }
        self.init(
            programme: summary.programme, version: summary.version, reason: reason, seconds: summary.seconds,
            phases: summary.phases.map {
                PhaseSummary(
                    id: $0.id, title: $0.title, outcome: PhaseOutcome(rawValue: $0.outcome) ?? .done,
                    scores: $0.scores.compactMap(Score.init))
            },
            answers: summary.answers.compactMap { answer in
                Question(rawValue: answer.question).map {
                    Answered(question: $0, answer: Answer(answer), seconds: answer.elapsed)
                }
            },
            suggestion: summary.suggestionKey.flatMap(TextKey.init))
    }
}
