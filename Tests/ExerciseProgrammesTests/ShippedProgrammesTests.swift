// SPDX-License-Identifier: Apache-2.0
import ExerciseProgrammes
import GuidedExercise
import GuidedPatients
import Perineometry
import Testing

@Suite struct ShippedProgrammesTests {
    @Test func allOfThemAreThere() {
        #expect(
            Shipped.ids == [
                "breathing-pace", "elevator", "force-sense", "glazer", "knack", "perfect", "perry", "pfmt-advanced",
                "pfmt-beginner", "pfmt-intermediate", "progressive-relaxation", "quick-flicks", "quiet-floor",
                "release-ladder", "tension-awareness", "trainer",
            ])
    }

    @Test(arguments: Shipped.ids) func eachHasNoFaultAndItsFilesName(_ id: String) throws {
        let found = try #require(Shipped.all.first { $0.name == id })
        switch found.programme {
        case .success(let programme):
            #expect(found.path.hasSuffix("/\(programme.id).yaml"))
            #expect(programme.seconds > 60 && programme.seconds < 3600)
        case .failure(let faults):
            Issue.record("\(faults.faults.map { "\($0.line):\($0.column): \($0.message); \($0.remedy)" })")
        }
    }

    @Test(arguments: Shipped.ids) func eachWorksWithoutAMaximalSqueeze(_ id: String) throws {
        let programme = try Shipped.programme(id)
        #expect(!programme.needsMaximum)
        let options = CoachOptions(isWithoutMaximum: true, zero: .none)
        let run = try GuidedRun(programme, .obedient, options: options)
        try run.run()
        #expect(run.summary?.reason == .completed)
    }

    @Test(arguments: Shipped.ids) func eachAsksForNoMoreThanItsLengthSays(_ id: String) throws {
        let programme = try Shipped.programme(id)
        let run = try GuidedRun(programme, .obedient)
        try run.run()
        let summary = try #require(run.summary)
        #expect(summary.seconds <= programme.seconds + 0.1)
        #expect(summary.phases.map(\.id) == programme.phases.map(\.id))
        // Every score that was asked for has a value or says why not.
        for (phase, done) in zip(programme.phases, summary.phases) {
            #expect(done.scores.map(\.name) == phase.scores)
            #expect(done.scores.allSatisfy { ($0.value == nil) != ($0.excluded == nil) })
            #expect(done.scores.allSatisfy { $0.value?.isFinite ?? true })
        }
    }
}
