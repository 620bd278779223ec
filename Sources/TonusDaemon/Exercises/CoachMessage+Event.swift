// SPDX-License-Identifier: Apache-2.0
import GuidedExercise
import Perineometry
import StreamAPI

extension CoachMessage {
    /// What a coach says, in the protocol's words.
    init(_ event: CoachEvent, subscription: Int, run: Int, simulated: Bool) {
        self.init(
            subscription: subscription, run: run, event: Event(event.kind),
            deviceTime: event.deviceMicroseconds.map { Double($0) / 1e6 }, elapsed: event.elapsedSeconds,
            simulated: simulated)
        switch event.kind {
        case .began(let began): beginning = CoachBeginning(began)
        case .phaseBegan(let began):
            phase = CoachPhase(
                number: began.number, of: began.of, id: began.id, title: began.title, repetitions: began.repetitions,
                feedback: began.feedback.rawValue)
        case .cue(let cue): self.cue = CoachCue(cue)
        case .target(let band): target = CoachTarget(band)
        case .progress(let progress): self.progress = CoachProgress(second: progress.second, left: progress.left)
        case .question(let asked): question = CoachQuestion(asked)
        case .answered(let question, let answer):
            self.answer = CoachAnswer(question, answer, elapsed: event.elapsedSeconds)
        case .score(let score): self.score = CoachScore(score)
        case .phaseEnded(let ended): phaseEnded = CoachPhaseEnd(id: ended.id, outcome: ended.outcome.rawValue)
        case .reveal(let spans):
            noticed = spans.map { CoachNoticedSpan(number: $0.number, felt: $0.wasFelt, measured: $0.wasMeasured) }
        case .waiting(let reason):
            waiting = reason.rawValue
            say(reason.text)
        case .paused(let reason): say(reason.text)
        case .suggestion(let key): say(key)
        case .ended(let summary): self.summary = CoachSummary(summary)
        case .feltNoted, .resumed: break
        }
    }

    private mutating func say(_ key: TextKey) {
        textKey = key.rawValue
        text = key.english
    }
}

extension CoachMessage.Event {
    init(_ kind: CoachEvent.Kind) {
        self =
            switch kind {
            case .began: .began
            case .phaseBegan: .phaseBegan
            case .cue: .cue
            case .target: .target
            case .progress: .progress
            case .question: .question
            case .answered: .answered
            case .feltNoted: .feltNoted
            case .score: .score
            case .phaseEnded: .phaseEnded
            case .reveal: .reveal
            case .paused: .paused
            case .resumed: .resumed
            case .waiting: .waiting
            case .suggestion: .suggestion
            case .ended: .ended
            }
    }
}

extension CoachBeginning {
    init(_ began: Beginning) {
        self.init(
            programme: began.programme, version: began.version, title: began.title, seconds: began.seconds,
            omitted: began.omitted.map(CoachScore.init), originIndeterminate: began.isOriginIndeterminate)
    }
}

extension CoachTarget {
    init(_ band: PressureBand) { self.init(lower: band.lower, upper: band.upper) }
}

extension CoachTrainer {
    init(_ size: TrainerSize) { self.init(name: size.name, millimetres: size.millimetres) }
}

extension CoachCue {
    init(_ cue: Cue) {
        let (activity, muscles) = cue.activity.words
        self.init(
            phase: cue.phase, repetition: cue.repetition, step: cue.step, activity: activity, muscles: muscles,
            text: cue.text, seconds: cue.seconds, target: cue.target.map(CoachTarget.init))
    }
}

extension Activity {
    /// The word that a programme has for it, and which muscles it names.
    var words: (activity: String, muscles: String?) {
        switch self {
        case .action(let action): (action.rawValue, nil)
        case .tense(let group): ("tense", group.rawValue)
        case .ease(let group): ("ease", group.rawValue)
        case .question(let question): (question.rawValue, nil)
        }
    }
}

extension CoachQuestion {
    init(_ asked: QuestionAsked) {
        self.init(
            question: asked.question.rawValue, text: asked.text, least: asked.least, greatest: asked.greatest,
            sizes: asked.sizes.map(CoachTrainer.init))
    }
}

extension CoachAnswer {
    init(_ question: Question, _ answer: Answer?, elapsed: Double) {
        self.init(question: question.rawValue, elapsed: elapsed)
        switch answer {
        case .number(let number): self.number = number
        case .size(let name): size = name
        case .noneToday: noneToday = true
        case nil: break
        }
    }
}

extension CoachScore {
    init(_ score: Score) {
        self.init(
            name: score.name.name, definition: score.definition, unit: score.unit.rawValue, phase: score.phase,
            repetition: score.repetition, value: score.value.flatMap { $0.isFinite ? $0 : nil },
            excluded: score.excluded?.rawValue, reason: score.excluded?.text.english,
            restRefusal: score.restRefusal?.rawValue, count: score.count, origin: score.origin?.rawValue,
            relaxation: score.name.isAboutRelaxation, unusable: score.unusable)
    }
}

extension CoachSummary {
    init(_ summary: GuidedExercise.Summary) {
        self.init(
            programme: summary.programme, version: summary.version, reason: summary.reason.rawValue,
            text: summary.reason.text.english, seconds: summary.seconds,
            phases: summary.phases.map {
                Phase(
                    id: $0.id, title: $0.title, outcome: $0.outcome.rawValue, scores: $0.scores.map(CoachScore.init))
            },
            answers: summary.answers.map { CoachAnswer($0.question, $0.answer, elapsed: $0.seconds) },
            suggestion: summary.suggestion?.english, suggestionKey: summary.suggestion?.rawValue)
    }
}
