// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import VirtualPerineometer

@Suite struct GroundTruthTests {
    /// The instants, in seconds, between which the pressure above rest passes a level, rising and falling.
    private func crossings(
        of level: Double, in pressures: [Double], rate: Double
    ) -> (rising: ClosedRange<Double>?, falling: ClosedRange<Double>?) {
        let peak = pressures.indices.max { pressures[$0] < pressures[$1] } ?? 0
        let rising = pressures[..<peak].lastIndex { $0 <= level }
        let falling = pressures[peak...].firstIndex { $0 <= level }
        return (
            rising.map { Double($0) / rate...Double($0 + 1) / rate },
            falling.map { Double($0 - 1) / rate...Double($0) / rate }
        )
    }

    @Test(arguments: Persona.catalogue, [ActivityKind.squeeze, .flick, .hold, .push, .cough, .clench, .spasm])
    func thePressurePassesEveryStatedLevelAtTheStatedTime(persona: Persona, kind: ActivityKind) throws {
        let rate = 500.0
        var patient = VirtualPatient(
            persona: persona.undisturbed, seed: 11, rateHertz: Int(rate), channelCount: 1,
            script: .exactly([ScheduledActivity(kind, onset: 2, duration: 5, amplitude: 20)]))
        let truth = try #require(patient.groundTruth(in: 0..<10).first)
        let pressures = (0..<16_000).map { _ in patient.next().pressure[0] - patient.restPressure }

        #expect(abs(truth.amplitude - 20) < 1e-9)
        #expect(abs((pressures.max() ?? 0) - 20) < 0.01)
        #expect(truth.onset == 2)
        #expect(abs(truth.releaseStart - 7) < 1e-9)
        let slack = 1e-6
        func expect(_ time: Double, within range: ClosedRange<Double>?) throws {
            let range = try #require(range)
            #expect(time >= range.lowerBound - slack && time <= range.upperBound + slack)
        }
        for (share, time) in [(0.1, truth.rise10), (0.5, truth.rise50), (0.9, truth.rise90)] {
            try expect(time, within: crossings(of: 20 * share, in: pressures, rate: rate).rising)
        }
        let level = 20 * truth.releaseLevel
        for (share, time) in [(0.9, truth.fall90), (0.5, truth.fall50), (0.1, truth.fall10)] {
            try expect(time, within: crossings(of: level * share, in: pressures, rate: rate).falling)
        }
    }

    @Test func oneSqueezeAsScheduledIsAllThatHappens() {
        let patient = VirtualPatient(
            persona: .comfortableStrong, seed: 1, rateHertz: 250, channelCount: 1,
            script: .exactly([ScheduledActivity(.squeeze, onset: 10, duration: 5)]))
        let truth = patient.groundTruth(in: 0..<1000)
        #expect(truth.count == 1)
        #expect(truth.first?.onset == 10)
        #expect(truth.first?.releaseStart == 15)
    }

    @Test func scheduledActivitiesMayComeInAnyOrder() {
        let patient = VirtualPatient(
            persona: .comfortableStrong, seed: 1, rateHertz: 250, channelCount: 1,
            script: .exactly([
                ScheduledActivity(.flick, onset: 9, duration: 0.5), ScheduledActivity(.squeeze, onset: 2, duration: 4),
            ]))
        #expect(patient.groundTruth(in: 0..<20).map(\.kind) == [.squeeze, .flick])
    }

    @Test func samplesAreLabelledFromOnsetUntilTheFallPassesATenth() throws {
        var patient = VirtualPatient(
            persona: .slowRelease, seed: 2, rateHertz: 1000, channelCount: 1,
            script: .exactly([ScheduledActivity(.squeeze, onset: 1, duration: 3)]))
        let truth = try #require(patient.groundTruth(in: 0..<5).first)
        let samples = (0..<20_000).map { _ in patient.next() }
        let labelled = samples.filter { $0.activity == .squeeze }
        #expect(labelled.count == samples.count { $0.activity != nil })
        #expect(abs(Double(labelled.first?.microseconds ?? 0) / 1e6 - truth.onset) <= 0.002)
        #expect(abs(Double(labelled.last?.microseconds ?? 0) / 1e6 - truth.fall10) <= 0.002)
    }

    @Test func aHoldSagsAndAFatiguedPatientTires() {
        let patient = VirtualPatient(persona: .fatigued, seed: 3, rateHertz: 100, channelCount: 1)
        let squeezes = patient.groundTruth(in: 0..<60).filter { $0.kind == .squeeze }
        #expect(squeezes.allSatisfy { $0.releaseLevel < 0.85 })
        #expect(squeezes[5].amplitude < 0.85 * squeezes[0].amplitude)
    }

    @Test(arguments: Persona.catalogue)
    func aNewcomerSeesSomethingWithinFourSecondsAndThenAComfortableRhythm(persona: Persona) {
        for seed in 0..<20 {
            let patient = VirtualPatient(persona: persona, seed: UInt64(seed), rateHertz: 100, channelCount: 1)
            let onsets = patient.groundTruth(in: 0..<300).map(\.onset)
            #expect((onsets.first ?? 99) < 4)
            #expect(onsets.count > 15)
            #expect(zip(onsets, onsets.dropFirst()).allSatisfy { $0 < $1 })
        }
    }

    @Test func squeezesOfTheDefaultPersonaFollowEachOtherEverySixToTwelveSeconds() {
        let onsets = VirtualPatient(persona: .comfortableStrong, seed: 1, rateHertz: 100, channelCount: 1)
            .groundTruth(in: 0..<30).filter { $0.kind == .squeeze }.map(\.onset)
        #expect(onsets.count >= 3)
        for (one, next) in zip(onsets, onsets.dropFirst()) { #expect((6...12).contains(next - one)) }
    }

    @Test func aSpasmIsNotMeantLastsHalfAMinuteAndIsFollowedByRest() throws {
        let truth = VirtualPatient(persona: .spasmOnCue, seed: 1, rateHertz: 100, channelCount: 1)
            .groundTruth(in: 0..<200)
        let index = try #require(truth.firstIndex { $0.kind == .spasm })
        #expect(!truth[index].isVoluntary)
        #expect((25...37).contains(truth[index].releaseStart - truth[index].onset))
        #expect(truth[index + 1].onset - truth[index].fall50 > 10)
    }

    @Test func whoCannotContractTriesAndReachesNextToNothing() {
        let truth = VirtualPatient(persona: .cannotContract, seed: 1, rateHertz: 100, channelCount: 1)
            .groundTruth(in: 0..<60)
        #expect(truth.count > 4)
        #expect(truth.allSatisfy { $0.isVoluntary && $0.amplitude < 1 })
    }

    @Test func idsOfPersonasAreTheOnesThatUsersType() {
        #expect(
            Persona.catalogue.map(\.id) == [
                "comfortable-strong", "comfortable-weak", "guarded-high-rest", "slow-release", "spasm-on-cue", "pusher",
                "cougher", "drifting-probe", "fatigued", "cannot-contract",
            ])
    }
}
