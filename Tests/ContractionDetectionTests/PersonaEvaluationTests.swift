// SPDX-License-Identifier: Apache-2.0
import ContractionDetection
import Perineometry
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
        var offsetErrors: [Double] = []
    }

    @Test(arguments: [Persona.comfortableStrong, .comfortableWeak, .slowRelease, .driftingProbe])
    func everyVoluntaryContractionOfACleanPersonaIsFoundAndNoneInvented(persona: Persona) throws {
        var score = Score()
        for seed in Self.seeds { try Self.evaluate(persona, seed: seed, into: &score) }
        #expect(score.contractions > 40, "too few to judge by")
        #expect(score.missed == 0)
        #expect(score.invented == 0)
        #expect(Self.meanMagnitude(score.onsetErrors) < 0.04)
        // What lingers of a slow release counts for the truth as long as it is there; the detector dates the fall.
        if persona != .slowRelease { #expect(Self.meanMagnitude(score.offsetErrors) < 0.05) }
    }

    @Test func nothingIsFoundWhereNothingHappens() throws {
        for persona in [Persona.comfortableStrong, .driftingProbe, .cannotContract] {
            for seed in Self.seeds {
                var patient = VirtualPatient(
                    persona: persona, seed: seed, rateHertz: 250, channelCount: 1, script: .exactly([]))
                #expect(try Findings(of: &patient, seconds: Self.seconds).final.isEmpty)
            }
        }
    }

    private static func evaluate(_ persona: Persona, seed: UInt64, into score: inout Score) throws {
        var patient = VirtualPatient(persona: persona, seed: seed, rateHertz: 250, channelCount: 1)
        let findings = try Findings(of: &patient, seconds: seconds)
        let truth = patient.groundTruth(in: 0..<seconds)
        var unmatched = findings.contractions
        // What the recording cuts off cannot be judged.
        for event in truth where event.isVoluntary && event.fall10 < seconds - 3 {
            score.contractions += 1
            guard let match = unmatched.firstIndex(where: { agrees($0, with: event) }) else {
                score.missed += 1
                continue
            }
            let contraction = unmatched.remove(at: match)
            score.onsetErrors.append(contraction.onset.deviceTime.seconds - event.rise10)
            score.offsetErrors.append((contraction.offset?.deviceTime.seconds ?? 0) - event.fall10)
        }
        let cutOff = truth.filter { $0.fall10 >= seconds - 3 }
        score.invented += unmatched.count { contraction in !cutOff.contains { overlap(contraction, with: $0) > 0 } }
    }

    /// Half of what either of the two covers is covered by both.
    private static func agrees(_ contraction: Contraction, with event: GroundTruthEvent) -> Bool {
        let both = overlap(contraction, with: event)
        return both >= 0.5 * ((contraction.duration ?? 0) + event.fall10 - event.rise10 - both)
    }

    private static func overlap(_ contraction: Contraction, with event: GroundTruthEvent) -> Double {
        min(contraction.offset?.deviceTime.seconds ?? 0, event.fall10)
            - max(contraction.onset.deviceTime.seconds, event.rise10)
    }

    private static func meanMagnitude(_ errors: [Double]) -> Double {
        errors.reduce(0) { $0 + abs($1) } / Double(max(1, errors.count))
    }
}
