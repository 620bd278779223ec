// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import ContractionDetection

@Suite struct BreathingMonitorTests {
    private static func monitor() -> BreathingMonitor {
        BreathingMonitor(stepsPerSecond: BreathingCase.stepsPerSecond)
    }

    // What cannot be copied cannot stand inside an expectation.
    private func isSilent(_ monitor: borrowing BreathingMonitor) -> Bool { monitor.estimate == nil }

    /// Peak to peak 1.5 cmH2O at 15 breaths a minute.
    private static func breath(_ step: Int) -> Double { 0.75 * sin(2 * .pi * 0.25 * Double(step) / 10) }

    @Test func theGoldenFileIsRead() { #expect(BreathingCase.all.count == 8) }

    @Test(arguments: BreathingCase.all) func rateAndAmplitudeAreTheOnesThatSciPyFindsAndTheTrueOnes(
        golden: BreathingCase
    ) throws {
        var monitor = Self.monitor()
        for pressure in try golden.pressure() { monitor.take(pressure, isResting: true) }
        let estimated = monitor.estimate
        let estimate = try #require(estimated, "no estimate")
        let (rate, amplitude) = (try golden.figure("rate"), try golden.figure("amplitude"))
        #expect(abs(estimate.ratePerMinute - rate) < max(0.5, 0.05 * rate), "\(estimate) against \(rate)")
        #expect(abs(estimate.amplitude / amplitude - 1) < 0.12, "\(estimate) against \(amplitude)")
        // The last ten breaths lie up to 100 s back: where the rate changes, only steady cases have one truth.
        if try golden.figure("start") == golden.figure("end") {
            #expect(abs(estimate.ratePerMinute / (try golden.figure("end")) - 1) < 0.03)
            #expect(abs(estimate.amplitude / (try golden.figure("height")) - 1) < 0.15)
        }
        #expect(estimate.confidence > 0.4)
    }

    @Test(arguments: BreathingCase.all) func steadinessIsTheOneThatSciPyCalculates(golden: BreathingCase) throws {
        var monitor = Self.monitor()
        for pressure in try golden.pressure() { monitor.take(pressure, isResting: true) }
        let steadiness = monitor.steadiness
        #expect(abs(try #require(steadiness) - (try golden.figure("steadiness"))) < 1e-9)
    }

    @Test func breathingAloneIsNoUnsteadiness() throws {
        var monitor = Self.monitor()
        for step in 0..<900 { monitor.take(17 + Self.breath(step), isResting: true) }
        // A sine of 1.5 cmH2O has a standard deviation of 0.53.
        let steadiness = monitor.steadiness
        #expect(try #require(steadiness) < 0.1)
    }

    @Test func aToneThatWandersWithoutBreathingIsSeldomTakenForBreathing() {
        var looked = 0
        var invented = 0
        for seed in 1...40 as ClosedRange<UInt64> {
            var tone = WanderingTone(deviation: 0.5, timeConstant: 5, seed: seed)
            var monitor = Self.monitor()
            for step in 0..<3000 {
                monitor.take(17 + tone.next(), isResting: true)
                guard step >= 900, step % 300 == 0 else { continue }
                looked += 1
                if monitor.estimate != nil { invented += 1 }
            }
        }
        #expect(Double(invented) <= 0.08 * Double(looked), "\(invented) of \(looked)")
    }

    @Test func breathingIsFoundInAToneThatWanders() {
        var found = 0
        for seed in 1...20 as ClosedRange<UInt64> {
            var tone = WanderingTone(deviation: 0.3, timeConstant: 5, seed: seed)
            var monitor = Self.monitor()
            for step in 0..<1200 { monitor.take(17 + tone.next() + Self.breath(step), isResting: true) }
            if let estimate = monitor.estimate, abs(estimate.ratePerMinute - 15) < 1 { found += 1 }
        }
        #expect(found >= 18)
    }

    @Test func nothingIsSaidBeforeFiveWholeBreaths() {
        var monitor = Self.monitor()
        // 3 s to begin, a part of a breath, and five of 4 s each.
        for step in 0..<220 {
            monitor.take(17 + Self.breath(step), isResting: true)
            let isSilent1 = isSilent(monitor)
            #expect(isSilent1)
        }
        for step in 220..<320 { monitor.take(17 + Self.breath(step), isResting: true) }
        let isSilent2 = isSilent(monitor)
        #expect(!isSilent2)
    }

    @Test func contractionsAndTheLevelThatTheyLeaveBehindAreNoBreaths() throws {
        var monitor = Self.monitor()
        var level = 17.0
        for step in 0..<2400 {
            // Every 40 s a squeeze of 8 s, after which the rest is 2 cmH2O lower.
            let phase = step % 400
            if phase == 300 { level -= 2 }
            let isResting = phase < 300 || phase >= 380
            let pressure = isResting ? level + Self.breath(step) : level + 30
            monitor.take(pressure, isResting: isResting)
        }
        let estimated = monitor.estimate
        let estimate = try #require(estimated)
        #expect(abs(estimate.ratePerMinute - 15) < 0.5)
        #expect(abs(estimate.amplitude - 1.5) < 0.2)
        let steadiness = monitor.steadiness
        #expect(try #require(steadiness) < 0.4)
    }

    @Test func whatIsLongAgoCountsNoMore() {
        var monitor = Self.monitor()
        for step in 0..<600 { monitor.take(17 + Self.breath(step), isResting: true) }
        let isSilent3 = isSilent(monitor)
        #expect(!isSilent3)
        for _ in 0..<900 { monitor.take(40, isResting: false) }
        let isSilent4 = isSilent(monitor)
        #expect(isSilent4)
    }

    @Test func aHoleBeginsAnewAndNothingLeaksAcross() throws {
        var monitor = Self.monitor()
        for step in 0..<600 { monitor.take(17 + Self.breath(step), isResting: true) }
        monitor.interrupt()
        for step in 0..<600 { monitor.take(80 + Self.breath(step), isResting: true) }
        let estimated = monitor.estimate
        let estimate = try #require(estimated)
        #expect(abs(estimate.amplitude - 1.5) < 0.1)
        monitor.removeAll()
        let isSilent5 = isSilent(monitor)
        #expect(isSilent5)
        let steadiness = monitor.steadiness
        #expect(steadiness == nil)
    }

    @Test func aPressureThatIsNoNumberIsPassedOver() {
        var monitor = Self.monitor()
        for step in 0..<600 { monitor.take(step == 300 ? .nan : 17 + Self.breath(step), isResting: true) }
        let estimate = monitor.estimate
        #expect(estimate?.ratePerMinute.isFinite == true)
    }
}
