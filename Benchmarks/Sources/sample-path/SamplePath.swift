// SPDX-License-Identifier: Apache-2.0
import Acquisition
import CAllocationCounter
import ContractionDetection
import DeviceProtocol
import Glibc
import PacketTap
import PerineometerDriver
import Perineometry
import SignalProcessing
import VirtualPerineometer

/// Measures the way of a sample inside the daemon, from the transport's callback to the FrameRing: time and allocations.
///
/// The packets are those of the virtual perineometer, made before the clock starts. With `--check` the program fails when
/// the path allocates at all.
@main
enum SamplePath {
    static func main() throws {
        var failed = false
        print("channels  samples   pipeline        with sink, rings and tap       allocations")
        for channels in [1, 8] {
            let packets = try recordedPackets(channels: channels, seconds: 120)
            let pipeline = try measure(packets, channels: channels) { $0.process($1) }
            let path = try measure(packets, channels: channels) { $0.deliver($1) }
            let allocations = pipeline.allocations + path.allocations
            print(
                "\(pad(channels, 8))  \(pad(path.samples, 7))   \(pad(pipeline.nanoseconds, 4)) ns/sample"
                    + "   \(pad(path.nanoseconds, 4)) ns/sample              \(pad(Int(allocations), 6))")
            if allocations > 0 { failed = true }
        }
        for rate in [50, 250, 2000] {
            if try MetricsPath.measure(rateHertz: rate, seconds: 600) > 0 { failed = true }
        }
        if CommandLine.arguments.contains("--check"), failed {
            print("sample-path: the sample path allocates; it must not")
            exit(1)
        }
    }

    private struct Result {
        var samples = 0
        var nanoseconds = Int.max
        var allocations: UInt64 = 0
    }

    /// The best time of five rounds, and the most allocations of any.
    private static func measure(
        _ packets: [ReceivedPacket], channels: Int, _ body: (Bench, ArraySlice<ReceivedPacket>) -> Void
    ) throws -> Result {
        var result = Result()
        for _ in 0..<5 {
            let bench = try Bench(channels: channels, capacity: 200_000)
            // The first packets touch memory for the first time and settle the filter: not what runs for hours.
            let warm = packets.count / 10
            body(bench, packets[..<warm])
            let before = bench.counters.snapshot.samples
            let start = HostClock.now()
            let allocationsBefore = allocation_count()
            bench.zero()
            body(bench, packets[warm...])
            result.allocations = max(result.allocations, allocation_count() - allocationsBefore)
            let elapsed = HostClock.now().nanoseconds - start.nanoseconds
            result.samples = Int(bench.counters.snapshot.samples - before)
            result.nanoseconds = min(result.nanoseconds, Int(elapsed) / result.samples)
        }
        return result
    }

    /// What the virtual perineometer sends at 1 kHz.
    private static func recordedPackets(channels: Int, seconds: Int) throws -> [ReceivedPacket] {
        let specification = try SimulationSpecification(
            parsing: "comfortable-strong,rate=1000,channels=\(channels)")
        let device = VirtualDevice(specification)
        device.begin()
        var packets: [ReceivedPacket] = []
        for millisecond in 1...UInt64(seconds * 1000) {
            device.advance(toMicroseconds: millisecond * 1000)
            while let (bytes, length) = device.popPacket() {
                packets.append(
                    ReceivedPacket(
                        bytes: bytes, length: UInt8(length), hostTime: HostTime(nanoseconds: millisecond * 1_000_000)))
            }
        }
        return packets
    }

    private static func pad(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: " ", count: max(0, width - text.count)) + text
    }
}

/// A packet ring and a pipeline, as the daemon has them.
private final class Bench {
    let counters = PipelineCounters()
    private let sink: PacketSink
    private var packets: PacketRing.Consumer
    private var events: EventRing.Consumer
    private var zeros: ZeroRing.Producer
    private var tap: PacketTap
    private var tapped: TapRing.Consumer
    private var pipeline: SamplePipeline

    init(channels: Int, capacity: Int) throws {
        let calibration = try CalibrationPage(
            dateDays: 20_000, temperatureCelsius: 25,
            channels: Array(
                repeating: ChannelCalibration(gain: 400.0 / 8_388_607, offset: 0, temperatureCoefficient: 0),
                count: channels))
        let packetRing = PacketRing.make(capacity: 4096)
        let eventRing = EventRing.make(capacity: 1024)
        let zeroRing = ZeroRing.make(capacity: 2)
        sink = PacketSink(producer: packetRing.producer, doorbell: Doorbell())
        packets = packetRing.consumer
        events = eventRing.consumer
        zeros = zeroRing.producer
        let tapRing = TapRing.make(capacity: 1024)
        tap = PacketTap(into: tapRing.producer)
        tapped = tapRing.consumer
        pipeline = SamplePipeline(
            rateHertz: 1000,
            layout: PacketLayout(
                channelCount: channels, sampleFormat: .int24,
                rateIndex: SimulationSpecification.ratesHertz.firstIndex(of: 1000) ?? 0),
            detectionChannels: DetectionChannels(),
            calibration: calibration,
            filter: try FilterChain.live(rateHertz: 1000),
            frames: FrameRing(channelCount: channels, readableCapacity: capacity), events: eventRing.producer,
            counters: counters, firstIndex: SampleIndex(0), firstContractionID: 1, zeros: zeroRing.consumer)
    }

    /// Has the next packet count from another zero.
    func zero() { _ = zeros.push(Zero(state: .air, offset: ChannelVector(repeating: 1))) }

    /// The pipeline alone.
    func process(_ received: ArraySlice<ReceivedPacket>) {
        for packet in received {
            pipeline.process(packet)
            while events.pop() != nil {}
        }
    }

    /// One packet at a time through both rings and over the doorbell, as at a live rate, and past the recorder's tap.
    func deliver(_ received: ArraySlice<ReceivedPacket>) {
        for packet in received {
            withUnsafeBytes(of: packet.bytes) { bytes in
                sink.receive(UnsafeRawBufferPointer(rebasing: bytes.prefix(Int(packet.length))), at: packet.hostTime)
            }
            while let next = packets.pop() {
                let index = pipeline.nextIndex
                pipeline.process(next)
                tap.append(
                    RecordedPacket(
                        bytes: next.bytes, length: next.length, hostTime: next.hostTime,
                        droppedBefore: next.droppedBefore),
                    index: index, celsius: pipeline.celsius, zero: pipeline.zero)
            }
            while tapped.pop() != nil {}
            while events.pop() != nil {}
        }
    }
}
