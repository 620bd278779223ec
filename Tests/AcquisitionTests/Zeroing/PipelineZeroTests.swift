// SPDX-License-Identifier: Apache-2.0
import Acquisition
import ContractionDetection
import DeviceProtocol
import PerineometerDriver
import Perineometry
import SignalProcessing
import Testing

/// How a zero comes to hold in the pipeline.
@Suite struct PipelineZeroTests {
    /// One channel at 250 Hz with 0.01 cmH2O a count.
    private final class Bench {
        let frames = FrameRing(channelCount: 1, readableCapacity: 100_000)
        private var events: EventRing.Consumer
        private var zeros: ZeroRing.Producer
        private var pipeline: SamplePipeline
        private var packets = PacketMaker(samplesPerPacket: 4)

        init(zero: Zero = .never, eventCapacity: Int = 1024) throws {
            let calibration = try CalibrationPage(
                dateDays: 20_000, temperatureCelsius: 25,
                channels: [ChannelCalibration(gain: 0.01, offset: 0, temperatureCoefficient: 0)])
            let ring = EventRing.make(capacity: eventCapacity)
            let zeroRing = ZeroRing.make(capacity: 2)
            events = ring.consumer
            zeros = zeroRing.producer
            pipeline = SamplePipeline(
                rateHertz: PacketMaker.rateHertz, layout: PacketMaker.layout, detectionChannels: DetectionChannels(),
                calibration: calibration, filter: try FilterChain.live(rateHertz: Double(PacketMaker.rateHertz)),
                frames: frames, events: ring.producer, counters: PipelineCounters(), firstIndex: SampleIndex(0),
                firstContractionID: 1, zero: zero, zeros: zeroRing.consumer)
        }

        func run(seconds: Double, cmH2O: Double) throws {
            for _ in 0..<Int(seconds * Double(PacketMaker.rateHertz) / 4) {
                pipeline.process(ReceivedPacket(try packets.next(count: Int32(cmH2O * 100))))
            }
        }

        func skip(packets count: Int) { packets.skip(packets: count) }

        func apply(_ zero: Zero) -> Bool { zeros.push(zero) }

        var zero: Zero { pipeline.zero }

        /// Reports of the rest left out.
        func nextEvents() -> [PlacedEvent] {
            var all: [PlacedEvent] = []
            while let event = events.pop() {
                if case .rest = event.event { continue }
                all.append(event)
            }
            return all
        }

        func nextRests() -> [RestObservation] {
            var all: [RestObservation] = []
            while let placed = events.pop() { if case .rest(let seen) = placed.event { all.append(seen) } }
            return all
        }

        func frame(_ position: Int) -> Frame? {
            var frame: Frame?
            _ = frames.read(position..<position + 1) { frame = $0[position] }
            return frame
        }
    }

    private static let air = Zero(state: .air, offset: ChannelVector(repeating: 17))

    @Test func itHoldsFromOneSampleOnAndIsToldWhichAndNothingIsFoundInTheStep() throws {
        let bench = try Bench()
        try bench.run(seconds: 10, cmH2O: 17)
        #expect(bench.apply(Self.air))
        try bench.run(seconds: 10, cmH2O: 17)
        let events = bench.nextEvents()
        try #require(events.count == 1, "\(events)")
        guard case .zeroed(let zero, let from) = events[0].event else { return }
        #expect(zero == Self.air)
        #expect(from == SampleIndex(2500))
        #expect(events[0].position == 2500)
        #expect(try #require(bench.frame(2499)).pressure[0] == 17)
        let first = try #require(bench.frame(2500))
        #expect(first.pressure[0] == 0)
        #expect(first.counts[0] == 1700)
        // Nothing of the filter's past leaks across, and rest is found anew.
        #expect(abs(first.filtered[0]) < 1e-9)
        #expect(first.state == .settling)
        let last = try #require(bench.frame(bench.frames.end - 1))
        #expect(abs(last.rest) < 1e-9)
        #expect(last.state == .rest)
    }

    @Test func clearingGivesTheCalibratedPressureBack() throws {
        let bench = try Bench(zero: Self.air)
        try bench.run(seconds: 5, cmH2O: 20)
        #expect(try #require(bench.frame(100)).pressure[0] == 3)
        #expect(bench.apply(.never))
        try bench.run(seconds: 5, cmH2O: 20)
        #expect(try #require(bench.frame(bench.frames.end - 1)).pressure[0] == 20)
        let hasContraction = bench.nextEvents().contains { if case .contraction = $0.event { true } else { false } }
        #expect(!hasContraction)
    }

    @Test func aZeroNeitherBridgesAGapNorMakesOne() throws {
        let bench = try Bench()
        try bench.run(seconds: 5, cmH2O: 17)
        #expect(bench.apply(Self.air))
        bench.skip(packets: 2)
        try bench.run(seconds: 5, cmH2O: 17)
        let gaps = bench.nextEvents().compactMap { placed -> Gap? in
            if case .gap(let gap) = placed.event { gap } else { nil }
        }
        #expect(gaps.map(\.missing) == [8])
    }

    @Test func whatCannotBeToldDoesNotHold() throws {
        let bench = try Bench(eventCapacity: 2)
        // One report of the rest a second: nobody takes them.
        try bench.run(seconds: 3, cmH2O: 17)
        #expect(bench.apply(Self.air))
        try bench.run(seconds: 1, cmH2O: 17)
        #expect(bench.zero == .never)
        #expect(try #require(bench.frame(bench.frames.end - 1)).pressure[0] == 17)
        #expect(bench.nextEvents().isEmpty)
        try bench.run(seconds: 1, cmH2O: 17)
        #expect(bench.zero == Self.air)
        #expect(bench.nextEvents().count == 1)
    }

    @Test func aRestingPressureIsStatedOnceZeroedInAirAndSettledAndNotBefore() throws {
        let bench = try Bench()
        try bench.run(seconds: 70, cmH2O: 20)
        let before = bench.nextRests()
        #expect(before.count == 70)
        #expect(before.allSatisfy { $0.pressure == .refused(.notZeroed) })
        #expect(try #require(before.last).isSettled)
        #expect(bench.apply(Zero(state: .air, offset: ChannelVector(repeating: 3))))
        try bench.run(seconds: 70, cmH2O: 20)
        let after = bench.nextRests()
        #expect(after[10].pressure == .refused(.warmingUp))
        guard case .value(let pressure) = try #require(after.last).pressure else {
            Issue.record("refused: \(after.last?.pressure as Any)")
            return
        }
        #expect(abs(pressure - 17) < 1e-6)
        #expect(bench.apply(Zero(state: .inSitu, offset: ChannelVector(repeating: 20))))
        try bench.run(seconds: 70, cmH2O: 20)
        #expect(bench.nextRests().allSatisfy { $0.pressure == .refused(.zeroedInSitu) })
    }
}
