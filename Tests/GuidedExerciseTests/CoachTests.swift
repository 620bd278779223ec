// SPDX-License-Identifier: Apache-2.0
import GuidedExercise
import GuidedPatients
import Perineometry
import Testing

@Suite struct CoachTests {
    @Test func cuesComeInDeviceTimeAndDoNotDrift() throws {
        let run = try GuidedRun(Given.programme([Given.rest(5), Given.squeezes(3)]), .obedient)
        try run.run()
        let times = run.events.compactMap { event -> Double? in
            if case .cue = event.kind { Double(event.deviceMicroseconds ?? 0) / 1e6 } else { nil }
        }
        let start = try #require(times.first)
        let expected = [0.0, 5, 9, 19, 23, 33, 37]
        #expect(times.count == expected.count)
        for (time, planned) in zip(times, expected) { #expect(abs(time - start - planned) < 0.021) }
        #expect(run.summary?.reason == .completed)
        #expect(abs((run.summary?.seconds ?? 0) - 47) < 0.021)
    }

    @Test func itWaitsUntilTheRestingLevelIsKnown() throws {
        let run = try GuidedRun(Given.programme([Given.rest(5)]), .obedient)
        #expect(run.events.waits == [.settling])
        try run.run()
        let first = try #require(run.events.first { if case .phaseBegan = $0.kind { true } else { false } })
        #expect((first.deviceMicroseconds ?? 0) > 500_000)
    }

    @Test func eachSecondIsCountedDown() throws {
        let run = try GuidedRun(Given.programme([Given.rest(5)]), .obedient)
        try run.run()
        let progress = run.events.compactMap { if case .progress(let progress) = $0.kind { progress } else { nil } }
        #expect(progress == (1...4).map { Progress(second: $0, left: 5 - $0) })
    }

    // MARK: Pauses and gaps

    @Test func aPauseStopsTimeAndTheRepetitionBeginsAnew() throws {
        let run = try GuidedRun(Given.programme([Given.squeezes(2)]), .obedient)
        try run.run(seconds: 8)
        try run.follow(.pause)
        let before = run.events.count
        try run.run(seconds: 30)
        #expect(run.events.count == before)
        try run.follow(.resume)
        try run.run()
        #expect(run.events.cues.map(\.repetition) == [1, 1, 1, 2, 2])
        #expect(run.summary?.phases.first?.scores.map(\.count) == [2, 2])
        #expect(run.summary?.reason == .completed)
    }

    @Test func restGoesOnWhereItWasPaused() throws {
        let run = try GuidedRun(Given.programme([Given.rest(20)]), .obedient)
        try run.run(seconds: 10)
        try run.follow(.pause)
        try run.run(seconds: 7)
        try run.follow(.resume)
        try run.run()
        #expect(abs((run.summary?.seconds ?? 0) - 20) < 0.1)
        let left = try #require(run.events.cues.last?.seconds)
        #expect(left < 17 && left > 9)
    }

    @Test func aGapIsWaitedForAndSaid() throws {
        let run = try GuidedRun(Given.programme([Given.rest(5), Given.squeezes(2)]), .obedient)
        try run.run(seconds: 12)
        run.lose(seconds: 3)
        #expect(run.events.waits == [.settling, .gap])
        try run.run()
        #expect(run.events.contains { $0.kind == .resumed })
        #expect(run.summary?.reason == .completed)
        #expect(run.score("cues_answered", in: "squeezes")?.value == 2)
        #expect(abs((run.summary?.seconds ?? 0) - 33) < 8)
    }

    @Test func aReplugWithAClockThatBeginsAnewLosesNothing() throws {
        let run = try GuidedRun(Given.programme([Given.squeezes(3), Given.rest(10)]), .obedient)
        try run.run(seconds: 24)
        run.lose(seconds: 2, clockRestarts: true)
        #expect(run.events.waits.last == .device)
        try run.run()
        let score = run.score("relax_latency", in: "squeezes")
        #expect(score?.count == 3)
        #expect(run.summary?.reason == .completed)
    }

    @Test func aHoleThatNobodySpokeOfIsAGap() throws {
        var coach = try Coach(Given.programme([Given.rest(10)]), options: CoachOptions(zero: .air))
        try coach.follow(.start)
        func sample(_ milliseconds: UInt64) -> CoachSample {
            CoachSample(
                deviceTime: DeviceTime(microseconds: milliseconds * 1000), pressure: 10, rest: 10, state: .rest)
        }
        for time in stride(from: 0, to: 2000, by: 20) { coach.take(sample(UInt64(time))) }
        coach.take(sample(9000))
        coach.take(sample(100))
        var events: [CoachEvent] = []
        while let event = coach.nextEvent() { events.append(event) }
        #expect(events.waits == [.settling, .gap])
    }

    // MARK: Commands

    @Test func stoppingIsAGoodEndAndKeepsWhatWasDone() throws {
        let run = try GuidedRun(
            Given.programme([Given.rest(8), Given.squeezes(5), Given.rest(8, id: "last")]), .obedient)
        try run.run(seconds: 45)
        try run.follow(.stop)
        let summary = try #require(run.summary)
        #expect(summary.reason == .stoppedByChoice)
        #expect(summary.phases.map(\.outcome) == [.done, .stopped, .stopped])
        #expect((run.score("relax_latency", in: "squeezes")?.count ?? 0) >= 2)
        #expect(run.score("phase_rest_sd", in: "last")?.excluded == .notDone)
        #expect(throws: CommandRefusal.self) { try run.follow(.resume) }
    }

    @Test func aPhaseCanBeSkipped() throws {
        let run = try GuidedRun(Given.programme([Given.rest(60), Given.squeezes(1)]), .obedient)
        try run.run(seconds: 8)
        try run.follow(.skip)
        try run.run()
        #expect(run.summary?.phases.map(\.outcome) == [.skipped, .done])
        #expect((run.summary?.seconds ?? 99) < 20)
    }

    @Test func skippingWhilePausedBeginsNothing() throws {
        let run = try GuidedRun(Given.programme([Given.rest(60), Given.squeezes(1)]), .obedient)
        try run.run(seconds: 8)
        try run.follow(.pause)
        let cues = run.events.cues.count
        try run.follow(.skip)
        try run.run(seconds: 3)
        #expect(run.events.cues.count == cues)
        try run.follow(.resume)
        try run.run()
        #expect(run.summary?.phases.map(\.outcome) == [.skipped, .done])
    }

    @Test func commandsThatMeanNothingNowAreRefusedAndChangeNothing() throws {
        var coach = try Coach(Given.programme([Given.rest(10)]), options: CoachOptions(zero: .air))
        for command in [CoachCommand.pause, .resume, .skip, .next, .stop, .felt, .smallerToday, .answer(.number(3))] {
            #expect(throws: CommandRefusal.self) { try coach.follow(command) }
        }
        try coach.follow(.start)
        #expect(throws: CommandRefusal.self) { try coach.follow(.start) }
        #expect(throws: CommandRefusal.self) { try coach.follow(.felt) }
        #expect(throws: CommandRefusal.self) { try coach.follow(.answer(.noneToday)) }
    }
}
