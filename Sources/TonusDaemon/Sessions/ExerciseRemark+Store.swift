// SPDX-License-Identifier: Apache-2.0
import Perineometry
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
        case .score(var score):
            if score.value?.isFinite == false { score.value = nil }
            self = .score(score)
        case .noticed(let spans): self = .noticed(spans)
        default: return nil
        }
    }
}

extension ExerciseAnswer {
    init(_ answer: SessionAnswer) {
        self.init(question: answer.question, number: answer.number, size: answer.size, noneToday: answer.noneToday)
    }
}
