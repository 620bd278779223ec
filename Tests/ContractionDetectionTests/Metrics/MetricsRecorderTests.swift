// SPDX-License-Identifier: Apache-2.0
import Perineometry
import SignalProcessing
import Testing

@testable import ContractionDetection

@Suite struct MetricsRecorderTests {
    @Test func lookingAtTheSessionOnTheWayChangesNothing() {
        let session = HandMadeSession(said: [20.0, 32, 44].map { .init(onset: $0, offset: $0 + 4) })
        let quiet = session.record()
        var seconds = 0
        let watched = session.record { recorder in seconds = max(seconds, recorder.session.rest.seconds) }
        #expect(watched.contractions == quiet.contractions && watched.session == quiet.session)
        #expect(seconds > 0)
    }

    @Test func figuresComeAsSoonAsTheTailIsSeen() {
        let session = HandMadeSession(said: [.init(onset: 20, offset: 24)])
        var recorder = MetricsRecorder(sampleRateHertz: 50, delaySeconds: 0.5, zero: .air)
        var cameAt: Double?
        for number in 0..<2000 {
            let time = Double(number) / 50
            var sample = HandMadeSession.sample(rest: 10, pelvicFloor: (20.5...24.5).contains(time) ? 30 : 10)
            if number == 1040 { sample.detection.event = session.event(.began, isFinal: false) }
            if number == 1300 { sample.detection.event = session.event(.revised, isFinal: true) }
            if recorder.record(sample, at: session.instant(time)) != nil { cameAt = time }
        }
        // Five seconds after the offset, the filter's delay, and a sample for rounding.
        #expect(cameAt == 29.52)
    }

    @Test func aContractionNeverHeardOfBeforeIsTakenWhenFinal() {
        let session = HandMadeSession(said: [.init(onset: 20, offset: 24)])
        var recorder = MetricsRecorder(sampleRateHertz: 50, delaySeconds: 0, zero: .air)
        for number in 0..<1300 {
            let sample = HandMadeSession.sample(rest: 10, pelvicFloor: (1000...1200).contains(number) ? 30 : 10)
            _ = recorder.record(sample, at: session.instant(Double(number) / 50))
        }
        recorder.note(session.event(.ended, isFinal: true))
        let metrics = recorder.interrupt()
        #expect(metrics?.holdMean.map { abs($0 - 20) < 1e-9 } == true)
        let none = recorder.interrupt()
        #expect(none == nil)
    }

    @Test func whatIsNoNumberIsNotUsableAndPoisonsNothing() {
        let session = HandMadeSession(said: [.init(onset: 20, offset: 24)])
        let clean = session.record()
        var dirty = session
        dirty.pressure = { time in
            Int((time * 50).rounded()) % 25 == 7 ? .nan : (20...24).contains(time) ? 30 : 10
        }
        let found = dirty.record()
        #expect(found.contractions.map(\.holdMean) == clean.contractions.map(\.holdMean))
        #expect(found.session.timeNotUsable == 2.4)
        #expect(found.session.rest.seconds == 0)
    }

    @Test func samplesThatNobodySaidWereMissingCountAsSuch() {
        var recorder = MetricsRecorder(sampleRateHertz: 50, delaySeconds: 0, zero: .air)
        let session = HandMadeSession()
        for time in [0.0, 0.02, 0.04, 5.04, 5.06, 5.06, 4] {
            _ = recorder.record(HandMadeSession.sample(rest: 10, pelvicFloor: 10), at: session.instant(time))
        }
        #expect(recorder.session.timeAtEase == 0.1 && recorder.session.timeNotUsable == 4.98)
    }

    @Test(arguments: 1...20) func nothingTraps(_ seed: Int) {
        var random = FixedChance(state: UInt64(seed))
        var recorder = MetricsRecorder(
            sampleRateHertz: 20, delaySeconds: 0.1, channels: DetectionChannels(pelvicFloor: 0, abdominal: 1),
            zero: .air)
        var time = 0.0
        let session = HandMadeSession()
        for _ in 0..<4000 {
            time += random.chance(200) ? random.number(-20...200) : 0.05
            time = max(0, time)
            var sample = HandMadeSession.sample(
                rest: 10, state: random.chance(4) ? .contraction : .rest,
                pelvicFloor: random.chance(50) ? .infinity : random.number(-50...100),
                abdominal: random.chance(50) ? .nan : random.number(-50...100))
            if random.chance(10) {
                let onset = max(0, time + random.number(-150...5))
                var contraction = HandMadeSession(
                    said: [.init(onset: onset, offset: max(0, onset + random.number(-5...80)))]
                ).contraction(0, isOpen: random.chance(3))
                contraction.id = UInt64(random.number(0...30))
                contraction.kind = ContractionKind.allCases.randomElement(using: &random) ?? .hold
                contraction.cue = .uncued
                contraction.restBefore = random.chance(9) ? .nan : random.number(-50...100)
                let phase = ContractionEvent.Phase.allCases.randomElement(using: &random) ?? .began
                sample.detection.event = ContractionEvent(
                    phase: phase, contraction: contraction, isFinal: random.chance(2), instant: session.instant(time))
            }
            _ = recorder.record(sample, at: session.instant(time), quality: random.chance(30) ? .clipped : .measured)
            if random.chance(40) { recorder.cueRelease(at: session.instant(time).deviceTime) }
            if random.chance(300) { while recorder.interrupt() != nil {} }
        }
        let figures = recorder.session
        #expect(figures.length > 0)
    }

    /// With the detector itself: every contraction that became final has its figures, once and in order.
    @Test func everyFinalContractionOfASessionHasFigures() throws {
        let filter = try FilterChain.live(rateHertz: 250)
        var analysis = PressureAnalysis(filter: filter, sampleRateHertz: 250)
        var recorder = MetricsRecorder(sampleRateHertz: 250, delaySeconds: filter.delaySeconds, zero: .air)
        let session = HandMadeSession(rateHertz: 250)
        let shape = GoldenRecording.Shape(
            start: 0, rise: 0.4, length: 10.5, fall: 0.6, height: 25, residual: 0, fade: 0)
        var random = FixedChance(state: 3)
        var final: [Contraction] = []
        var found: [ContractionMetrics] = []
        for number in 0..<100 * 250 {
            let time = Double(number) / 250
            var pressure = 17 + random.number(-0.1...0.1)
            for start in [20.0, 45, 70] { pressure += shape.pressure(at: time - start) }
            let instant = session.instant(time)
            let sample = analysis.process(ChannelVector(repeating: pressure), at: instant)
            if let event = sample.detection.event, event.isFinal, event.phase != .withdrawn {
                final.append(event.contraction)
            }
            if let metrics = recorder.record(sample, at: instant) { found.append(metrics) }
        }
        while let event = analysis.interrupt() { recorder.note(event) }
        while let metrics = recorder.interrupt() { found.append(metrics) }
        #expect(found.map(\.contraction) == final && final.count == 3)
        for metrics in found {
            #expect(metrics.squeezeAmplitude.map { abs($0 - 25) < 0.5 } == true)
            #expect(metrics.enduranceAUC10.map { abs($0 - 245) < 8 } == true)
            #expect(metrics.releaseTime.map { abs($0 - 0.37) < 0.1 } == true)
            #expect(metrics.residual5s.map { abs($0) < 2 } == true)
        }
        #expect(recorder.session.rest.pressure.cmH2O.map { abs($0 - 17) < 0.1 } == true)
    }
}

/// Chance that is the same in every run.
private struct FixedChance: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 29
    }

    mutating func chance(_ oneIn: UInt64) -> Bool { (next() >> 33) % oneIn == 0 }

    mutating func number(_ range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &self) }
}
