// SPDX-License-Identifier: Apache-2.0
import ContractionDetection
import Perineometry
import SignalProcessing
import Testing
import VirtualPerineometer

/// Breathing as it is found in virtual patients whose breathing is known. It shows what the monitor does on simulated
/// signals, no more.
@Suite struct BreathingPersonaTests {
    struct Breather: Sendable, CustomTestStringConvertible {
        var persona = Persona.comfortableStrong
        var hertz: Double
        /// Peak to peak in the abdomen, cmH2O.
        var height: Double
        var channels = 1

        var testDescription: String { "\(persona.id), \(hertz) Hz, \(height) cmH2O" }
    }

    private static let rateHertz = 100

    /// What the vaginal sensor sees of abdominal pressure (`ChannelProfile`).
    private static let share = 0.9

    private static func estimate(_ breather: Breather, seed: UInt64, script: Script? = nil) throws -> BreathingEstimate?
    {
        var persona = breather.persona
        persona.disturbance.breathingHertz = breather.hertz...breather.hertz
        persona.disturbance.breathing = breather.height...breather.height
        var patient = VirtualPatient(
            persona: persona, seed: seed, rateHertz: Self.rateHertz, channelCount: breather.channels, script: script)
        var analysis = PressureAnalysis(
            filter: try FilterChain.live(rateHertz: Double(Self.rateHertz)), sampleRateHertz: Double(Self.rateHertz),
            channels: DetectionChannels(abdominal: breather.channels > 1 ? 1 : nil))
        var steps = RestingSteps(sampleRateHertz: Double(Self.rateHertz))
        var monitor = BreathingMonitor(stepsPerSecond: steps.rateHertz)
        for index in 0..<UInt64(150 * Self.rateHertz) {
            let sample = patient.next()
            let instant = SampleInstant(
                index: SampleIndex(index), deviceTime: DeviceTime(microseconds: sample.microseconds),
                hostTime: HostTime(nanoseconds: sample.microseconds * 1000))
            let analysed = analysis.process(sample.pressure, at: instant)
            if let step = steps.process(
                analysed.filtered, state: analysed.detection.state, at: instant.deviceTime)
            {
                monitor.take(step.pressure[breather.channels > 1 ? 1 : 0], isResting: step.isResting)
            }
        }
        return monitor.estimate
    }

    @Test(arguments: [
        Breather(hertz: 0.1, height: 3), Breather(hertz: 0.2, height: 1.8), Breather(hertz: 0.3, height: 1.8),
        Breather(hertz: 0.5, height: 1.8),
    ])
    func whoRestsIsSeenToBreatheAsSheDoes(breather: Breather) throws {
        var silent = 0
        for seed in 1...4 as ClosedRange<UInt64> {
            guard let estimate = try Self.estimate(breather, seed: seed, script: .exactly([])) else {
                silent += 1
                continue
            }
            #expect(abs(estimate.ratePerMinute / (60 * breather.hertz) - 1) < 0.06, "seed \(seed)")
            #expect(abs(estimate.amplitude / (Self.share * breather.height) - 1) < 0.3, "seed \(seed)")
        }
        // What looked like a contraction for a moment is held out, and too few whole breaths may be left.
        #expect(silent <= 1)
    }

    @Test func theAbdominalChannelShowsBreathingEvenWhereTheToneIsUnsteady() throws {
        let breather = Breather(persona: .guardedHighRest, hertz: 0.25, height: 1.5, channels: 2)
        for seed in 1...4 as ClosedRange<UInt64> {
            let found = try Self.estimate(breather, seed: seed, script: .exactly([]))
            let estimate = try #require(found, "seed \(seed)")
            #expect(abs(estimate.ratePerMinute - 15) < 0.5, "seed \(seed)")
            #expect(abs(estimate.amplitude - 1.5) < 0.3, "seed \(seed)")
        }
    }

    /// A squeeze of 4 s every 20 s.
    private static let squeezes = Script.exactly(
        (1...7).map { ScheduledActivity(.squeeze, onset: 20 * Double($0), duration: 4) })

    @Test func squeezesInBetweenChangeNothing() throws {
        var said = 0
        for seed in 1...6 as ClosedRange<UInt64> {
            let breather = Breather(hertz: 0.3, height: 1.8)
            guard let estimate = try Self.estimate(breather, seed: seed, script: Self.squeezes) else { continue }
            said += 1
            #expect(abs(estimate.ratePerMinute - 18) < 2, "seed \(seed)")
            #expect(abs(estimate.amplitude / (Self.share * 1.8) - 1) < 0.4, "seed \(seed)")
        }
        #expect(said >= 4)
    }

    /// A persona's own script leaves a few seconds between contractions: there are no whole breaths of rest.
    @Test func nothingIsSaidWhereThereIsNoRestToSeeItIn() throws {
        let breather = Breather(persona: .slowRelease, hertz: 0.2, height: 1.8)
        for seed in 1...3 as ClosedRange<UInt64> { #expect(try Self.estimate(breather, seed: seed) == nil) }
    }
}
