// SPDX-License-Identifier: Apache-2.0
import ContractionDetection
import Perineometry
import Testing

struct InterruptionTests {
    @Test func anOpenContractionEndsAtTheGap() throws {
        let hold = Squeeze(start: 8, length: 10, height: 20)
        let findings = SyntheticPressure(seconds: 30, squeezes: [hold]).detect(interruptingAt: 12)
        let contraction = try #require(findings.final.first)
        #expect(abs((contraction.offset?.deviceTime.seconds ?? 0) - 12) < 0.05)
        #expect(contraction.rule == .interrupted && contraction.kind == .indeterminate)
        #expect(findings.final.count == 1)
    }

    @Test func aReleaseThatWasNoticedBeforeTheGapIsNoInterruption() throws {
        let squeeze = Squeeze(start: 8, length: 3, height: 20)
        let findings = SyntheticPressure(seconds: 12.2, squeezes: [squeeze]).detect()
        let contraction = try #require(findings.final.first)
        #expect(contraction.kind == .squeeze && contraction.rule == .shape)
        #expect(abs((contraction.offset?.deviceTime.seconds ?? 0) - squeeze.fall10) < 0.05)
        #expect(contraction.relaxation == .unknown, "two seconds after it were not seen")
    }

    @Test func aRiseNotYetConfirmedIsForgotten() {
        let squeeze = Squeeze(start: 8, length: 3, height: 40, riseSeconds: 0.1)
        let findings = SyntheticPressure(seconds: 8.03, squeezes: [squeeze], noise: 0.02).detect(interruptingAt: 8.02)
        #expect(findings.begun.isEmpty)
    }

    @Test func withoutAContractionAnInterruptionSaysNothing() {
        var detector = ContractionDetector(sampleRateHertz: 250, groupDelaySeconds: 0)
        let event = detector.interrupt()
        #expect(event == nil)
    }

    @Test func restIsLearnedAgainWithinASecond() throws {
        let findings = SyntheticPressure(seconds: 30).detect(interruptingAt: 20)
        let after = findings.detections[20 * 250..<30 * 250]
        #expect(after.first?.state == .settling)
        let known = try #require(after.firstIndex { $0.state == .rest })
        #expect(known - after.startIndex <= 260)
        #expect(abs((after.last?.rest ?? 0) - 17) < 0.2)
    }

    @Test func idsGoOnAfterAnInterruptionAndFromTheFirstGiven() {
        let squeezes = [5.0, 15].map { Squeeze(start: $0, length: 3, height: 20) }
        let findings = SyntheticPressure(seconds: 24, squeezes: squeezes).detect(interruptingAt: 11)
        #expect(findings.begun.map(\.id) == [1, 2])
        let detector = ContractionDetector(sampleRateHertz: 250, groupDelaySeconds: 0, firstID: 41)
        let nextID = detector.nextID
        #expect(nextID == 41)
    }

    @Test func aValueThatIsNoNumberIsPassedOver() {
        var detector = ContractionDetector(sampleRateHertz: 250, groupDelaySeconds: 0)
        let signal = SyntheticPressure(seconds: 4)
        var last: Detection?
        for sample in 0..<1000 {
            let value = sample.isMultiple(of: 10) ? Double.nan : 17
            last = detector.process(ChannelVector(repeating: value), at: signal.instant(sample))
        }
        #expect(last == Detection(rest: 17, state: .rest))
    }
}
