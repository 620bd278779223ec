// SPDX-License-Identifier: Apache-2.0
import ContractionDetection
import Foundation
import Perineometry
import Testing

@Suite struct RestMonitorTests {
    private static let rateHertz = 100.0

    /// A pressure, and what a detector would say of it.
    private struct Sample {
        var pressure: ChannelVector
        var state = MuscleState.rest
        var rest = 17.0
        var kind: ContractionKind?
    }

    private final class Bench {
        private var monitor: RestMonitor
        private var index: UInt64 = 0
        private(set) var seen: [RestObservation] = []
        var zero = ZeroState.air

        init(channels: DetectionChannels = DetectionChannels()) {
            monitor = RestMonitor(sampleRateHertz: RestMonitorTests.rateHertz, channels: channels)
        }

        func run(seconds: Double, _ sample: (Double) -> Sample) {
            for _ in 0..<Int(seconds * RestMonitorTests.rateHertz) {
                let time = Double(index) / RestMonitorTests.rateHertz
                let instant = SampleInstant(
                    index: SampleIndex(index), deviceTime: DeviceTime(microseconds: index * 10_000),
                    hostTime: HostTime(nanoseconds: index * 10_000_000))
                let sample = sample(time)
                let event = sample.kind.map { kind in
                    ContractionEvent(
                        phase: .ended,
                        contraction: Contraction(
                            id: 1, onset: instant, offset: instant, restBefore: 17, baseline: 17, peak: 30,
                            peakTime: instant.deviceTime, kind: kind, confidence: 1, rule: .lastingLevel),
                        isFinal: true, instant: instant)
                }
                let observation = monitor.process(
                    sample.pressure, Detection(rest: sample.rest, state: sample.state, event: event), at: instant,
                    zero: zero)
                if let observation { seen.append(observation) }
                index += 1
            }
        }

        func restart() { monitor.restart() }
        func interrupt() { monitor.interrupt() }
    }

    /// 15 breaths a minute: 1.5 cmH2O in channel 0, 4 in channel 1.
    private static func breathing(_ time: Double) -> Sample {
        let breath = sin(2 * .pi * 0.25 * time)
        return Sample(pressure: [17 + 0.75 * breath, 8 + 2 * breath, 0, 0, 0, 0, 0, 0])
    }

    @Test func itReportsOnceASecondAndAtLastAPressureOverTheAtmosphere() throws {
        let bench = Bench()
        bench.run(seconds: 90, Self.breathing)
        #expect(bench.seen.count == 90)
        #expect(bench.seen[20].pressure == .refused(.warmingUp))
        let last = try #require(bench.seen.last)
        #expect(last.pressure == .value(17))
        #expect(last.isSettled)
        #expect(abs(try #require(last.slopePerMinute)) < 0.5)
        #expect(try #require(last.steadiness) < 0.1)
        let breathing = try #require(last.breathing)
        #expect(abs(breathing.ratePerMinute - 15) < 0.3)
        #expect(abs(breathing.amplitude - 1.5) < 0.1)
        #expect(last.breathingChannel == 0)
        #expect(last.instant.index == SampleIndex(8999))
    }

    @Test func breathingIsLookedForInTheAbdominalChannelWhereThereIsOne() throws {
        let bench = Bench(channels: DetectionChannels(pelvicFloor: 0, abdominal: 1))
        bench.run(seconds: 60, Self.breathing)
        let last = try #require(bench.seen.last)
        #expect(last.breathingChannel == 1)
        #expect(abs(try #require(last.breathing).amplitude - 4) < 0.2)
    }

    @Test func withoutAZeroInAirNoPressureIsStatedThoughAllElseIs() throws {
        let bench = Bench()
        bench.zero = .inSitu
        bench.run(seconds: 90, Self.breathing)
        let last = try #require(bench.seen.last)
        #expect(last.pressure == .refused(.zeroedInSitu))
        #expect(last.isSettled)
        #expect(last.level == 17)
        bench.zero = .none
        bench.run(seconds: 2, Self.breathing)
        #expect(bench.seen.last?.pressure == .refused(.notZeroed))
    }

    @Test func aLevelThatIsNotKnownIsToldAsNoneAndRefused() {
        let bench = Bench()
        bench.run(seconds: 5) { _ in Sample(pressure: ChannelVector(repeating: 17), state: .settling, rest: .nan) }
        #expect(bench.seen.last?.level == nil)
        #expect(bench.seen.last?.pressure == .refused(.notKnown))
    }

    @Test func duringAContractionNoRestingPressureIsStated() {
        let bench = Bench()
        bench.run(seconds: 90, Self.breathing)
        bench.run(seconds: 3) { _ in Sample(pressure: ChannelVector(repeating: 40), state: .contraction) }
        #expect(bench.seen.last?.pressure == .refused(.contracted))
        bench.run(seconds: 5, Self.breathing)
        #expect(bench.seen.last?.pressure == .value(17))
    }

    @Test func anotherLevelThatStaysOrAnotherZeroIsWatchedAnew() {
        let bench = Bench()
        bench.run(seconds: 90, Self.breathing)
        bench.run(seconds: 0.01) { _ in Sample(pressure: ChannelVector(repeating: 25), rest: 25, kind: .shift) }
        bench.run(seconds: 5) { _ in Sample(pressure: ChannelVector(repeating: 25), rest: 25) }
        #expect(bench.seen.last?.pressure == .refused(.warmingUp))
        bench.run(seconds: 90) { _ in Sample(pressure: ChannelVector(repeating: 25), rest: 25) }
        #expect(bench.seen.last?.pressure == .value(25))
        bench.restart()
        bench.run(seconds: 2) { _ in Sample(pressure: ChannelVector(repeating: 25), rest: 25) }
        #expect(bench.seen.last?.pressure == .refused(.warmingUp))
    }

    @Test func aFewMissingSamplesLeaveWhatIsKnown() throws {
        let bench = Bench()
        bench.run(seconds: 90, Self.breathing)
        bench.interrupt()
        bench.run(seconds: 3, Self.breathing)
        #expect(bench.seen.last?.pressure == .value(17))
        #expect(try #require(bench.seen.last).breathing != nil)
    }
}
