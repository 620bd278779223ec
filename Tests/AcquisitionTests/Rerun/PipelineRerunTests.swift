// SPDX-License-Identifier: Apache-2.0
import Acquisition
import ContractionDetection
import DeviceProtocol
import PerineometerDriver
import Perineometry
import SignalProcessing
import Testing

/// What a live pipeline keeps of its packets is enough to make the same frames and events again.
@Suite struct PipelineRerunTests {
    private static let coefficient = 0.05

    private static func calibration() throws -> CalibrationPage {
        try CalibrationPage(
            dateDays: 20_000, temperatureCelsius: 25,
            channels: [ChannelCalibration(gain: 0.01, offset: 2, temperatureCoefficient: coefficient)])
    }

    private static func capabilities() throws -> Capabilities {
        try Capabilities(
            firmwareVersion: FirmwareVersion(major: 1, minor: 0, patch: 0), hardwareRevision: 1, features: [],
            channels: [
                Channel(
                    number: 0, role: .pelvicFloor, positionMillimetres: nil,
                    countLimits: -8_388_608...8_388_607)
            ],
            sampleFormat: .int24, ratesHertz: [100, 200, PacketMaker.rateHertz], defaultRateIndex: 2, uniqueID: 1,
            fifoPackets: 64)
    }

    /// A live pipeline that keeps its packets.
    private final class Live {
        let temperature = ProbeTemperature(celsius: 25)
        let frames = FrameRing(channelCount: 1, readableCapacity: 100_000)
        let kept = PacketHistory(readableCapacity: 100_000)
        let counters = PipelineCounters()
        private var events: EventRing.Consumer
        private var zeros: ZeroRing.Producer
        private var pipeline: SamplePipeline
        private(set) var zerosByPacket: [Int: Zero] = [:]

        init() throws {
            let ring = EventRing.make(capacity: 4096)
            let zeroRing = ZeroRing.make(capacity: 2)
            events = ring.consumer
            zeros = zeroRing.producer
            pipeline = SamplePipeline(
                rateHertz: PacketMaker.rateHertz, layout: PacketMaker.layout, detectionChannels: DetectionChannels(),
                calibration: try PipelineRerunTests.calibration(), temperature: temperature,
                filter: try FilterChain.live(rateHertz: Double(PacketMaker.rateHertz)), frames: frames, packets: kept,
                events: ring.producer, counters: counters, firstIndex: SampleIndex(0), firstContractionID: 1,
                zeros: zeroRing.consumer)
        }

        func process(_ packet: ReceivedPacket) { pipeline.process(packet) }

        func zero(cmH2O: Double) {
            let zero = Zero(state: .air, offset: ChannelVector(repeating: cmH2O))
            zerosByPacket[kept.end] = zero
            _ = zeros.push(zero)
        }

        /// Every event and frame in order, to the bit.
        func outcome() -> [String] {
            pipeline.finish()
            var placed: [PlacedEvent] = []
            while let event = events.pop() { placed.append(event) }
            var lines: [String] = []
            _ = frames.read(0..<frames.end) { slice in
                for position in slice.positions {
                    while let next = placed.first, next.position <= position {
                        lines.append("\(next.event)")
                        placed.removeFirst()
                    }
                    lines.append("\(slice[position])")
                }
            }
            return lines + placed.map { "\($0.event)" }
        }
    }

    /// Two squeezes, and everything that can befall packets: loss, damage, lateness, a warming sensor, a new zero.
    private static func stream(into live: Live, packets: Int) throws {
        var maker = PacketMaker(samplesPerPacket: 4)
        for number in 0..<packets {
            let seconds = Double(number) * 4 / Double(PacketMaker.rateHertz)
            let first = max(0, min(1, 2 * (seconds - 8), 2 * (13.5 - seconds)))
            let second = max(0, min(1, 2 * (seconds - 24), 2 * (27 - seconds)))
            var received = ReceivedPacket(
                try maker.next(count: Int32(1500 + 2000 * (first + second))), droppedBefore: number == 900 ? 2 : 0)
            received.hostTime = HostTime(nanoseconds: received.hostTime.nanoseconds + UInt64(number % 7) * 90_000)
            if number == 500 { received.bytes[20] ^= 1 }
            if number == 700 { maker.skip(packets: 3) }
            if number % 300 == 0 { live.temperature.update(celsius: 25 + Double(number) / 500) }
            if number == 1200 { live.zero(cmH2O: 15) }
            live.process(received)
        }
    }

    private static func rerun(_ facts: RunFacts, of live: Live, from first: Int = 0) throws -> [String] {
        var rerun = try PipelineRerun(facts)
        var lines: [String] = []
        let take = { (outcome: RerunOutcome) in
            switch outcome {
            case .frame(let frame): lines.append("\(frame)")
            case .event(let event): lines.append("\(event)")
            }
        }
        for position in first..<live.kept.end {
            if let zero = live.zerosByPacket[position] { rerun.apply(zero) }
            rerun.process(try #require(live.kept.element(at: position)), take)
        }
        rerun.finish(take)
        return lines
    }

    @Test func theKeptPacketsMakeTheSameFramesAndEventsAgain() throws {
        let live = try Live()
        try Self.stream(into: live, packets: 2000)
        let facts = RunFacts(
            capabilities: try Self.capabilities(), calibration: try Self.calibration(), rateIndex: 2, celsius: 25)
        let again = try Self.rerun(facts, of: live)
        #expect(live.outcome() == again)
        #expect(live.counters.snapshot.corrupt == 1)
        #expect(live.counters.snapshot.contractions == 2)
        #expect(again.contains { $0.hasPrefix("zeroed") })
    }

    /// Whoever reads pressures alone reads the same ones, at the same instants, with the same gaps and zeros.
    @Test func pressuresAloneAreThoseOfTheWholeWay() throws {
        let live = try Live()
        try Self.stream(into: live, packets: 2000)
        let facts = RunFacts(
            capabilities: try Self.capabilities(), calibration: try Self.calibration(), rateIndex: 2, celsius: 25)
        func outcomes(analyses: Bool) throws -> (told: [String], contractions: Int) {
            var rerun = try PipelineRerun(facts, analyses: analyses)
            var (told, contractions): ([String], Int) = ([], 0)
            let take = { (outcome: RerunOutcome) in
                switch outcome {
                case .frame(let frame):
                    told.append(
                        "\(frame.index) \(frame.deviceTime) \(frame.hostTime) \(frame.pressure) \(frame.isClipped)")
                case .event(.contraction): contractions += 1
                case .event(.rest): break
                case .event(let event): told.append("\(event)")
                }
            }
            for position in 0..<live.kept.end {
                if let zero = live.zerosByPacket[position] { rerun.apply(zero) }
                rerun.process(try #require(live.kept.element(at: position)), take)
            }
            rerun.finish(take)
            return (told, contractions)
        }
        let (whole, alone) = (try outcomes(analyses: true), try outcomes(analyses: false))
        #expect(whole.told == alone.told)
        #expect(whole.told.count > 7000 && whole.contractions > 0 && alone.contractions == 0)
    }

    @Test func aRerunThatBeginsMidwayLosesNoSample() throws {
        let live = try Live()
        try Self.stream(into: live, packets: 600)
        let first = try #require(live.kept.element(at: 400))
        let facts = RunFacts(
            capabilities: try Self.capabilities(), calibration: try Self.calibration(), rateIndex: 2,
            firstIndex: live.frames.index(at: first.framePosition), celsius: first.celsius, beginsMidway: true)
        let frames = try Self.rerun(facts, of: live, from: 400).filter { $0.hasPrefix("Frame") }
        // 200 packets of 4 samples, of which one packet was damaged.
        #expect(frames.count == 796)
        #expect(frames.first?.contains("\(live.frames.index(at: first.framePosition))") == true)
    }
}
