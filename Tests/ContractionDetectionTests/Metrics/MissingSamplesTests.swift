// SPDX-License-Identifier: Apache-2.0
import Perineometry
import Testing

@testable import ContractionDetection

/// What figures of a contraction stand where samples of it are missing and others stand in for them, as over a bridged gap.
/// The squeeze lasts from 20 to 24 s and lies 20 cmH2O over rest throughout, sampled at 50 Hz.
@Suite struct MissingSamplesTests {
    private func figures(
        missing holes: [Range<Double>], as quality: SampleQuality = .standIn,
        pressure: (@Sendable (Double) -> Double)? = nil
    ) throws -> ContractionMetrics {
        let session = HandMadeSession(
            seconds: 40, said: [.init(onset: 20, offset: 24, kind: .hold, cue: .uncued)],
            quality: { time in holes.contains { $0.contains(time + 1e-6) } ? quality : .measured }, pressure: pressure)
        return try #require(session.record().contractions.first)
    }

    @Test func aHoleInTheMiddleOfAHoldTakesNothingAway() throws {
        let whole = try figures(missing: [])
        var found = try figures(missing: [22..<22.1])
        #expect(!found.isWhole && found.isOnsetMeasured)
        found.isWhole = true
        #expect(found.holdMean.map { abs($0 - 20) < 1e-9 } == true && found.peak == 30)
        for metric in Metric.ofContraction { #expect(found[metric] == whole[metric], "\(metric.rawValue)") }
    }

    @Test func aHoleWhereItLetsGoTakesWhatIsTimedByThat() throws {
        let whole = try figures(missing: [])
        let found = try figures(missing: [23.96..<24.06])
        #expect(whole.releaseTime != nil && whole.duration == 4 && whole.involuntaryRecovery != nil)
        #expect(found.releaseTime == nil && found.duration == nil && found.involuntaryDuration == nil)
        #expect(found.timeAfterPeak == nil && found.involuntaryRecovery == nil)
        #expect(found.peak == 30 && found.residual2s == whole.residual2s && found.limitation == nil)
    }

    @Test(arguments: [SampleQuality.standIn, .clipped]) func aHoleInTheTailTakesTheResidualThatIsReadThere(
        _ quality: SampleQuality
    ) throws {
        let found = try figures(missing: [25.7..<25.8], as: quality)
        #expect(found.residual2s == nil && found.residual5s != nil && found.releaseTime != nil)
        let later = try figures(missing: [28.7..<28.8], as: quality)
        #expect(later.residual2s != nil && later.residual5s == nil)
    }

    @Test func aHoleAtTheOnsetTakesWhatIsTimedByThat() throws {
        // It rises within half a second, and stays.
        let slow: @Sendable (Double) -> Double = { 10 + 20 * min(1, max(0, ($0 - 20) / 0.5)) * ($0 <= 24 ? 1 : 0) }
        let whole = try figures(missing: [], pressure: slow)
        let found = try figures(missing: [19.96..<20.06], pressure: slow)
        #expect(whole.riseTime.map { abs($0 - 0.4) < 0.01 } == true && whole.timeToPeak == 0.5)
        #expect(found.riseTime == nil && found.timeToPeak == nil && found.maxPressureRate == nil)
        #expect(found.rateOfForceDevelopment == nil && !found.isOnsetMeasured && found.duration == nil)
        #expect(found.squeezeAmplitude == 20)
    }

    @Test func aPeakThatMayLieInAHoleIsNotStated() throws {
        // Up to 40 at 22 s, and down again; the hole holds what was before it: 37.
        let peaked: @Sendable (Double) -> Double = { time in
            (21.9 - 1e-6..<22 - 1e-6).contains(time) ? 37 : max(10, 40 - 30 * abs(time - 22) / 1)
        }
        let found = try figures(missing: [21.9..<22], pressure: peaked)
        #expect(found.peak == nil && found.squeezeAmplitude == nil && found.limitation == .interrupted)
    }

    @Test func manyBridgedGapsAreNoContractionThatWasSeen() throws {
        let few = [21.0..<21.1, 22.0..<22.1, 23.0..<23.1]
        #expect(try figures(missing: few).holdMean.map { abs($0 - 20) < 1e-9 } == true)
        let many = few + [20.5..<20.6, 21.5..<21.6, 22.5..<22.6]
        let found = try figures(missing: many)
        #expect(found.limitation == .interrupted && found.holdMean == nil && found.peak == nil)
    }

    @Test func aSingleSampleIsNotMissed() throws {
        let whole = try figures(missing: [])
        #expect(try figures(missing: [20..<20.02]) == whole)
        #expect(try figures(missing: [24..<24.02]) == whole)
        #expect(try figures(missing: [25.8..<25.82]) == whole)
    }
}
