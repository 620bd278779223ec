// SPDX-License-Identifier: Apache-2.0
import ContractionDetection
import Perineometry
import SignalProcessing
import Testing
import VirtualPerineometer

/// The detector against the truth of virtual patients. It shows what it does on simulated signals, no more.
struct PersonaEvaluationTests {
    private static let seconds = 120.0
    private static let seeds = 1...4 as ClosedRange<UInt64>

    /// Errors over all seeds of a persona, in seconds; positive is late.
    private struct Score {
        var contractions = 0
        var missed = 0
        var invented = 0
        var onsetErrors: [Double] = []
        /// Against the instant at which half of the release is done.
        var offsetErrors: [Double] = []
    }

    @Test(arguments: [Persona.comfortableStrong, .comfortableWeak, .slowRelease])
    func everyVoluntaryContractionOfACleanPersonaIsFoundAndNoneInvented(persona: Persona) throws {
        var score = Score()
        for seed in Self.seeds { try Self.evaluate(persona, seed: seed, into: &score) }
        #expect(score.contractions > 40, "too few to judge by")
        #expect(score.missed == 0)
        #expect(score.invented == 0)
        #expect(Self.meanMagnitude(score.onsetErrors) < 0.1)
        #expect(Self.meanMagnitude(score.offsetErrors) < 0.1)
    }

    @Test func nothingIsFoundWhereNothingHappens() throws {
        for persona in [Persona.comfortableStrong, .driftingProbe] {
            for seed in Self.seeds {
                var patient = VirtualPatient(
                    persona: persona, seed: seed, rateHertz: 250, channelCount: 1, script: .exactly([]))
                #expect(try Self.detect(&patient).begun.isEmpty)
            }
        }
    }

    private static func evaluate(_ persona: Persona, seed: UInt64, into score: inout Score) throws {
        var patient = VirtualPatient(persona: persona, seed: seed, rateHertz: 250, channelCount: 1)
        let findings = try detect(&patient)
        let truth = patient.groundTruth(in: 0..<seconds)
        var unmatched = findings.ended
        // What the recording cuts off cannot be judged; a cough squeezes too, and is not told apart.
        for event in truth where event.isVoluntary && event.fall10 < seconds - 1 {
            score.contractions += 1
            guard let match = unmatched.firstIndex(where: { agrees($0, with: event) }) else {
                score.missed += 1
                continue
            }
            let contraction = unmatched.remove(at: match)
            score.onsetErrors.append(contraction.onset.onset.deviceTime.seconds - event.onset)
            score.offsetErrors.append(contraction.offset.deviceTime.seconds - event.fall50)
        }
        let excused = truth.filter { !$0.isVoluntary || $0.fall10 >= seconds - 1 }
        score.invented += unmatched.count { contraction in
            !excused.contains { overlap(contraction, with: $0) > 0 }
        }
    }

    /// Half of what either of the two covers is covered by both.
    private static func agrees(_ contraction: Contraction, with event: GroundTruthEvent) -> Bool {
        let both = overlap(contraction, with: event)
        return both >= 0.5 * (contraction.duration + event.fall50 - event.onset - both)
    }

    private static func overlap(_ contraction: Contraction, with event: GroundTruthEvent) -> Double {
        min(contraction.offset.deviceTime.seconds, event.fall50)
            - max(contraction.onset.onset.deviceTime.seconds, event.onset)
    }

    private static func detect(_ patient: inout VirtualPatient) throws -> Findings {
        let rate = Double(patient.rateHertz)
        var lowPass = BiquadCascade(try Butterworth.lowPass(order: 2, cutoffHertz: 10, sampleRateHertz: rate))
        var detector = ContractionDetector(
            sampleRateHertz: rate, groupDelaySeconds: lowPass.groupDelaySeconds(atHertz: 1, sampleRateHertz: rate)
        )
        var findings = Findings()
        for index in 0..<UInt64(seconds * rate) {
            let sample = patient.next()
            if index == 0 { lowPass.settle(at: sample.pressure) }
            let instant = SampleInstant(
                index: SampleIndex(index), deviceTime: DeviceTime(microseconds: sample.microseconds),
                hostTime: HostTime(nanoseconds: sample.microseconds * 1000)
            )
            let detection = detector.process(lowPass.process(sample.pressure)[0], at: instant)
            if let event = detection.event { findings.note(event) }
        }
        return findings
    }

    private static func meanMagnitude(_ errors: [Double]) -> Double {
        errors.reduce(0) { $0 + abs($1) } / Double(max(1, errors.count))
    }
}
