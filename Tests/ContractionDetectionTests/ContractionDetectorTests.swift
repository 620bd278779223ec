// SPDX-License-Identifier: Apache-2.0
import ContractionDetection
import Perineometry
import Testing

struct ContractionDetectorTests {
    @Test(arguments: [20.0, 50, 100, 250, 1000, 2000])
    func squeezesAreFoundAtTheirTimesAtEverySamplingRate(rate: Double) {
        let squeezes = [5.0, 12, 20, 31].map { Squeeze(start: $0, length: 3, height: 20) }
        let signal = SyntheticPressure(seconds: 40, squeezes: squeezes, sampleRateHertz: rate, breathing: 0.6)
        expect(signal.detect(), finds: squeezes, within: rate < 50 ? 0.06 : 0.03)
    }

    @Test func theInstantsAreThoseOfTheUnfilteredSignal() {
        let squeeze = Squeeze(start: 6, length: 2, height: 30, riseSeconds: 0.2, fallSeconds: 0.2)
        let findings = SyntheticPressure(seconds: 12, squeezes: [squeeze], noise: 0).detect()
        // The filter delays by 22 ms, and rounds edges as quick as these by a few more.
        expect(findings, finds: [squeeze], within: 0.012)
    }

    @Test func peakAndRestBeforeAreThoseOfTheSqueeze() throws {
        let squeeze = Squeeze(start: 6, length: 3, height: 20)
        let findings = SyntheticPressure(seconds: 12, squeezes: [squeeze], noise: 0.02).detect()
        let contraction = try #require(findings.final.first)
        #expect(abs(contraction.restBefore - 17) < 0.1)
        #expect(abs(contraction.baseline - 17) < 0.1)
        #expect(abs(contraction.amplitude - 20) < 0.3)
        #expect((6.3...9.1).contains(contraction.peakTime.seconds))
        #expect(contraction.relaxation == .complete)
        #expect(contraction.confidence > 0.9)
    }

    /// What a listener hears: something at once, in the end the truth, nothing after it.
    @Test func everyContractionBeginsIsRevisedAndEndsFinal() throws {
        let squeezes = [6.0, 14].map { Squeeze(start: $0, length: 3, height: 20) }
        let findings = SyntheticPressure(seconds: 24, squeezes: squeezes, breathing: 0.4).detect()
        for (number, squeeze) in squeezes.enumerated() {
            let events = findings.events.filter { $0.contraction.id == UInt64(number + 1) }
            #expect(events.first?.phase == .began)
            #expect(events.map(\.contraction.revision) == Array(1...UInt32(events.count)))
            #expect(events.dropLast().allSatisfy { !$0.isFinal } && events.last?.isFinal == true)
            let began = try #require(events.first)
            let ended = try #require(events.first { $0.phase == .ended })
            #expect((0...0.15).contains(began.instant.deviceTime.seconds - squeeze.rise10), "told within 150 ms")
            #expect(ended.instant.deviceTime.seconds < squeeze.start + squeeze.length + squeeze.fallSeconds + 0.1)
            #expect(began.contraction.offset == nil && began.contraction.kind == .indeterminate)
        }
    }

    @Test(arguments: [2.0, 4]) func aSqueezeSoonAfterTheStartIsFound(start: Double) {
        let squeeze = Squeeze(start: start, length: 3, height: 15)
        let findings = SyntheticPressure(seconds: 10, squeezes: [squeeze], breathing: 1).detect()
        expect(findings, finds: [squeeze], within: 0.06)
    }

    @Test func restIsNotStatedBeforeItIsKnown() throws {
        let findings = SyntheticPressure(seconds: 4).detect()
        let first = try #require(findings.detections.firstIndex { $0.state == .rest })
        #expect((1.4...1.6).contains(Double(first) / 250))
        #expect(findings.detections[..<first].allSatisfy { $0.state == .settling && $0.rest.isNaN })
        #expect(findings.detections[first...].allSatisfy { $0.state == .rest && abs($0.rest - 17) < 0.2 })
    }

    @Test func fiveFlicksASecondApartAreFive() {
        let flicks = (0..<5).map {
            Squeeze(start: 8 + Double($0), length: 0.4, height: 18, riseSeconds: 0.3, fallSeconds: 0.35)
        }
        let findings = SyntheticPressure(seconds: 18, squeezes: flicks, breathing: 0.5).detect()
        expect(findings, finds: flicks, within: 0.05)
        #expect(findings.contractions.allSatisfy { $0.kind == .flick })
    }

    @Test(arguments: [(0.4, ContractionKind.flick), (4, .squeeze), (12, .hold)])
    func kindsGoByTheirLength(length: Double, kind: ContractionKind) {
        let squeeze = Squeeze(start: 8, length: length, height: 20)
        #expect(SyntheticPressure(seconds: 30, squeezes: [squeeze]).detect().contractions.map(\.kind) == [kind])
    }

    @Test func aHoldOfAMinuteDoesNotDragTheRestUp() {
        let hold = Squeeze(start: 10, length: 60, height: 20)
        let findings = SyntheticPressure(seconds: 90, squeezes: [hold], breathing: 0.6).detect()
        expect(findings, finds: [hold], within: 0.05)
        let whileHeld = findings.detections[11 * 250..<70 * 250]
        #expect(whileHeld.allSatisfy { $0.state == .contraction && abs($0.rest - 17) < 0.4 })
        #expect(findings.detections[72 * 250..<90 * 250].allSatisfy { abs($0.rest - 17) < 0.4 })
    }

    @Test(arguments: [-0.5, -0.1, 0.1, 0.5]) func restFollowsDriftWithoutAFalseContraction(drift: Double) {
        let signal = SyntheticPressure(seconds: 60, rest: 50, drift: drift, breathing: 0.6)
        let findings = signal.detect()
        #expect(findings.final.isEmpty)
        for (sample, detection) in findings.detections.enumerated() where sample > 750 && !detection.rest.isNaN {
            #expect(abs(detection.rest - signal.restAndBreath(at: Double(sample) / 250)) < 3.5)
        }
    }

    @Test func squeezesAreFoundOverADrift() {
        let squeezes = [15.0, 30, 45].map { Squeeze(start: $0, length: 3, height: 20) }
        let findings = SyntheticPressure(seconds: 60, squeezes: squeezes, drift: 0.3, breathing: 0.6).detect()
        expect(findings, finds: squeezes, within: 0.06)
    }

    @Test(arguments: [0.1, 0.15, 0.25, 0.35], [3.0, 2, 0.5])
    func breathingIsNoContraction(breathsPerSecond: Double, peakToPeak: Double) {
        for seed in 1...3 as ClosedRange<UInt64> {
            let signal = SyntheticPressure(
                seconds: 120, breathing: peakToPeak, breathsPerSecond: breathsPerSecond, noise: 0.15, seed: seed
            )
            #expect(signal.detect().final.isEmpty)
        }
    }

    /// From the weakest that can be measured to the strongest, from a probe that was never zeroed.
    @Test(arguments: [3.0, 4, 10, 40, 100], [-40.0, 17, 120])
    func weakAndStrongPeopleAreFoundWithoutAZeroOrAMaximum(height: Double, rest: Double) {
        let squeezes = [8.0, 18, 28].map { Squeeze(start: $0, length: 3, height: height) }
        let findings = SyntheticPressure(seconds: 36, squeezes: squeezes, rest: rest, breathing: 0.4).detect()
        expect(findings, finds: squeezes, within: height < 5 ? 0.12 : 0.05)
    }

    @Test func anIncompleteReleaseEndsTheContractionAndTheNextIsFound() {
        let first = Squeeze(start: 8, length: 4, height: 20, residual: 0.3)
        let second = Squeeze(start: 15, length: 3, height: 14)
        let findings = SyntheticPressure(seconds: 40, squeezes: [first, second], breathing: 0.4).detect()
        expect(findings, finds: [first, second], within: 0.06)
        #expect(findings.contractions.map(\.relaxation) == [.partial, .complete])
        #expect(abs((findings.contractions.first?.residual ?? 0) - 0.3) < 0.05)
        #expect(abs((findings.contractions.last?.baseline ?? 0) - 23) < 0.5, "it rose from what had stayed")
    }

    @Test func toneThatStaysIsNotTheNewRestForHalfAMinute() {
        let squeeze = Squeeze(start: 8, length: 4, height: 20, residual: 0.3)
        let detections = SyntheticPressure(seconds: 80, squeezes: [squeeze], breathing: 0.4).detect().detections
        #expect(detections[14 * 250..<42 * 250].allSatisfy { abs($0.rest - 17) < 0.5 })
        #expect(abs((detections.last?.rest ?? 0) - 23) < 0.5, "in the end it is")
    }

    @Test func aHoldThatFadesToAThirdIsOneContraction() {
        let hold = Squeeze(start: 8, length: 40, height: 20)
        let fatigue = Squeeze(start: 9, length: 39, height: -13, riseSeconds: 38)
        let findings = SyntheticPressure(seconds: 60, squeezes: [hold, fatigue], breathing: 0.6).detect()
        #expect(findings.contractions.count == 1)
        #expect(abs((findings.onsets.first ?? 0) - hold.rise10) < 0.05)
        #expect(abs((findings.offsets.first ?? 0) - hold.fall10) < 0.3)
    }

    @Test(arguments: [2.0, 4, 6]) func aSlowReleaseIsOneContraction(fallSeconds: Double) {
        let squeeze = Squeeze(start: 8, length: 4, height: 20, fallSeconds: fallSeconds)
        let findings = SyntheticPressure(seconds: 40, squeezes: [squeeze], breathing: 0.6).detect()
        expect(findings, finds: [squeeze], within: 0.1 * fallSeconds)
    }

    @Test func aSpikeOfATenthOfASecondIsNoContraction() {
        for height in [5.0, 20, 60] {
            let spike = Squeeze(start: 8, length: 0.05, height: height, riseSeconds: 0.05, fallSeconds: 0.05)
            #expect(SyntheticPressure(seconds: 14, squeezes: [spike]).detect().contractions.isEmpty)
        }
    }

    @Test func aDipShorterThanAFifthOfASecondDoesNotSplitAContraction() {
        let hold = Squeeze(start: 8, length: 6, height: 20)
        let dip = Squeeze(start: 11, length: 0.08, height: -18, riseSeconds: 0.08, fallSeconds: 0.08)
        let findings = SyntheticPressure(seconds: 20, squeezes: [hold, dip]).detect()
        expect(findings, finds: [hold], within: 0.06)
    }

    @Test func aSqueezeOnAnotherLevelIsFoundAndTheLevelIsAShift() throws {
        let shift = Squeeze(start: 8, length: 400, height: 12)
        let squeeze = Squeeze(start: 20, length: 3, height: 15)
        let findings = SyntheticPressure(seconds: 40, squeezes: [shift, squeeze]).detect()
        #expect(findings.final.map(\.kind) == [.shift, .squeeze])
        let found = try #require(findings.contractions.first)
        #expect(abs(found.onset.deviceTime.seconds - squeeze.rise10) < 0.05)
        #expect(abs((findings.detections.last?.rest ?? 0) - 29) < 0.5)
    }

    @Test func whatNeverEndsBecomesTheNewRest() {
        let shift = Squeeze(start: 8, length: 400, height: 12)
        let findings = SyntheticPressure(seconds: 110, squeezes: [shift]).detect()
        #expect(findings.final.map(\.kind) == [.shift])
        #expect(abs((findings.final.first?.duration ?? 0) - 75) < 1)
        #expect(abs((findings.detections.last?.rest ?? 0) - 29) < 0.5)
    }

    @Test func theGroundsOfAVerdictCanBeLookedAt() throws {
        var detector = ContractionDetector(sampleRateHertz: 100, groupDelaySeconds: 0)
        let signal = SyntheticPressure(
            seconds: 14, squeezes: [Squeeze(start: 6, length: 3, height: 20)], sampleRateHertz: 100)
        for sample in 0..<1400 {
            let time = Double(sample) / 100
            let pressure = signal.rest + signal.squeezes.reduce(0) { $0 + $1.pressure(at: time) }
            _ = detector.process(ChannelVector(repeating: pressure), at: signal.instant(sample))
        }
        let grounds = detector.latestEvidence
        let evidence = try #require(grounds)
        #expect(evidence.id == 1 && abs(evidence.height - 20) < 0.1)
        #expect(abs(evidence.rise - 0.243) < 0.02, "10 to 90 % of a cubic of 0.4 s")
        #expect(abs(evidence.width - 3.05) < 0.02)
        #expect(evidence.genuine > 0.9 && evidence.muscle > 0.9)
    }

    private func expect(
        _ findings: Findings, finds squeezes: [Squeeze], within tolerance: Double,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(findings.contractions.count == squeezes.count, sourceLocation: sourceLocation)
        #expect(findings.final.count == squeezes.count, "nothing else is told", sourceLocation: sourceLocation)
        for (squeeze, contraction) in zip(squeezes, findings.contractions) {
            let onset = contraction.onset.deviceTime.seconds - squeeze.rise10
            let offset = (contraction.offset?.deviceTime.seconds ?? 0) - squeeze.fall10
            #expect(abs(onset) <= tolerance, sourceLocation: sourceLocation)
            #expect(abs(offset) <= 1.5 * tolerance, sourceLocation: sourceLocation)
        }
    }
}
