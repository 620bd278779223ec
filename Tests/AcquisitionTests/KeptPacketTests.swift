// SPDX-License-Identifier: Apache-2.0
import Acquisition
import ContractionDetection
import DeviceProtocol
import PerineometerDriver
import Perineometry
import SignalProcessing
import Testing

/// What a pipeline keeps of its packets is enough to make the same frames and events again.
@Suite struct KeptPacketTests {
    private final class Bench {
        let temperature: ProbeTemperature
        let frames = FrameRing(channelCount: 1, readableCapacity: 100_000)
        let kept = PacketHistory(readableCapacity: 100_000)
        let counters = PipelineCounters()
        private var events: EventRing.Consumer
        var pipeline: SamplePipeline

        init(temperature: ProbeTemperature) throws {
            self.temperature = temperature
            let calibration = try CalibrationPage(
                dateDays: 20_000, temperatureCelsius: 25,
                channels: [ChannelCalibration(gain: 0.01, offset: 2, temperatureCoefficient: 0.05)])
            let ring = EventRing.make(capacity: 4096)
            events = ring.consumer
            pipeline = SamplePipeline(
                rateHertz: PacketMaker.rateHertz, layout: PacketMaker.layout, detectionChannels: DetectionChannels(),
                calibration: calibration, temperature: temperature,
                filter: try FilterChain.live(rateHertz: Double(PacketMaker.rateHertz)), frames: frames, packets: kept,
                events: ring.producer, counters: counters, firstIndex: SampleIndex(0), firstContractionID: 1)
        }

        /// Every event and frame, to the bit.
        func outcome() -> [String] {
            var lines: [String] = []
            while let event = events.pop() { lines.append("\(event)") }
            _ = frames.read(0..<frames.end) { slice in
                for position in slice.positions { lines.append("\(slice[position])") }
            }
            return lines
        }
    }

    @Test func theKeptPacketsMakeTheSameFramesAndEventsAgain() throws {
        let live = try Bench(temperature: ProbeTemperature(celsius: 25))
        var maker = PacketMaker(samplesPerPacket: 4)
        for number in 0..<2000 {
            let seconds = Double(number) * 4 / Double(PacketMaker.rateHertz)
            let share = max(0, min(1, 2 * (seconds - 8), 2 * (13.5 - seconds)))
            var received = ReceivedPacket(
                try maker.next(count: Int32(1500 + 2000 * share)), droppedBefore: number == 900 ? 2 : 0)
            received.hostTime = HostTime(nanoseconds: received.hostTime.nanoseconds + UInt64(number % 7) * 90_000)
            if number == 500 { received.bytes[20] ^= 1 }
            if number == 700 { maker.skip(packets: 3) }
            if number % 300 == 0 { live.temperature.update(celsius: 25 + Double(number) / 500) }
            live.pipeline.process(received)
        }
        live.pipeline.finish()
        #expect(live.kept.end == 2000)
        #expect(live.counters.snapshot.corrupt == 1)
        #expect(live.counters.snapshot.contractions > 0)

        let again = try Bench(temperature: ProbeTemperature(celsius: 25))
        for position in 0..<live.kept.end {
            let packet = try #require(live.kept.element(at: position))
            #expect(packet.framePosition == again.frames.end)
            again.temperature.update(celsius: packet.celsius)
            again.pipeline.process(packet.received)
        }
        again.pipeline.finish()
        #expect(live.outcome() == again.outcome())
    }
}
