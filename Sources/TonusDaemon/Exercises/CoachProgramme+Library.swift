// SPDX-License-Identifier: Apache-2.0
import ExerciseProgrammes
import GuidedExercise
import StreamAPI

extension CoachProgramme {
    init(_ programme: Programme, origin: ProgrammeLibrary.Origin) {
        self.init(
            id: programme.id, version: programme.version, title: programme.title, summary: programme.summary,
            focus: programme.focus.rawValue, seconds: programme.seconds, needsMaximum: programme.needsMaximum,
            needsAirZero: programme.zero == .air, origin: origin.rawValue, sources: programme.sources,
            sizes: programme.sizes.map(CoachTrainer.init),
            phases: programme.phases.map {
                Phase(
                    id: $0.id, title: $0.title, repetitions: $0.repetitions, seconds: $0.seconds,
                    feedback: $0.feedback.rawValue, scores: $0.scores.map(\.name))
            })
    }
}

extension ProgrammeLibrary {
    /// The programme of an id. A path is none: clients do not choose which files the daemon opens.
    func programme(_ name: String) throws(RPCError) -> (Programme, Origin) {
        guard let found = all().first(where: { $0.name == name }) else {
            throw RPCError(
                .unknownProgramme, "There is no programme \"\(name.prefix(64))\".",
                hint: "programmes.list tells which there are; one of your own is given as text.")
        }
        do throws(ProgrammeFaults) {
            return (try found.programme.get(), found.origin)
        } catch {
            throw RPCError(error, of: found.name)
        }
    }
}

extension RPCError {
    /// The first fault of a programme.
    init(_ faults: ProgrammeFaults, of name: String) {
        let first = faults.faults.first
        self.init(
            .invalidParams,
            "The programme \(name) cannot be read: line \(first?.line ?? 1): \(first?.message ?? "it has faults").",
            hint: "\(first?.remedy ?? "Check it"); tonus programmes lint tells all faults of a file.")
    }

    /// All that stands in the way of a programme.
    init(_ refusal: StartRefusal) {
        self.init(
            .notPossibleNow, refusal.faults.map(\.message).joined(separator: "; ") + ".",
            hint: refusal.faults.map(\.remedy).joined(separator: "; ") + ".")
    }

    init(_ refusal: CommandRefusal) {
        self.init(.notPossibleNow, "Not now: \(refusal.message).", hint: "You can \(refusal.remedy).")
    }
}
