// SPDX-License-Identifier: Apache-2.0
import SessionExport
import SessionStore

extension ExerciseRemark {
    /// What the store keeps of a guided exercise, as exports read it; nil for anything else.
    init?(_ body: SessionEvent.Body) {
        switch body {
        case .exercise(let exercise):
            self = .began(
                ExerciseBeginning(
                    programme: "\(exercise.programme)/\(exercise.version)", title: exercise.title,
                    phaseTitles: Dictionary(exercise.phases.map { ($0.id, $0.title) }) { first, _ in first },
                    isAfterRestart: exercise.isAfterRestart == true))
        case .exerciseEnded(let reason): self = .ended(reason)
        case .score(let score):
            self = .score(
                ExerciseScore(
                    name: score.name, definition: score.definition, unit: score.unit, phase: score.phase,
                    repetition: score.repetition, value: score.value.flatMap { $0.isFinite ? $0 : nil },
                    excluded: score.excluded, restRefusal: score.restRefusal, count: score.count))
        case .noticed(let spans):
            self = .noticed(spans.map { ExerciseNotice(number: $0.number, felt: $0.felt, measured: $0.measured) })
        default: return nil
        }
    }
}

extension ExerciseAnswer {
    init(_ answer: SessionAnswer) {
        self.init(question: answer.question, number: answer.number, size: answer.size, noneToday: answer.noneToday)
    }
}
