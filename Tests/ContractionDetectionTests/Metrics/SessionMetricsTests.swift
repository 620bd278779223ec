// SPDX-License-Identifier: Apache-2.0
import Perineometry
import Testing

@testable import ContractionDetection

@Suite struct SessionMetricsTests {
    private static let work = [20.0, 32, 44].map { HandMadeSession.Said(onset: $0, offset: $0 + 4) }
    /// Rest of 10 cmH2O with a ripple, 9 after the work.
    private static let withRipple: @Sendable (Double) -> Double = { time in
        if [20.0, 32, 44].contains(where: { $0 <= time && time <= $0 + 4 }) { return 30 }
        return (time < 48 ? 10 : 9) + (Int(time) % 2 == 0 ? 0.5 : -0.5)
    }

    @Test func aZeroInAirGivesRestingPressures() {
        let session = HandMadeSession(seconds: 70, said: Self.work, pressure: Self.withRipple).record().session
        #expect(session.preRest.seconds == 19)
        #expect(session.preRest.pressure == .value(10.5))
        #expect(session.postRest.pressure.cmH2O.map { abs($0 - 9) <= 0.5 } == true)
        #expect(session.rest.coefficientOfVariation != nil)
        #expect(session.restDelta.map { $0 < 0 } == true)
    }

    @Test(arguments: [(ZeroState.none, RestPressureRefusal.notZeroed), (.inSitu, .zeroedInSitu)])
    func withoutAZeroInAirRestingPressureIsRefused(_ zero: ZeroState, _ refusal: RestPressureRefusal) {
        let session = HandMadeSession(seconds: 70, zero: zero, said: Self.work, pressure: Self.withRipple).record()
            .session
        for rest in [session.rest, session.preRest, session.postRest] {
            #expect(rest.pressure == .refused(refusal))
            #expect(rest.coefficientOfVariation == nil)
        }
        for metric in [Metric.restPressure, .preRest, .postRest, .restCV] { #expect(session[metric] == nil) }
        // What needs no reference stays.
        let air = HandMadeSession(seconds: 70, said: Self.work, pressure: Self.withRipple).record().session
        for metric in [Metric.restSD, .restDelta, .mvc, .repeatability, .timeAtEase] {
            #expect(session[metric] != nil && session[metric] == air[metric], "\(metric.rawValue)")
        }
    }

    @Test func aNewZeroWithinTheSessionRefusesAllOfRest() {
        var recorder = MetricsRecorder(sampleRateHertz: 50, delaySeconds: 0, zero: .air)
        let session = HandMadeSession()
        for number in 0..<1500 {
            _ = recorder.record(
                HandMadeSession.sample(rest: 10, pelvicFloor: 10), at: session.instant(Double(number) / 50))
        }
        _ = recorder.interrupt()
        #expect(recorder.session.rest.pressure == .value(10))
        recorder.noteZero(.air)
        #expect(recorder.session.rest.pressure == .refused(.zeroChanged))
        #expect(recorder.session.rest.standardDeviation == nil)
    }

    @Test func tooLittleRestIsRefused() {
        let session = HandMadeSession(seconds: 4.9).record().session
        #expect(session.rest == RestFigures(seconds: 4, pressure: .refused(.tooLittleRest)))
    }

    @Test func neitherTheFootOfARiseNorATailIsRest() {
        // The pressure climbs in the half second before the onset and falls for five seconds after the offset.
        let session = HandMadeSession(
            seconds: 60, said: [.init(onset: 20.3, offset: 25)],
            pressure: { $0 < 19.8 || $0 >= 30 ? 10 : $0 < 25 ? 30 : 15 }
        ).record().session
        #expect(session.rest.pressure == .value(10) && session.rest.standardDeviation == 0)
        #expect(session.preRest.seconds == 19 && session.postRest.seconds == 30)
    }

    @Test func restComesSoonerAfterACompleteRelease() {
        func seconds(_ residual: Double?) -> Int {
            HandMadeSession(said: [.init(onset: 20, offset: 25, residual: residual)]).record().session.postRest.seconds
        }
        #expect(seconds(nil) == 30 && seconds(0.3) == 30)
        #expect(seconds(0.1) == 33)
    }

    @Test func theMaximumIsTheMeanOfTheFirstThreeOrOfThoseNamed() {
        let said = (0..<5).map { HandMadeSession.Said(onset: 10 + 12 * Double($0), offset: 14 + 12 * Double($0)) }
        let heights: @Sendable (Double) -> Double = { time in
            let number = Int((time - 10) / 12)
            return time >= 10 && (time - 10).truncatingRemainder(dividingBy: 12) <= 4 ? 20 + 2 * Double(number) : 10
        }
        var session = HandMadeSession(seconds: 75, said: said, pressure: heights)
        let first = session.record().session
        #expect(first.mvc == 12 && first.mvcBest == 14 && first.mvcContractions == [1, 2, 3])
        session.selection = .named(5, 1, 4)
        let named = session.record().session
        #expect(named.mvcBest == 18 && named.mvcContractions == [1, 4, 5])
        #expect(named.mvc.map { abs($0 - 44.0 / 3) < 1e-12 } == true)
        session.said.removeLast(3)
        #expect(session.record().session.mvc == nil)
    }

    @Test func nobodyIsCalledUncuedWhereNobodySaid() {
        let unknown = HandMadeSession(said: Self.work).record().session
        #expect(unknown.involuntaryCount == nil && unknown.involuntaryDuration == nil)
        var said = Self.work
        for number in said.indices { said[number].cue = .cued }
        #expect(HandMadeSession(said: said).record().session.involuntaryCount == 0)
        said[1].cue = .uncued
        let session = HandMadeSession(said: said).record().session
        #expect(session.involuntaryCount == 1 && session.involuntaryDuration == 4 && session.involuntaryPeak == 20)
        #expect(session.contractionsByCue == [.cued: 2, .uncued: 1])
    }

    @Test func timesMakeUpTheSessionGapsIncluded() {
        var recorder = MetricsRecorder(sampleRateHertz: 50, delaySeconds: 0, zero: .air)
        let session = HandMadeSession()
        for number in 0..<500 {
            // Two bridged samples, at 4 s.
            let quality: SampleQuality = (200..<202).contains(number) ? .standIn : .measured
            let sample = HandMadeSession.sample(rest: 10, pelvicFloor: number < 400 ? 11 : 13)
            _ = recorder.record(sample, at: session.instant(Double(number) / 50), quality: quality)
        }
        recorder.note(Gap(first: SampleIndex(200), missing: 2, reason: .packetsLost), isBridged: true)
        recorder.note(Gap(first: SampleIndex(500), missing: 250, reason: .packetsLost), isBridged: false)
        while recorder.interrupt() != nil {}
        for number in 750..<1000 {
            let sample = HandMadeSession.sample(rest: .nan, state: .settling, pelvicFloor: 10)
            _ = recorder.record(sample, at: session.instant(Double(number) / 50))
        }
        let figures = recorder.session
        #expect(figures.timeAtEase == 7.96 && figures.timeAboveRest == 2)
        #expect(figures.timeNotUsable == 0.04 + 5 + 5 && figures.timeContracting == 0)
        #expect(figures.length == 20 && figures.gapCount == 2)
    }

    @Test func rowsOfFlicksAreTimedAndApartOnesAreNot() {
        let onsets = [10.0, 12, 14, 30, 33]
        let said = onsets.map { HandMadeSession.Said(onset: $0, offset: $0 + 0.6, kind: .flick) }
        let session = HandMadeSession(seconds: 45, said: said).record().session
        // Three intervals of 7 s in sum.
        #expect(session.flickRate.map { abs($0 - 30.0 / 7) < 1e-12 } == true)
        #expect(session.flickAmplitude == 20 && session.counts == [.flick: 5])
        #expect(HandMadeSession(said: [said[0]]).record().session.flickRate == nil)
    }

    @Test func restBeyondTheLimitIsCountedNotKept() {
        var rest = RestSeconds(sampleRateHertz: 1, limit: 6)
        for second in 0..<10 { rest.take(Double(second), at: DeviceTime(microseconds: UInt64(second) * 1_000_000)) }
        rest.acceptAll()
        #expect(rest.count == 6 && rest.omitted == 4)
        #expect(rest.median(of: 0..<6) == 2.5)
    }
}
