// SPDX-License-Identifier: Apache-2.0
import GuidedExercise
import GuidedPatients
import Perineometry
import Testing

/// What the coach makes of patients of whom is known what they do. Every one of them is simulated.
@Suite struct ScoreTests {
    private static let letGo = Given.squeezes(
        4,
        scores: [
            .contraction(.relaxLatency), .contraction(.residual2s), .contraction(.residual5s),
            .exercise(.reactionTime), .exercise(.cuesAnswered), .exercise(.uncuedCount),
        ])

    private func run(_ manner: Manner, _ phases: [Phase], options: CoachOptions = CoachOptions(zero: .air)) throws
        -> GuidedRun
    {
        let run = try GuidedRun(Given.programme(phases), manner, options: options)
        try run.run()
        return run
    }

    @Test func whoObeysLetsGoSoon() throws {
        let run = try run(.obedient, [Given.rest(8), Self.letGo])
        let latency = try #require(run.score("relax_latency", in: "squeezes")?.value)
        // She hears the cue for 0.35 s and lets go within 0.6 s.
        #expect(latency > 0.6 && latency < 1)
        #expect(run.score("cues_answered", in: "squeezes")?.value == 4)
        #expect(run.score("uncued_count", in: "squeezes")?.value == 0)
        #expect(abs(run.score("residual_5s", in: "squeezes")?.value ?? 99) < 3)
    }

    @Test func whoIsLateReactsLate() throws {
        let soon = try run(.obedient, [Self.letGo]).score("reaction_time", in: "squeezes")
        let late = try run(.late, [Self.letGo]).score("reaction_time", in: "squeezes")
        #expect(late?.count == 4)
        #expect(abs((late?.value ?? 0) - (soon?.value ?? 0) - 1.25) < 0.05)
    }

    @Test func whoCannotLetGoKeepsAResidual() throws {
        let run = try run(.cannotLetGo, [Self.letGo])
        #expect((run.score("residual_2s", in: "squeezes")?.value ?? 0) > 8)
    }

    @Test func clenchesThatNobodyAskedForAreCountedAndTakeNoCueAway() throws {
        let run = try run(
            .clenching, [Given.rest(40, scores: [.uncuedCount]), Given.squeezes(1, release: 16)])
        let count = try #require(run.score("uncued_count", in: "rest")?.value)
        #expect((2...4).contains(count))
        #expect(run.score("cues_answered", in: "squeezes")?.value == 1)
    }

    @Test func strainInsteadOfASqueezeIsToldWithTwoChannelsAndNotWithOne() throws {
        let two = CoachOptions(zero: .air, hasAbdominalChannel: true)
        let told = try run(.straining, [Given.rest(8), Self.letGo], options: two)
        #expect(told.score("cues_answered", in: "squeezes")?.value == 0)
        #expect(told.score("relax_latency", in: "squeezes")?.excluded == .fromAbdomen)
        let untold = try run(.straining, [Given.rest(8), Self.letGo])
        for score in untold.summary?.phases.last?.scores ?? [] where score.value != nil && score.origin != nil {
            #expect(score.origin == .indeterminate)
        }
        let squeezed = try run(.obedient, [Given.rest(8), Self.letGo], options: two)
        #expect(squeezed.score("relax_latency", in: "squeezes")?.origin == .pelvicFloor)
    }

    // MARK: Rest

    @Test func restIsRefusedBeforeTheZeroAndTheWarmUpGateHavePassed() throws {
        let rest = Given.rest(10, scores: [.phaseRest, .phaseRestSD])
        let early = try run(.obedient, [rest])
        #expect(early.score("phase_rest", in: "rest")?.excluded == .restRefused)
        #expect(early.score("phase_rest", in: "rest")?.restRefusal == .warmingUp)
        #expect(early.score("phase_rest_sd", in: "rest")?.restRefusal == .warmingUp)
        let settle = Phase(
            id: "settle", title: "Settle", steps: [Step(.action(.settle), .fixed(milliseconds: 180_000))])
        for (zero, refusal) in [
            (ZeroState.air, nil), (.none, RestPressureRefusal.notZeroed), (.inSitu, .zeroedInSitu),
        ] {
            let late = try run(.obedient, [settle, rest], options: CoachOptions(zero: zero))
            #expect(late.score("phase_rest", in: "rest")?.restRefusal == refusal)
            #expect((late.score("phase_rest", in: "rest")?.value == nil) == (refusal != nil))
            #expect(late.score("phase_rest_sd", in: "rest")?.value != nil)
            // It is over as soon as the pressure has settled.
            #expect((late.summary?.seconds ?? 999) < 120)
        }
    }

    // MARK: Targets and senses

    @Test func aTargetOfTheBaselineIsKnownOnceThatIsMeasured() throws {
        let quiet = Phase(
            id: "quiet", title: "Quiet", feedback: .calm,
            steps: [
                Step(
                    .action(.rest), .fixed(milliseconds: 20_000), target: Target(.ofBaseline(Span(upper: 3))))
            ], scores: [.exercise(.timeInTarget)])
        let run = try run(.obedient, [Given.rest(20), quiet])
        #expect(run.events.contains { if case .target = $0.kind { true } else { false } })
        #expect((run.score("time_in_target", in: "quiet")?.value ?? 0) > 95)
    }

    @Test func theMaximumMeasuredHereIsWhatLaterTargetsCountFrom() throws {
        var measuring = Given.squeezes(3, id: "maximum", scores: [.contraction(.squeezeAmplitude)])
        measuring.measuresMaximum = true
        let target = Target(.ofMaximum(Span(lower: 0.4, upper: 0.6)))
        var unseen = Given.squeezes(
            2, hold: 6, target: target,
            scores: [.exercise(.forceSense), .exercise(.targetError), .exercise(.validContractions)])
        unseen.feedback = .hidden
        let run = try run(.obedient, [Given.rest(8), measuring, unseen])
        let maximum = try #require(run.score("squeeze_amplitude", in: "maximum")?.value)
        let cue = try #require(run.events.cues.first { $0.phase == "squeezes" && $0.target != nil }?.target)
        #expect(abs((cue.upper - (cue.lower ?? 0)) - 0.2 * maximum) < 1e-9)
        #expect((run.score("force_sense", in: "squeezes")?.value ?? 99) < 10)
        #expect(run.score("valid_contractions", in: "squeezes")?.value == 2)
    }

    @Test func feltIsHeldAgainstMeasuredAndThenRevealed() throws {
        let noticing = Phase(
            id: "noticing", title: "Noticing", repetitions: 8, feedback: .blinded,
            steps: [Step(.action(.notice), .fixed(milliseconds: 11_000))],
            scores: [.exercise(.feltHits), .exercise(.feltMisses), .exercise(.feltExtra)])
        let reveal = Phase(
            id: "reveal", title: "Reveal", steps: [Step(.action(.reveal), .fixed(milliseconds: 5000))])
        let run = try run(.clenching, [noticing, Given.rest(10), reveal])
        let hits = run.score("felt_hits", in: "noticing")?.value ?? 0
        let misses = run.score("felt_misses", in: "noticing")?.value ?? 0
        // She clenches every 11 s, and says so every second time.
        #expect((3...4).contains(hits) && (3...5).contains(misses))
        let revealed = run.events.compactMap { if case .reveal(let spans) = $0.kind { spans } else { nil } }
        #expect(revealed.first?.count == 8)
        #expect(revealed.first?.count { $0.wasFelt && $0.wasMeasured } == Int(hits))
    }

    @Test func tensionElsewhereThatReachesThePelvicFloorIsSeen() throws {
        let phase = Phase(
            id: "thighs", title: "Thighs",
            steps: [
                Step(.tense(.thighs), .fixed(milliseconds: 6000)), Step(.ease(.thighs), .fixed(milliseconds: 20_000)),
            ], scores: [.exercise(.pelvicOverflow)])
        let joined = try run(.overflowing, [Given.rest(8), phase]).score("pelvic_overflow", in: "thighs")?.value
        let alone = try run(.obedient, [Given.rest(8), phase]).score("pelvic_overflow", in: "thighs")?.value
        #expect(abs(alone ?? 99) < 0.5)
        #expect((joined ?? 0) > 3 && (joined ?? 0) < 5)
    }

    @Test func thePacedBreathIsFoundWithItsLag() throws {
        let phase = Phase(
            id: "breathing", title: "Breathing", repetitions: 6, feedback: .calm,
            steps: [
                Step(.action(.breatheIn), .fixed(milliseconds: 4000)),
                Step(.action(.breatheOut), .fixed(milliseconds: 6000)),
            ], scores: [.exercise(.pacedBreathAmplitude), .exercise(.pacedBreathLag)])
        let run = try run(.obedient, [phase])
        // Down by 2 cmH2O at a quarter of the breath of 10 s, up at three quarters.
        #expect(abs((run.score("paced_breath_amplitude", in: "breathing")?.value ?? 0) - 4.13) < 0.1)
        #expect(abs((run.score("paced_breath_lag", in: "breathing")?.value ?? 0) - 7.5) < 0.05)
    }
}
