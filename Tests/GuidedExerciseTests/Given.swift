// SPDX-License-Identifier: Apache-2.0
import GuidedExercise
import GuidedPatients
import Perineometry

/// Programmes for tests.
enum Given {
    static func programme(_ phases: [Phase], sizes: [TrainerSize] = [], zero: ZeroNeed = .any) -> Programme {
        Programme(
            id: "given", version: 3, title: "Given", summary: "For tests.", focus: .relaxation, sources: ["own"],
            zero: zero, sizes: sizes, phases: phases)
    }

    static func rest(_ seconds: Int, id: String = "rest", scores: [ExerciseMetric] = [.phaseRestSD]) -> Phase {
        Phase(
            id: id, title: "Rest", steps: [Step(.action(.rest), .fixed(milliseconds: seconds * 1000))],
            scores: scores.map { .exercise($0) })
    }

    static func squeezes(
        _ count: Int, hold: Int = 4, release: Int = 10, target: Target? = nil, id: String = "squeezes",
        scores: [ScoreName] = [.contraction(.relaxLatency), .exercise(.cuesAnswered)]
    ) -> Phase {
        Phase(
            id: id, title: "Squeezes", repetitions: count,
            steps: [
                Step(.action(.squeeze), .fixed(milliseconds: hold * 1000), target: target),
                Step(.action(.release), .fixed(milliseconds: release * 1000)),
            ], scores: scores)
    }

    static let trainers = [TrainerSize(name: "a", millimetres: 12), TrainerSize(name: "b", millimetres: 18)]
    static let trainerPhases = [
        Phase(
            id: "before", title: "Before",
            steps: [Step(.question(.size)), Step(.question(.painBefore)), Step(.question(.anxietyBefore))]),
        Phase(
            id: "trainer", title: "Trainer", feedback: .calm,
            steps: [Step(.action(.trainer), .ownPace(atMostMilliseconds: 600_000))],
            scores: [.exercise(.uncuedCount)]),
        Phase(
            id: "after", title: "After",
            steps: [Step(.question(.painPeak)), Step(.question(.anxietyPeak)), Step(.question(.painAfter))]),
    ]
}

extension Array where Element == CoachEvent {
    var cues: [Cue] { compactMap { if case .cue(let cue) = $0.kind { cue } else { nil } } }
    var waits: [WaitReason] { compactMap { if case .waiting(let reason) = $0.kind { reason } else { nil } } }
}
