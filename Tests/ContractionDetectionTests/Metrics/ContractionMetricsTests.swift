// SPDX-License-Identifier: Apache-2.0
import ContractionDetection
import Perineometry
import Testing

@Suite struct ContractionMetricsTests {
    /// The figures that are there.
    private func figures(_ metrics: ContractionMetrics) -> Set<Metric> {
        Set(Metric.allCases.filter { metrics[$0] != nil })
    }

    private func isNear(_ value: Double?, _ expected: Double) -> Bool {
        value.map { abs($0 - expected) < 1e-9 } == true
    }

    private func only(_ session: HandMadeSession) throws -> ContractionMetrics {
        let contractions = session.record().contractions
        try #require(contractions.count == 1)
        return contractions[0]
    }

    @Test func aSqueezeShorterThanTenSecondsHasNoAreaOfTen() throws {
        let short = try only(HandMadeSession(said: [.init(onset: 20, offset: 29.98)]))
        #expect(short.enduranceAUC10 == nil)
        #expect(isNear(short.holdMean, 20))
        let long = try only(HandMadeSession(said: [.init(onset: 20, offset: 30)]))
        #expect(isNear(long.enduranceAUC10, 200))
    }

    @Test(arguments: [ContractionKind.cough, .strain, .motion, .shift, .indeterminate])
    func whatIsNoContractionHasAPeakAndADurationAlone(_ kind: ContractionKind) throws {
        let metrics = try only(HandMadeSession(said: [.init(onset: 20, offset: 21, kind: kind, cue: .uncued)]))
        #expect(figures(metrics) == [.peak, .duration])
        #expect(metrics.limitation == .notAContraction)
    }

    @Test func aFlickHasNoFiguresOfAHold() throws {
        let metrics = try only(HandMadeSession(mvc: 20, said: [.init(onset: 20, offset: 20.6, kind: .flick)]))
        #expect(metrics.holdMean == nil && metrics.endurancePerfect == nil && metrics.enduranceT60 == nil)
        #expect(metrics.flickValley == 0 && metrics.squeezeAmplitude == 20)
    }

    @Test func whatAGapInterruptedHasNoFigures() throws {
        let session = HandMadeSession(
            said: [.init(onset: 20, offset: 24, rule: .interrupted)], interruptingAt: 30)
        let metrics = try only(session)
        #expect(figures(metrics) == [.duration])
        #expect(metrics.limitation == .interrupted)
        #expect(session.record().session.mvcContractions.isEmpty)
    }

    @Test func aGapInTheTailLeavesTheRestOfItOpen() throws {
        let metrics = try only(HandMadeSession(said: [.init(onset: 20, offset: 24)], interruptingAt: 27))
        #expect(metrics.residual2s == 0 && metrics.residual5s == nil)
        #expect(metrics.tail == .interrupted)
        #expect(abs(metrics.tailSeconds - 2.98) < 1e-9)
        #expect(metrics.limitation == nil && isNear(metrics.holdMean, 20))
    }

    @Test func theNextOnsetEndsTheTail() {
        let said = [20.0, 27].map { HandMadeSession.Said(onset: $0, offset: $0 + 4) }
        let contractions = HandMadeSession(said: said).record().contractions
        #expect(contractions.map(\.tail) == [.nextOnset, .complete])
        #expect(contractions[0].residual2s == 0 && contractions[0].residual5s == nil)
        #expect(abs(contractions[0].tailSeconds - 3) < 1e-9)
        #expect(contractions[1].residual5s == 0)
    }

    @Test func whatIsLongerThanTheMemoryHasNoFigures() throws {
        let metrics = try only(HandMadeSession(seconds: 240, said: [.init(onset: 20, offset: 220, kind: .hold)]))
        #expect(metrics.limitation == .longerThanHistory)
        #expect(figures(metrics) == [.duration])
        #expect(metrics.duration == 200)
    }

    @Test func whatWasClippedHasNoFiguresAndCountsForNoMaximum() throws {
        let session = HandMadeSession(
            said: [.init(onset: 20, offset: 24)], quality: { (21..<21.1).contains($0) ? .clipped : .measured })
        #expect(try only(session).limitation == .clipped)
        #expect(try figures(only(session)) == [.duration])
        #expect(session.record().session.repeatability == nil)
    }

    @Test func clippingAfterTheOffsetHarmsNothing() throws {
        let metrics = try only(
            HandMadeSession(said: [.init(onset: 20, offset: 24)], quality: { $0 > 26 ? .clipped : .measured }))
        #expect(metrics.limitation == nil && isNear(metrics.holdMean, 20))
    }

    @Test func whatWasWithdrawnIsNotSpokenOf() {
        let (contractions, session) = HandMadeSession(said: [.init(onset: 20, offset: 24, isWithdrawn: true)]).record()
        #expect(contractions.isEmpty)
        #expect(session.counts.isEmpty && session.preRest.seconds == session.rest.seconds)
    }

    @Test func whatDoesNotRiseAboveRestHasNoFiguresOfASqueeze() throws {
        let metrics = try only(HandMadeSession(said: [.init(onset: 20, offset: 24)], pressure: { _ in 9 }))
        #expect(metrics.limitation == .notAboveRest)
        #expect(figures(metrics) == [.peak, .duration])
    }

    @Test func fiveSamplesASecondAreEnough() throws {
        // A trapezium with its corners on samples: a second up, eight held, a second down.
        let session = HandMadeSession(
            rateHertz: 5, mvc: 20, said: [.init(onset: 20.2, offset: 29.8, kind: .hold)],
            pressure: { 10 + 20 * max(0, min($0 - 20, 1, 30 - $0)) })
        let metrics = try only(session)
        func expect(_ metric: Metric, _ value: Double) {
            #expect(isNear(metrics[metric], value), "\(metric.rawValue)")
        }
        expect(.squeezeAmplitude, 20)
        expect(.riseTime, 0.8)
        expect(.timeToPeak, 0.8)
        expect(.maxPressureRate, 20)
        expect(.rateOfForceDevelopment, 20)
        expect(.releaseTime, 0.8)
        expect(.holdMean, (160 + 2 * 0.8 * 12) / 9.6)
        expect(.enduranceT60, 8.8)
        expect(.endurancePerfect, 9.15)
        expect(.fatigueIndex, 0)
        expect(.residual2s, 0)
    }

    @Test func thePelvicFloorMayComeBeforeOrAfterTheAbdomen() throws {
        // Both rise within 0.2 s, the abdomen 0.3 s earlier.
        func ramp(_ time: Double, from start: Double) -> Double { 20 * max(0, min((time - start) / 0.2, 1)) }
        var recorder = MetricsRecorder(
            sampleRateHertz: 100, delaySeconds: 0, channels: DetectionChannels(pelvicFloor: 0, abdominal: 1), zero: .air
        )
        let session = HandMadeSession(rateHertz: 100, said: [.init(onset: 10.02, offset: 12)])
        var metrics: ContractionMetrics?
        for number in 0..<2000 {
            let time = Double(number) / 100
            var sample = HandMadeSession.sample(
                rest: 10, pelvicFloor: 10 + ramp(time, from: 10), abdominal: ramp(time, from: 9.7))
            if number == 1020 { sample.detection.event = session.event(.began, isFinal: false) }
            if number == 1400 { sample.detection.event = session.event(.revised, isFinal: true) }
            metrics = recorder.record(sample, at: session.instant(time)) ?? metrics
        }
        #expect(isNear(metrics?.coordination, 300))
    }
}
