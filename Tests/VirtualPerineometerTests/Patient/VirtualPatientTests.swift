// SPDX-License-Identifier: Apache-2.0
import Perineometry
import Testing

@testable import VirtualPerineometer

@Suite struct VirtualPatientTests {
    private func digest(of persona: Persona, seed: UInt64, rate: Int = 250, channels: Int = 8, samples: Int) -> UInt64 {
        var patient = VirtualPatient(persona: persona, seed: seed, rateHertz: rate, channelCount: channels)
        var hash = FNV1a()
        for _ in 0..<samples {
            let pressure = patient.next().pressure
            for channel in 0..<channels { hash.add(pressure[channel].bitPattern) }
        }
        return hash.value
    }

    @Test(arguments: [
        (Persona.comfortableStrong, UInt64(1), UInt64(0xFEEC_2276_3722_CD40)),
        (Persona.spasmOnCue, UInt64(7), UInt64(0x21E7_1671_22C2_4AD8)),
    ])
    func theSameSeedGivesTheSameBitsOnEveryMachine(persona: Persona, seed: UInt64, golden: UInt64) {
        let digest = digest(of: persona, seed: seed, samples: 10_000)
        #expect(digest == golden, "0x\(String(digest, radix: 16, uppercase: true))")
    }

    @Test func anotherSeedGivesAnotherPatient() {
        let one = VirtualPatient(persona: .comfortableStrong, seed: 1, rateHertz: 250, channelCount: 1)
        let two = VirtualPatient(persona: .comfortableStrong, seed: 2, rateHertz: 250, channelCount: 1)
        #expect(one.restPressure != two.restPressure)
        #expect(one.groundTruth(in: 0..<30) != two.groundTruth(in: 0..<30))
    }

    @Test func activitiesDoNotDependOnRateOrChannels() {
        let slow = VirtualPatient(persona: .cougher, seed: 3, rateHertz: 50, channelCount: 1)
        let fast = VirtualPatient(persona: .cougher, seed: 3, rateHertz: 2000, channelCount: 8)
        #expect(slow.groundTruth(in: 0..<300) == fast.groundTruth(in: 0..<300))
    }

    @Test func askingForTheTruthDoesNotMoveTheSamples() {
        var asked = VirtualPatient(persona: .fatigued, seed: 4, rateHertz: 100, channelCount: 1)
        var left = asked
        _ = asked.groundTruth(in: 0..<100)
        for _ in 0..<1000 { #expect(asked.next().pressure == left.next().pressure) }
    }

    @Test func theTruthOfASpanIsTheSameWhicheverSpanIsAskedFor() {
        let patient = VirtualPatient(persona: .guardedHighRest, seed: 5, rateHertz: 100, channelCount: 1)
        let whole = patient.groundTruth(in: 0..<120)
        let parts = patient.groundTruth(in: 0..<50) + patient.groundTruth(in: 50..<120)
        #expect(whole == parts)
        #expect(whole.count > 10)
    }

    /// Mean of 400 patients: the standard error is a twentieth of the deviation, and four of them are allowed.
    @Test func restAndStrengthOfManyPatientsMatchThePublishedFigures() {
        let patients = (0..<400).map {
            VirtualPatient(persona: .comfortableStrong, seed: UInt64($0), rateHertz: 50, channelCount: 1)
        }
        let rest = patients.map(\.restPressure).reduce(0, +) / 400
        let strength = patients.map(\.strength).reduce(0, +) / 400
        #expect(abs(rest - 17.3) < 4 * 4.4 / 20)
        #expect(abs(strength - 36.5) < 4 * 10.3 / 20)
        #expect(patients.allSatisfy { (5...35).contains($0.restPressure) && (15...70).contains($0.strength) })
    }

    @Test func amplitudesOfManySqueezesAreNearThePatientsStrength() {
        let shares = (0..<100).flatMap { seed in
            let patient = VirtualPatient(
                persona: .comfortableStrong, seed: UInt64(seed), rateHertz: 50, channelCount: 1)
            return patient.groundTruth(in: 0..<60).filter { $0.kind == .squeeze }
                .map { $0.amplitude / patient.strength }
        }
        let mean = shares.reduce(0, +) / Double(shares.count)
        #expect(shares.count > 300)
        #expect(abs(mean - 0.95) < 0.02)
    }

    @Test func restBetweenContractionsIsThePatientsRestingPressure() {
        var patient = VirtualPatient(
            persona: .comfortableStrong, seed: 6, rateHertz: 100, channelCount: 2, script: .exactly([]))
        var sum = ChannelVector.zero
        for _ in 0..<6000 { sum += patient.next().pressure }
        // Warming adds up to 2.5 cmH2O, a leak takes at most 0.5.
        #expect(abs(sum[0] / 6000 - patient.restPressure - 0.5) < 1.5)
        #expect(sum[1] / 6000 < 12)
    }

    @Test func theNoiseOfTheSensorHasTheStatedStrength() {
        var noise = SensorNoise(rms: 0.5, present: ChannelVector(repeating: 1), seed: 9)
        var squares = ChannelVector.zero
        var sum = ChannelVector.zero
        for _ in 0..<20_000 {
            let value = noise.next()
            squares += value * value
            sum += value
        }
        for channel in 0..<8 {
            #expect(abs((squares[channel] / 20_000).squareRoot() - 0.5) < 0.02)
            #expect(abs(sum[channel] / 20_000) < 0.02)
        }
    }

    @Test func theRestingToneWandersAsMuchAtEveryRate() {
        for rate in [50, 500] {
            var persona = Persona.comfortableStrong.undisturbed
            persona.disturbance.wandering = 1...1
            persona.disturbance.wanderingTimeConstant = 2...2
            var squares = 0.0
            var count = 0.0
            for seed in 0..<20 {
                let interval = 1 / Double(rate)
                var background = Background(
                    disturbance: persona.disturbance, seed: UInt64(seed), intervalSeconds: interval)
                for _ in 0..<(40 * rate) {
                    background.advance()
                    squares += background.wandering * background.wandering
                    count += 1
                }
            }
            #expect(abs((squares / count).squareRoot() - 1) < 0.15)
        }
    }

    @Test func anotherRateContinuesTheSamePatientWithoutAJump() {
        var patient = VirtualPatient(persona: .comfortableStrong.undisturbed, seed: 1, rateHertz: 50, channelCount: 1)
        for _ in 0..<50 { _ = patient.next() }
        patient.changeRate(toHertz: 1000)
        #expect(patient.next().microseconds == 1_000_000)
        #expect(patient.next().microseconds == 1_001_000)
    }

    @Test func channelsThatTheProbeDoesNotHaveAreZero() {
        var patient = VirtualPatient(persona: .comfortableStrong, seed: 1, rateHertz: 250, channelCount: 3)
        for _ in 0..<1000 {
            let pressure = patient.next().pressure
            for channel in 3..<8 { #expect(pressure[channel] == 0) }
        }
    }

    @Test func aSqueezeIsStrongestAt35MillimetresAndHardlySeenInTheAbdomen() {
        var patient = VirtualPatient(
            persona: .comfortableStrong.undisturbed, seed: 1, rateHertz: 100, channelCount: 8,
            script: .exactly([ScheduledActivity(.squeeze, onset: 1, duration: 5, amplitude: 30)]))
        let before = patient.next().pressure
        var peak = ChannelVector.zero
        for _ in 0..<600 { peak = pointwiseMax(peak, patient.next().pressure - before) }
        #expect(abs(peak[0] - 30) < 0.01)
        #expect(peak[1] / peak[0] <= 0.4)
        for channel in [2, 3, 4, 6, 7] { #expect(peak[channel] < peak[5]) }
    }

    @Test func aPushAndACoughAreSeenMostInTheAbdomen() {
        for kind in [ActivityKind.push, .cough] {
            let patient = VirtualPatient(
                persona: .comfortableStrong, seed: 1, rateHertz: 100, channelCount: 2,
                script: .exactly([ScheduledActivity(kind, onset: 1, duration: 1)]))
            let event = patient.groundTruth(in: 0..<2)[0]
            #expect(event.abdominalAmplitude / event.amplitude >= 0.8)
        }
    }

    @Test func aProbeThatDriftsAndLeaksMovesItsRest() {
        var persona = Persona.driftingProbe
        persona.disturbance.sensorNoise = 0
        var patient = VirtualPatient(
            persona: persona, seed: 2, rateHertz: 50, channelCount: 1, script: .exactly([]))
        var minutes: [Double] = []
        for _ in 0..<6 {
            var sum = 0.0
            for _ in 0..<3000 { sum += patient.next().pressure[0] }
            minutes.append(sum / 3000)
        }
        #expect((minutes.max() ?? 0) - (minutes.min() ?? 0) > 3)
    }
}
