// SPDX-License-Identifier: Apache-2.0
import GuidedExercise
import GuidedPatients
import Perineometry
import Testing

@Suite struct StartTests {
    private func reasons(_ programme: Programme, _ options: CoachOptions) -> [StartFault.Reason] {
        options.faults(starting: programme).map(\.reason)
    }

    private let share = Target(.ofMaximum(Span(lower: 0.2, upper: 0.5)))

    @Test func aMissingMaximumIsSaidBeforeAnythingStarts() {
        let programme = Given.programme([Given.squeezes(3, target: share)])
        #expect(reasons(programme, CoachOptions(zero: .air)) == [.noMaximum])
        #expect(reasons(programme, CoachOptions(maximum: 30, isWithoutMaximum: true, zero: .air)) == [.noMaximum])
        #expect(reasons(programme, CoachOptions(maximum: 30, zero: .air)) == [])
        #expect(throws: StartRefusal.self) { _ = try Coach(programme, options: CoachOptions(zero: .air)) }
    }

    @Test func aMaximumThatAnEarlierPhaseMeasuresNeedNotBeKnown() {
        var measuring = Given.squeezes(3, id: "first")
        measuring.measuresMaximum = true
        let programme = Given.programme([measuring, Given.squeezes(3, target: share)])
        #expect(reasons(programme, CoachOptions(zero: .air)) == [])
    }

    @Test func aMissingZeroInAirIsSaid() {
        let programme = Given.programme([Given.rest(10)], zero: .air)
        #expect(reasons(programme, CoachOptions(zero: .none)) == [.noAirZero])
        #expect(reasons(programme, CoachOptions(zero: .inSitu)) == [.noAirZero])
        #expect(reasons(programme, CoachOptions(zero: .air)) == [])
    }

    @Test func impossibleTargetsAndFiguresAreSaidAllAtOnce() {
        let high = Target(.aboveRest(Span(lower: 120, upper: 140)))
        let programme = Given.programme([Given.squeezes(3, target: high)], zero: .air)
        let options = CoachOptions(
            maximum: .nan, zero: .none, delaySeconds: -1, highestPressure: 100,
            sizes: [TrainerSize(name: "x", millimetres: 20), TrainerSize(name: "y", millimetres: 10)])
        #expect(
            reasons(programme, options) == [
                .noAirZero, .maximumNotPossible, .targetNotPossible, .sizesNotPossible, .delayNotPossible,
            ])
        for fault in options.faults(starting: programme) { #expect(!fault.remedy.isEmpty) }
    }

    @Test func withoutAMaximalSqueezeThePhaseThatAsksForOneIsLeftOutAndSaid() throws {
        var measuring = Given.squeezes(3, id: "maximum")
        measuring.measuresMaximum = true
        let target = Target(
            .ofMaximum(Span(lower: 0.2, upper: 0.5)), withoutMaximum: .aboveRest(Span(lower: 3, upper: 9)))
        let programme = Given.programme([
            measuring,
            Given.squeezes(2, target: target, scores: [.exercise(.timeInTarget), .contraction(.enduranceT60)]),
        ])
        let run = try GuidedRun(programme, .obedient, options: CoachOptions(isWithoutMaximum: true, zero: .air))
        let began = try #require(
            run.events.compactMap { if case .began(let began) = $0.kind { began } else { nil } }.first)
        #expect(
            began.omitted.map { "\($0.phase) \($0.name.name) \($0.excluded?.rawValue ?? "")" } == [
                "maximum relax_latency noMaximum", "maximum cues_answered noMaximum",
                "squeezes endurance_t60 noMaximum",
            ])
        try run.run()
        #expect(run.events.cues.allSatisfy { $0.phase != "maximum" })
        let band = try #require(run.events.cues.first?.target)
        #expect(abs((band.upper - (band.lower ?? 0)) - 6) < 1e-9)
        #expect((run.score("time_in_target", in: "squeezes")?.value ?? 0) > 30)
    }
}
