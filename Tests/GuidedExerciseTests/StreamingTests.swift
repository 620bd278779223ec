// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import GuidedExercise
import GuidedPatients
import Perineometry
import Testing

@Suite struct StreamingTests {
    private static let programme = Given.programme([
        Given.rest(10), Given.squeezes(3), Given.rest(10, id: "last", scores: [.phaseTimeAtEase, .uncuedCount]),
    ])

    /// A coach fed with frames and events in blocks, its events asked for once a block.
    private func events(of run: GuidedRun, block: (Int) -> Int) throws -> [CoachEvent] {
        var session = ExerciseSession(
            try Coach(Self.programme, options: run.session.coach.options), sampleRateHertz: Double(GuidedRun.rateHertz))
        try session.follow(.start)
        var events: [CoachEvent] = []
        var next = 0
        var index = 0
        while index < run.frames.count {
            for _ in 0..<block(index) where index < run.frames.count {
                let isTold = next < run.contractions.count && run.contractions[next].index == index
                session.take(run.frames[index], event: isTold ? run.contractions[next].event : nil)
                if isTold { next += 1 }
                index += 1
            }
            while let event = session.nextEvent() { events.append(event) }
        }
        return events
    }

    @Test func theSizeOfBlocksChangesNothing() throws {
        let run = try GuidedRun(Self.programme, .clenching)
        try run.run()
        #expect(run.events.count > 60)
        #expect(try events(of: run) { _ in 1 } == run.events)
        #expect(try events(of: run) { _ in 1_000_000 } == run.events)
        for seed in 1...5 { #expect(try events(of: run) { ($0 &* 31 &+ seed &* 7) % 97 + 1 } == run.events) }
    }

    @Test func aSavedCoachSaysTheSameAfterwards() throws {
        let run = try GuidedRun(Self.programme, .obedient)
        try run.run(seconds: 25)
        let saved = try JSONEncoder().encode(run.session.coach)
        let restored = try JSONDecoder().decode(Coach.self, from: saved)
        let before = run.events.count
        run.restore(restored)
        #expect(run.events[before...].map(\.kind) == [.waiting(.restart)])
        try run.run()
        let summary = try #require(run.summary)
        #expect(summary.reason == .completed)
        #expect(run.score("cues_answered", in: "squeezes")?.value == 3)
        #expect(run.score("phase_rest_sd", in: "rest") != nil)
    }

    @Test func aCoachThatIsRestoredWhereNobodyMayBeWaitsToBeAsked() throws {
        let run = try GuidedRun(Self.programme, .obedient)
        try run.run(seconds: 25)
        let saved = try JSONEncoder().encode(run.session.coach)
        let before = run.events.count
        run.restore(try JSONDecoder().decode(Coach.self, from: saved), pauses: true)
        try run.run(seconds: 30)
        #expect(run.events[before...].map(\.kind) == [.paused(.restart)])
        try run.follow(.resume)
        #expect(run.events[(before + 1)...].first?.kind == .resumed)
        try run.run()
        #expect(run.summary?.phases.map(\.outcome) == [.done, .done, .done])
    }

    @Test(arguments: Array(stride(from: 1.0, through: 60, by: 3.5))) func itCanBeSavedAtAnyMoment(_ seconds: Double)
        throws
    {
        let run = try GuidedRun(Self.programme, .obedient)
        try run.run(seconds: seconds)
        let saved = try JSONEncoder().encode(run.session.coach)
        run.restore(try JSONDecoder().decode(Coach.self, from: saved))
        try run.run(seconds: 300)
        #expect(run.summary?.phases.map(\.outcome) == [.done, .done, .done])
    }

    /// Whatever happens in whatever order, it ends, once, and every score says a value or a reason.
    @Test(arguments: 1...40 as ClosedRange<UInt64>) func nothingThatHappensBreaksIt(_ seed: UInt64) throws {
        var random = seed
        func next(_ limit: UInt64) -> UInt64 {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (random >> 33) % limit
        }
        let phases = [Given.rest(6), Given.squeezes(3), Given.rest(5, id: "b")] + Given.trainerPhases
        let manners = [Manner.obedient, .late, .cannotLetGo, .clenching, .straining]
        let run = try GuidedRun(
            Given.programme(phases, sizes: Given.trainers), manners[Int(next(5))],
            options: CoachOptions(zero: .air, hasAbdominalChannel: next(2) == 0), seed: seed,
            answer: { seed.isMultiple(of: 2) ? GuidedRun.plainAnswers($0) : nil })
        let commands: [CoachCommand] = [
            .pause, .resume, .resume, .skip, .next, .next, .answer(.number(3)), .answer(.size("a")),
            .answer(.noneToday), .felt, .smallerToday,
        ]
        for _ in 0..<60 where run.session.coach.end == nil {
            try run.run(seconds: Double(next(60)) / 10)
            switch next(8) {
            case 0: run.lose(seconds: Double(next(40)) / 10, clockRestarts: next(2) == 0)
            case 1: run.restore(try JSONDecoder().decode(Coach.self, from: JSONEncoder().encode(run.session.coach)))
            default: try? run.follow(commands[Int(next(UInt64(commands.count)))])
            }
        }
        if run.session.coach.end == nil { try run.follow(.stop) }
        let ends = run.events.compactMap { if case .ended(let summary) = $0.kind { summary } else { nil } }
        #expect(ends.count == 1)
        #expect(ends[0].phases.count == phases.count)
        for (phase, summary) in zip(phases, ends[0].phases) {
            #expect(summary.scores.map(\.name) == phase.scores)
            #expect(summary.scores.allSatisfy { ($0.value == nil) != ($0.excluded == nil) })
        }
        let elapsed = run.events.map(\.elapsedSeconds)
        #expect(zip(elapsed, elapsed.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(run.events.last.map { if case .ended = $0.kind { true } else { false } } == true)
    }
}
