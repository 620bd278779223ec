// SPDX-License-Identifier: Apache-2.0
import Acquisition
import ContractionDetection
import DeviceProtocol
import PerineometerDriver
import Perineometry
import SignalProcessing
import Testing

@Suite struct PacketPathTests {
    private final class Bench {
        let frames = FrameRing(channelCount: 1, readableCapacity: 100_000)
        private var packets: PacketRing.Producer
        private var passages: PassageRing.Consumer
        private var path: PacketPath
        private var pipeline: SamplePipeline

        init(passageCapacity: Int = 64) throws {
            let calibration = try CalibrationPage(
                dateDays: 20_000, temperatureCelsius: 25,
                channels: [ChannelCalibration(gain: 0.01, offset: 2, temperatureCoefficient: 0)])
            let packetRing = PacketRing.make(capacity: 64)
            let events = EventRing.make(capacity: 64)
            let passageRing = PassageRing.make(capacity: passageCapacity)
            packets = packetRing.producer
            passages = passageRing.consumer
            path = PacketPath(packets: packetRing.consumer, passages: passageRing.producer)
            pipeline = SamplePipeline(
                rateHertz: PacketMaker.rateHertz, layout: PacketMaker.layout, detectionChannels: DetectionChannels(),
                calibration: calibration, filter: try FilterChain.live(rateHertz: Double(PacketMaker.rateHertz)),
                frames: frames, events: events.producer, counters: PipelineCounters(),
                firstIndex: SampleIndex(0), firstContractionID: 1)
        }

        func push(_ packet: ReceivedPacket) -> Bool { packets.push(packet) }

        func nextPassage() -> PacketPassage? { passages.pop() }

        func drain() -> Int { path.drain(into: &pipeline) }

        /// Of the newest frame.
        var newestHostTime: HostTime? {
            var time: HostTime?
            _ = frames.read(frames.end - 1..<frames.end) { time = $0[$0.positions.lowerBound].hostTime }
            return time
        }
    }

    @Test func eachPacketTellsWhenItPassedWhichPlace() throws {
        let bench = try Bench()
        var maker = PacketMaker(samplesPerPacket: 3)
        let before = HostClock.now()
        let packet = ReceivedPacket(try maker.next())
        #expect(bench.push(packet))
        #expect(bench.drain() == 1)
        let passage = try #require(bench.nextPassage())
        #expect(passage.end == 3)
        #expect(passage.arrived == packet.hostTime)
        #expect(passage.converted == bench.newestHostTime)
        #expect(before <= passage.takenUp)
        #expect(passage.takenUp <= passage.published)
        #expect(passage.published <= HostClock.now())
        #expect(bench.nextPassage() == nil)
    }

    @Test func aPacketThatMakesNoFrameHasNoPassage() throws {
        let bench = try Bench()
        var maker = PacketMaker()
        var damaged = ReceivedPacket(try maker.next())
        damaged.bytes[Int(damaged.length) - 1] ^= 1
        #expect(bench.push(damaged))
        #expect(bench.drain() == 1)
        #expect(bench.nextPassage() == nil)
    }

    @Test func noSampleIsLostWhereNobodyTakesThePassages() throws {
        let bench = try Bench(passageCapacity: 2)
        var maker = PacketMaker()
        for _ in 0..<10 { #expect(bench.push(ReceivedPacket(try maker.next()))) }
        #expect(bench.drain() == 10)
        #expect(bench.frames.end == 10)
        #expect(bench.nextPassage()?.end == 1)
        #expect(bench.nextPassage()?.end == 2)
        #expect(bench.nextPassage() == nil)
    }
}
