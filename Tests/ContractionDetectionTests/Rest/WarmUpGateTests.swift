// SPDX-License-Identifier: Apache-2.0
import ContractionDetection
import Foundation
import Perineometry
import Testing

@Suite struct WarmUpGateTests {
    private struct Signal: Sendable {
        /// cmH2O a minute.
        var drift = 0.0
        /// Peak to peak.
        var breathing = 0.0
        var breathsPerSecond = 0.1
        /// Standard deviation of the wandering of the tone; its time constant is 5 s.
        var wandering = 0.0
        /// What warming adds in the end, and its time constant in seconds.
        var warming = 0.0
        var warmingTimeConstant = 120.0
        var seconds = 600.0
        var isResting: @Sendable (Double) -> Bool = { _ in true }
    }

    private struct Course {
        /// Seconds at which the gate opened first; nil where it never did.
        var opened: Double?
        var shut: Double?
        var firstSlope: Double?
        var slope: Double?
    }

    private static func run(_ signal: Signal, seed: UInt64 = 1) -> Course {
        var tone = WanderingTone(deviation: signal.wandering, timeConstant: 5, seed: seed)
        var gate = WarmUpGate()
        var course = Course()
        let phase = Double(seed) * 0.37
        for step in 0..<Int(signal.seconds * 10) {
            let time = Double(step) / 10
            let pressure =
                17 + signal.drift / 60 * time + tone.next()
                + signal.breathing / 2 * sin(2 * .pi * (signal.breathsPerSecond * time + phase))
                + signal.warming * (1 - exp(-time / signal.warmingTimeConstant))
            let isResting = signal.isResting(time)
            // A contraction, where there is one, must not matter.
            gate.take(
                isResting ? pressure : pressure + 30, at: DeviceTime(microseconds: 5_000_000 + UInt64(time * 1e6)),
                isResting: isResting)
            if gate.slopePerMinute != nil, course.firstSlope == nil { course.firstSlope = time }
            if gate.isSettled, course.opened == nil { course.opened = time }
            if !gate.isSettled, course.opened != nil, course.shut == nil { course.shut = time }
        }
        course.slope = gate.slopePerMinute
        return course
    }

    @Test func aQuietPressureIsSettledAfterALineOfHalfAMinuteThatStaysFlatForAnother() throws {
        let course = Self.run(Signal())
        #expect(try #require(course.firstSlope) >= 29)
        let opened = try #require(course.opened)
        #expect(opened >= 59 && opened < 62)
        #expect(course.shut == nil)
    }

    @Test(arguments: [0.1, 0.2, 0.3], [1.0, 2, 5]) func breathingDelaysTheGateButDoesNotKeepItShut(
        breathsPerSecond: Double, breathing: Double
    ) throws {
        for seed in 1...8 as ClosedRange<UInt64> {
            let course = Self.run(
                Signal(breathing: breathing, breathsPerSecond: breathsPerSecond, seconds: 300), seed: seed)
            #expect(try #require(course.opened) < 110)
            #expect(course.shut == nil)
        }
    }

    @Test func aToneThatWandersDoesNotKeepTheGateShut() throws {
        for seed in 1...12 as ClosedRange<UInt64> {
            let course = Self.run(Signal(breathing: 1, breathsPerSecond: 0.2, wandering: 0.3), seed: seed)
            #expect(try #require(course.opened) < 240)
        }
    }

    @Test(arguments: [-5.0, -2, -1, 1, 2, 5]) func aDriftKeepsItShutHoweverOneBreathes(drift: Double) throws {
        for seed in 1...8 as ClosedRange<UInt64> {
            let course = Self.run(
                Signal(drift: drift, breathing: 2, wandering: 0.2, seconds: 400), seed: seed)
            #expect(course.opened == nil, "seed \(seed)")
            #expect(abs(try #require(course.slope) - drift) < 0.5)
        }
    }

    @Test(arguments: [(10.0, 60.0), (10, 120), (20, 180)]) func whileTheProbeWarmsUpTheGateStaysShut(
        warming: Double, timeConstant: Double
    ) throws {
        // From here on the pressure rises by less than half a cmH2O a minute.
        let isFlat = timeConstant * log(warming / timeConstant * 60 / WarmUpGate.limitPerMinute)
        for seed in 1...8 as ClosedRange<UInt64> {
            let course = Self.run(
                Signal(
                    breathing: 1, breathsPerSecond: 0.2, wandering: 0.2, warming: warming,
                    warmingTimeConstant: timeConstant, seconds: 900), seed: seed)
            let opened = try #require(course.opened)
            #expect(opened > isFlat && opened < isFlat + 200, "seed \(seed)")
        }
    }

    @Test func contractionsAreLeftOutOfTheSlope() throws {
        // Ten seconds of contraction in every twenty.
        let course = Self.run(Signal(isResting: { $0.truncatingRemainder(dividingBy: 20) < 10 }))
        #expect(try #require(course.opened) < 80)
        #expect(abs(try #require(course.slope)) < 1e-6)
    }

    @Test func withoutRestThereIsNoSlope() {
        let course = Self.run(Signal(isResting: { $0 < 100 }))
        #expect(course.opened != nil)
        #expect(course.shut != nil)
        #expect(course.slope == nil)
    }

    @Test func anotherStartOrANumberThatIsNoneOpensNothing() {
        var gate = WarmUpGate()
        func take(_ pressure: Double, second: Int) {
            for tenth in 0..<10 {
                gate.take(
                    pressure, at: DeviceTime(microseconds: UInt64(second * 10 + tenth) * 100_000), isResting: true)
            }
        }
        for second in 0..<100 { take(17, second: second) }
        var isSettled = gate.isSettled
        #expect(isSettled)
        gate.restart()
        isSettled = gate.isSettled
        #expect(!isSettled)
        for second in 100..<150 { take(17, second: second) }
        isSettled = gate.isSettled
        #expect(!isSettled)
        for second in 150..<300 { take(.nan, second: second) }
        isSettled = gate.isSettled
        #expect(!isSettled)
    }
}
