// SPDX-License-Identifier: Apache-2.0
import ContractionDetection
import GuidedExercise
import Perineometry
import Testing

/// What scores say where samples are missing, clipped, or count from another zero. Signals are made by hand, at 50 Hz.
@Suite struct MissingSamplesTests {
    /// An exercise on a signal of which every sample is given.
    private final class HandMade {
        var session: ExerciseSession
        var events: [CoachEvent] = []
        var index: UInt64 = 0
        /// Seconds since the first cue.
        private var begun: UInt64?

        init(_ phases: [Phase], maximum: Double? = nil) throws {
            let programme = Given.programme(phases)
            session = ExerciseSession(
                try Coach(programme, options: CoachOptions(maximum: maximum, zero: .air)), sampleRateHertz: 50)
            session.noteZero(Zero(state: .air))
            try session.follow(.start)
        }

        /// Until so many seconds after the first cue.
        func run(
            until end: Double, pressure: (Double) -> Double = { _ in 10 },
            quality: (Double) -> SampleQuality = { _ in .measured }
        ) {
            while begun == nil || Double(index - (begun ?? 0)) / 50 < end {
                let time = begun.map { Double(index - $0) / 50 } ?? -1
                let value = pressure(time)
                let frame = Frame(
                    index: SampleIndex(index), deviceTime: DeviceTime(microseconds: index * 20_000),
                    hostTime: HostTime(nanoseconds: index * 20_000_000), pressure: ChannelVector(repeating: value),
                    filtered: ChannelVector(repeating: value), rest: 10, state: .rest, isClipped: false)
                session.take(frame, quality: quality(time))
                index += 1
                drain()
                if begun == nil, !events.cues.isEmpty { begun = index }
            }
        }

        func drain() {
            while let event = session.nextEvent() { events.append(event) }
        }

        func lose(_ samples: UInt64) {
            session.note(
                Gap(first: SampleIndex(index), missing: samples, reason: .packetsLost), isBridged: false)
            index += samples
            drain()
        }

        func finish() throws {
            try session.follow(.stop)
            drain()
        }

        /// Of a whole phase, as said last.
        func score(_ name: String) -> Score? {
            for event in events.reversed() {
                if case .score(let score) = event.kind, score.name.name == name, score.repetition == nil {
                    return score
                }
            }
            return nil
        }
    }

    /// Holes of a tenth of a second, as long as a bridged gap may be, one every so many seconds.
    private static func holes(every seconds: Double) -> (Double) -> SampleQuality {
        { time in time > 0.1 && (time + 1e-6).truncatingRemainder(dividingBy: seconds) < 0.099 ? .standIn : .measured }
    }

    private static let rest = Given.rest(20, scores: [.phaseRest, .phaseRestSD, .phaseTimeAtEase, .uncuedCount])

    @Test func aBridgedGapIsNoTimeAtEaseAndItsSecondIsNoRest() throws {
        let run = try HandMade([Self.rest])
        run.run(until: 40) { _ in
            10
        } quality: {
            (7.3...7.39).contains($0) ? .standIn : .measured
        }
        let ease = try #require(run.score("phase_time_at_ease"))
        // Five samples of 20 s; the first sample stands for no time.
        #expect(abs((ease.value ?? 0) - 19.9) < 0.03)
        #expect(abs((ease.unusable ?? 0) - 0.5) < 0.01)
        #expect(run.score("phase_rest_sd")?.count == 19)
        #expect(abs((run.score("phase_rest_sd")?.unusable ?? 0) - 0.5) < 0.01)
    }

    @Test(arguments: [SampleQuality.standIn, .clipped]) func aPhaseOfWhichTooMuchIsMissingHasNoFigure(
        _ quality: SampleQuality
    ) throws {
        let run = try HandMade([Self.rest])
        let holes = Self.holes(every: 0.5)
        run.run(until: 40) { _ in
            10
        } quality: {
            holes($0) == .standIn ? quality : .measured
        }
        for name in ["phase_time_at_ease", "uncued_count"] {
            let score = try #require(run.score(name))
            #expect(score.value == nil && score.excluded == (quality == .clipped ? .clipped : .interrupted))
            #expect(abs((score.unusable ?? 0) - 20) < 1)
        }
        #expect(run.score("phase_rest")?.excluded == .restRefused)
    }

    @Test func restBeforeAndAfterAnotherZeroMakesNoFigure() throws {
        func refusal(offset: Double, name: String = "phase_rest_sd") throws -> RestPressureRefusal? {
            let run = try HandMade([Self.rest])
            run.run(until: 10)
            run.session.interrupt(reason: .settling)
            run.session.noteZero(Zero(state: .air, offset: ChannelVector(repeating: offset)))
            run.run(until: 50) { _ in 10 - offset }
            return run.score(name)?.restRefusal
        }
        #expect(try refusal(offset: 4) == .zeroChanged)
        #expect(try refusal(offset: 4, name: "phase_rest") == .zeroChanged)
        // The same zero told again.
        #expect(try refusal(offset: 0) == .warmingUp)
    }

    // MARK: Targets

    private static let aim = Given.squeezes(
        1, hold: 10, release: 2, target: Target(.absolute(Span(lower: 25, upper: 35))),
        scores: [.exercise(.timeInTarget), .exercise(.targetError)])

    @Test func whatStandsInForMissingSamplesIsNeitherInTheTargetNorBesideIt() throws {
        let run = try HandMade([Self.aim])
        let holes = Self.holes(every: 2)
        run.run(until: 30) {
            holes($0) == .standIn ? 5 : 30
        } quality: {
            holes($0)
        }
        let share = try #require(run.score("time_in_target"))
        #expect(share.value == 100 && run.score("target_error")?.value == 0)
        // Holes at 2, 4, 6 and 8 s of the ten.
        #expect(abs((share.unusable ?? 0) - 4) < 0.3, "\(share.unusable ?? 0)")
        let poor = try HandMade([Self.aim])
        let many = Self.holes(every: 0.5)
        poor.run(until: 30) { _ in
            30
        } quality: {
            many($0)
        }
        #expect(poor.score("time_in_target")?.value == nil)
        #expect(poor.score("time_in_target")?.excluded == .interrupted)
        let whole = try HandMade([Self.aim])
        whole.run(until: 30) { _ in 30 }
        #expect(whole.score("time_in_target")?.value == 100 && whole.score("time_in_target")?.unusable == nil)
    }

    // MARK: Answers to cues

    @Test func aCueWhoseAnswerMayLieInAGapIsNotUnanswered() throws {
        let phases = [
            Given.squeezes(
                1, hold: 1, release: 1, target: Target(.aboveRest(Span(lower: 5, upper: 50))),
                scores: [.exercise(.cuesAnswered), .exercise(.validContractions), .exercise(.repetitionsHeld)]),
            Given.rest(20),
        ]
        let cut = try HandMade(phases)
        cut.run(until: 3)
        cut.lose(50)
        for name in ["cues_answered", "valid_contractions", "repetitions_held"] {
            #expect(cut.score(name)?.value == nil && cut.score(name)?.excluded == .interrupted, "\(name)")
        }
        let whole = try HandMade(phases)
        whole.run(until: 30)
        for name in ["cues_answered", "valid_contractions", "repetitions_held"] {
            #expect(whole.score(name)?.value == 0, "\(name)")
        }
    }

    @Test func noticingThatAGapFollowsAtOnceIsNotCalledQuiet() throws {
        let notice = Phase(
            id: "notice", title: "Notice", steps: [Step(.action(.notice), .fixed(milliseconds: 5000))],
            scores: [.exercise(.feltExtra)])
        let cut = try HandMade([notice, Given.rest(20)])
        cut.run(until: 5.3)
        cut.lose(50)
        #expect(cut.score("felt_extra")?.value == nil && cut.score("felt_extra")?.excluded == .interrupted)
        let later = try HandMade([notice, Given.rest(20)])
        later.run(until: 7)
        later.lose(50)
        #expect(later.score("felt_extra")?.value == 0)
    }

    @Test func aStepBehindABridgedGapIsNoCough() throws {
        let knack = Phase(
            id: "knack", title: "Knack",
            steps: [
                Step(.action(.squeeze), .fixed(milliseconds: 2000)), Step(.action(.cough), .fixed(milliseconds: 2000)),
                Step(.action(.release), .fixed(milliseconds: 2000)),
            ], scores: [.exercise(.knackLead)])
        func score(_ quality: SampleQuality) throws -> Score? {
            let run = try HandMade([knack])
            run.run(until: 1)
            let onset = SampleInstant(
                index: SampleIndex(run.index), deviceTime: DeviceTime(microseconds: run.index * 20_000),
                hostTime: HostTime(nanoseconds: run.index * 20_000_000))
            let contraction = Contraction(
                id: 1, onset: onset, restBefore: 10, baseline: 10, peak: 20, peakTime: onset.deviceTime, kind: .squeeze,
                confidence: 1, rule: .shape)
            let frame = Frame(
                index: onset.index, deviceTime: onset.deviceTime, hostTime: onset.hostTime,
                pressure: ChannelVector(repeating: 20), filtered: ChannelVector(repeating: 20), rest: 10,
                state: .contraction, isClipped: false)
            let event = ContractionEvent(phase: .began, contraction: contraction, isFinal: false, instant: onset)
            run.session.take(frame, event: event)
            run.index += 1
            run.run(until: 12) {
                $0 < 3.1 ? 20 : 80
            } quality: {
                (3.0...3.09).contains($0) ? quality : .measured
            }
            try run.finish()
            return run.score("knack_lead")
        }
        #expect(try score(.standIn)?.value == nil && score(.standIn)?.excluded == .interrupted)
        // 1 s from the onset to the middle of the step, less half of 50 ms or so.
        #expect(try abs((score(.measured)?.value ?? 0) - 2.06) < 0.05)
    }
}
