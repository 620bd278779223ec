// SPDX-License-Identifier: Apache-2.0
import ContractionDetection
import Perineometry
import Testing

struct ContractionDetectorTests {
    @Test(arguments: [50.0, 100, 250, 1000, 2000])
    func squeezesAreFoundAtTheirTimesAtEverySamplingRate(rate: Double) {
        let squeezes = [5.0, 12, 20, 31].map { Squeeze(start: $0, length: 3, height: 20) }
        let signal = SyntheticPressure(seconds: 40, squeezes: squeezes, sampleRateHertz: rate, breathing: 0.6)
        let findings = signal.detect()
        expect(findings, finds: squeezes, onsetWithin: 0.12, offsetWithin: 0.4)
    }

    @Test func theInstantsAreThoseOfTheUnfilteredSignal() {
        let squeeze = Squeeze(start: 6, length: 2, height: 30, riseSeconds: 0.2, fallSeconds: 0.2)
        let findings = SyntheticPressure(seconds: 12, squeezes: [squeeze], noise: 0).detect()
        // The rise passes 0.2 cmH2O (0.7 %) within 10 ms, the fall 45 % within 0.11 s; the filter alone delays by 23 ms.
        expect(findings, finds: [squeeze], onsetWithin: 0.02, offsetWithin: 0.12)
        #expect(abs((findings.offsets.first ?? 0) - 8.107) < 0.012)
    }

    @Test func peakAndRestBeforeAreThoseOfTheSqueeze() throws {
        let squeeze = Squeeze(start: 6, length: 3, height: 20)
        let findings = SyntheticPressure(seconds: 12, squeezes: [squeeze], noise: 0.02).detect()
        let contraction = try #require(findings.ended.first)
        #expect(abs(contraction.onset.restBefore - 17) < 0.1)
        #expect(abs(contraction.amplitude - 20) < 1.2)
        #expect((6.3...9.1).contains(contraction.peakTime.seconds))
    }

    @Test(arguments: [2.0, 4]) func aSqueezeSoonAfterTheStartIsFound(start: Double) {
        let squeeze = Squeeze(start: start, length: 3, height: 15)
        let findings = SyntheticPressure(seconds: 10, squeezes: [squeeze], breathing: 1).detect()
        expect(findings, finds: [squeeze], onsetWithin: 0.25, offsetWithin: 0.4)
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
            Squeeze(start: 8 + Double($0), length: 0.3, height: 18, riseSeconds: 0.25, fallSeconds: 0.3)
        }
        let findings = SyntheticPressure(seconds: 18, squeezes: flicks, breathing: 0.5).detect()
        expect(findings, finds: flicks, onsetWithin: 0.12, offsetWithin: 0.4)
    }

    @Test func aHoldOfAMinuteDoesNotDragTheRestUp() {
        let hold = Squeeze(start: 10, length: 60, height: 20)
        let findings = SyntheticPressure(seconds: 90, squeezes: [hold], breathing: 0.6).detect()
        expect(findings, finds: [hold], onsetWithin: 0.12, offsetWithin: 0.4)
        let whileHeld = findings.detections[11 * 250..<70 * 250]
        #expect(whileHeld.allSatisfy { $0.state == .contraction && abs($0.rest - 17) < 0.4 })
        #expect(findings.detections[72 * 250..<90 * 250].allSatisfy { abs($0.rest - 17) < 0.4 })
    }

    @Test(arguments: [-0.5, -0.1, 0.1, 0.5]) func restFollowsDriftWithoutAFalseContraction(drift: Double) {
        let signal = SyntheticPressure(seconds: 60, rest: 50, drift: drift, breathing: 0.6)
        let findings = signal.detect()
        #expect(findings.begun.isEmpty)
        for (sample, detection) in findings.detections.enumerated() where sample > 750 && !detection.rest.isNaN {
            #expect(abs(detection.rest - signal.restAndBreath(at: Double(sample) / 250)) < 3.5)
        }
    }

    @Test func squeezesAreFoundOverADrift() {
        let squeezes = [15.0, 30, 45].map { Squeeze(start: $0, length: 3, height: 20) }
        let findings = SyntheticPressure(seconds: 60, squeezes: squeezes, drift: 0.3, breathing: 0.6).detect()
        expect(findings, finds: squeezes, onsetWithin: 0.2, offsetWithin: 0.5)
    }

    @Test(arguments: [0.1, 0.15, 0.25, 0.35], [2.0, 0.5])
    func breathingIsNoContraction(breathsPerSecond: Double, peakToPeak: Double) {
        for seed in 1...3 as ClosedRange<UInt64> {
            let signal = SyntheticPressure(
                seconds: 120, breathing: peakToPeak, breathsPerSecond: breathsPerSecond, noise: 0.15, seed: seed
            )
            #expect(signal.detect().begun.isEmpty)
        }
    }

    @Test(arguments: [3.0, 3.5, 4]) func aWeakSqueezeIsFound(height: Double) {
        let squeezes = [8.0, 18, 28].map { Squeeze(start: $0, length: 3, height: height) }
        let findings = SyntheticPressure(seconds: 36, squeezes: squeezes, breathing: 0.4).detect()
        expect(findings, finds: squeezes, onsetWithin: 0.2, offsetWithin: 0.4)
    }

    @Test func anIncompleteReleaseEndsTheContractionAndTheNextIsFound() {
        let first = Squeeze(start: 8, length: 4, height: 20, residual: 0.3)
        let second = Squeeze(start: 15, length: 3, height: 14)
        let findings = SyntheticPressure(seconds: 40, squeezes: [first, second], breathing: 0.4).detect()
        expect(findings, finds: [first, second], onsetWithin: 0.15, offsetWithin: 0.5)
    }

    @Test func aHoldThatFadesToAThirdIsOneContraction() {
        let hold = Squeeze(start: 8, length: 40, height: 20)
        let fatigue = Squeeze(start: 9, length: 39, height: -13, riseSeconds: 38)
        let findings = SyntheticPressure(seconds: 60, squeezes: [hold, fatigue], breathing: 0.6).detect()
        expect(findings, finds: [hold], onsetWithin: 0.12, offsetWithin: 0.4)
    }

    @Test(arguments: [2.0, 5, 8]) func aSlowReleaseIsOneContractionThatEndsInIt(fallSeconds: Double) {
        let squeeze = Squeeze(start: 8, length: 4, height: 20, fallSeconds: fallSeconds)
        let findings = SyntheticPressure(seconds: 40, squeezes: [squeeze], breathing: 0.6).detect()
        expect(findings, finds: [squeeze], onsetWithin: 0.12, offsetWithin: fallSeconds)
    }

    @Test func theTailOfAReleaseIsNotLearnedAsRest() throws {
        let squeeze = Squeeze(start: 8, length: 4, height: 20, fallSeconds: 2)
        let detections = SyntheticPressure(seconds: 20, squeezes: [squeeze]).detect().detections
        let end = try #require(detections.lastIndex { $0.state == .contraction }) + 1
        // A second of pause and half a second in which what is learned still waits.
        let tail = detections[end..<end + 360]
        #expect(tail.allSatisfy { $0.rest == detections[end - 1].rest })
        #expect(detections[end + 380..<detections.count].contains { $0.rest != detections[end - 1].rest })
    }

    @Test func aSpikeOfATenthOfASecondIsNoContraction() {
        for height in [5.0, 20, 60] {
            let spike = Squeeze(start: 8, length: 0.05, height: height, riseSeconds: 0.05, fallSeconds: 0.05)
            let findings = SyntheticPressure(seconds: 14, squeezes: [spike]).detect()
            #expect(findings.ended.isEmpty)
            #expect(findings.withdrawn == findings.begun.map(\.id))
        }
    }

    @Test func aDipShorterThanAFifthOfASecondDoesNotSplitAContraction() {
        let hold = Squeeze(start: 8, length: 6, height: 20)
        let dip = Squeeze(start: 11, length: 0.08, height: -18, riseSeconds: 0.08, fallSeconds: 0.08)
        let findings = SyntheticPressure(seconds: 20, squeezes: [hold, dip]).detect()
        expect(findings, finds: [hold], onsetWithin: 0.12, offsetWithin: 0.4)
    }

    @Test func aRestLearnedFromAContractionIsLearnedAgain() {
        let clenched = Squeeze(start: -5, length: 10, height: 20)
        let squeeze = Squeeze(start: 14, length: 3, height: 20)
        let findings = SyntheticPressure(seconds: 22, squeezes: [clenched, squeeze]).detect()
        expect(findings, finds: [squeeze], onsetWithin: 0.12, offsetWithin: 0.4)
        #expect(abs((findings.detections.last?.rest ?? 0) - 17) < 0.5)
    }

    @Test func whatNeverEndsBecomesTheNewRest() {
        let shift = Squeeze(start: 8, length: 400, height: 12)
        let squeeze = Squeeze(start: 140, length: 3, height: 15)
        let findings = SyntheticPressure(seconds: 150, squeezes: [shift, squeeze]).detect()
        #expect(findings.ended.count == 2)
        #expect(abs((findings.ended.first?.duration ?? 0) - 120) < 1)
        #expect(abs((findings.detections.last?.rest ?? 0) - 29) < 0.5)
    }

    private func expect(
        _ findings: Findings, finds squeezes: [Squeeze], onsetWithin: Double, offsetWithin: Double,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(findings.ended.count == squeezes.count, sourceLocation: sourceLocation)
        #expect(findings.withdrawn.isEmpty, sourceLocation: sourceLocation)
        for (squeeze, contraction) in zip(squeezes, findings.ended) {
            let onset = contraction.onset.onset.deviceTime.seconds - squeeze.start
            let offset = contraction.offset.deviceTime.seconds - (squeeze.start + squeeze.length)
            #expect(abs(onset) <= onsetWithin, sourceLocation: sourceLocation)
            #expect((-0.02...offsetWithin).contains(offset), sourceLocation: sourceLocation)
        }
    }
}
