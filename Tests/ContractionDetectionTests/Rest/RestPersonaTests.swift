// SPDX-License-Identifier: Apache-2.0
import ContractionDetection
import Perineometry
import SignalProcessing
import Testing
import VirtualPerineometer

/// When a resting pressure of virtual patients is stated. It shows what the gate does on simulated signals, no more.
@Suite struct RestPersonaTests {
    private static let rateHertz = 50

    private static func watch(_ persona: Persona, seed: UInt64, seconds: Int) throws -> [RestObservation] {
        var patient = VirtualPatient(
            persona: persona, seed: seed, rateHertz: rateHertz, channelCount: 1, script: .exactly([]))
        var analysis = PressureAnalysis(
            filter: try FilterChain.live(rateHertz: Double(rateHertz)), sampleRateHertz: Double(rateHertz))
        var monitor = RestMonitor(sampleRateHertz: Double(rateHertz))
        var seen: [RestObservation] = []
        for index in 0..<UInt64(seconds * rateHertz) {
            let sample = patient.next()
            let instant = SampleInstant(
                index: SampleIndex(index), deviceTime: DeviceTime(microseconds: sample.microseconds),
                hostTime: HostTime(nanoseconds: sample.microseconds * 1000))
            let analysed = analysis.process(sample.pressure, at: instant)
            let observation = monitor.process(analysed.filtered, analysed.detection, at: instant, zero: .air)
            if let observation { seen.append(observation) }
        }
        return seen
    }

    /// The probe of these patients warms up by 1 to 2.5 cmH2O with 60 to 120 s.
    @Test func theRestingPressureOfAComfortablePatientIsStatedWithinMinutes() throws {
        for seed in 1...5 as ClosedRange<UInt64> {
            let seen = try Self.watch(.comfortableStrong, seed: seed, seconds: 480)
            let stated = seen.compactMap { observation -> Double? in
                if case .value(let pressure) = observation.pressure { pressure } else { nil }
            }
            #expect(stated.count > 60, "seed \(seed)")
            let rest = VirtualPatient(
                persona: .comfortableStrong, seed: seed, rateHertz: Self.rateHertz, channelCount: 1
            ).restPressure
            // Warming, a leak, wandering and half a breath.
            #expect(stated.allSatisfy { abs($0 - rest) < 4.5 }, "seed \(seed)")
        }
    }

    /// The pressure of a second, second by second, of which nothing is left but rest and drift.
    private static func drift(_ persona: Persona, seed: UInt64, seconds: Int) -> [Double] {
        var persona = persona
        persona.disturbance.wandering = 0...0
        persona.disturbance.breathing = 0...0
        persona.disturbance.heart = 0...0
        persona.disturbance.sensorNoise = 0
        var patient = VirtualPatient(
            persona: persona, seed: seed, rateHertz: rateHertz, channelCount: 1, script: .exactly([]))
        return (0..<seconds).map { _ in
            var pressure = 0.0
            for _ in 0..<rateHertz { pressure = patient.next().pressure[0] }
            return pressure
        }
    }

    /// Up to 24 cmH2O leak away and up to 16 are added by warming.
    @Test func whatIsStatedOfAProbeThatDriftsDidNotDriftByMuch() throws {
        var refused = 0
        for seed in 1...5 as ClosedRange<UInt64> {
            let truth = Self.drift(.driftingProbe, seed: seed, seconds: 600)
            let seen = try Self.watch(.driftingProbe, seed: seed, seconds: 600)
            for (second, observation) in seen.enumerated() where second >= 30 {
                let slope = 2 * (truth[second] - truth[second - 30])
                if case .value = observation.pressure {
                    #expect(abs(slope) < 1.5, "seed \(seed), \(second) s: \(slope) a minute")
                } else if abs(slope) >= 1.5 {
                    refused += 1
                }
            }
        }
        #expect(refused > 300)
    }
}
