// SPDX-License-Identifier: Apache-2.0
import ExerciseProgrammes
import GuidedExercise

/// A programme for programs to read.
struct ProgrammeReport: Encodable {
    struct PhaseReport: Encodable {
        var id: String
        var title: String
        var repetitions: Int
        var seconds: Double
        var feedback: FeedbackMode
        var scores: [ScoreName]
    }

    var id: String
    var origin: ProgrammeLibrary.Origin
    var path: String
    var version: Int?
    var title: String?
    var summary: String?
    var focus: Focus?
    var seconds: Double?
    var needsMaximum: Bool?
    var sources: [String]?
    var sizes: [TrainerSize]?
    var phases: [PhaseReport]?
    var faults: [ProgrammeFault]

    init(_ found: ProgrammeLibrary.Found) {
        id = found.name
        origin = found.origin
        path = found.path
        switch found.programme {
        case .failure(let faults): self.faults = faults.faults
        case .success(let programme):
            faults = []
            version = programme.version
            title = programme.title
            summary = programme.summary
            focus = programme.focus
            seconds = programme.seconds
            needsMaximum = programme.needsMaximum
            sources = programme.sources
            sizes = programme.sizes
            phases = programme.phases.map {
                PhaseReport(
                    id: $0.id, title: $0.title, repetitions: $0.repetitions, seconds: $0.seconds,
                    feedback: $0.feedback, scores: $0.scores)
            }
        }
    }
}
