// SPDX-License-Identifier: Apache-2.0
import Acquisition
import CAllocationCounter
import DeviceProtocol
import Glibc
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
        print("channels  samples     sink+ring+pipeline   allocations   contractions")
        for channels in [1, 8] {
            let result = try measure(channels: channels)
            print(
                "\(pad(channels, 8))  \(pad(result.samples, 7))   \(pad(Int(result.nanoseconds.rounded()), 9)) ns/sample"
                    + "   \(pad(Int(result.allocations), 9))   \(pad(Int(result.contractions), 9))")
            if result.allocations > 0 { failed = true }
        }
        if CommandLine.arguments.contains("--check"), failed {
            print("sample-path: the sample path allocates; it must not")
            exit(1)
        }
    }

    private struct Result {
        var samples: Int
        var nanoseconds: Double
        var allocations: UInt64
        var contractions: UInt64
    }

    private static func measure(channels: Int) throws -> Result {
        let packets = try recordedPackets(channels: channels, seconds: 120)
        var best = Double.infinity
        var samples = 0
        var allocations: UInt64 = 0
        var contractions: UInt64 = 0
        for _ in 0..<5 {
            let bench = try Bench(channels: channels, capacity: 200_000)
            // The first packets touch memory for the first time and settle the filter: not what runs for hours.
            let warm = packets.count / 10
            bench.deliver(packets[..<warm])
            let before = bench.counters.snapshot.samples
            let start = HostClock.now()
            let allocationsBefore = allocation_count()
            bench.deliver(packets[warm...])
            allocations = max(allocations, allocation_count() - allocationsBefore)
            let elapsed = HostClock.now().nanoseconds - start.nanoseconds
            samples = Int(bench.counters.snapshot.samples - before)
            contractions = bench.counters.snapshot.contractions
            best = min(best, Double(elapsed) / Double(samples))
        }
        return Result(samples: samples, nanoseconds: best, allocations: allocations, contractions: contractions)
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
    private var pipeline: SamplePipeline

    init(channels: Int, capacity: Int) throws {
        let calibration = try CalibrationPage(
            dateDays: 20_000, temperatureCelsius: 25,
            channels: Array(
                repeating: ChannelCalibration(gain: 400.0 / 8_388_607, offset: 0, temperatureCoefficient: 0),
                count: channels))
        let packetRing = PacketRing.make(capacity: 4096)
        let eventRing = EventRing.make(capacity: 1024)
        sink = PacketSink(producer: packetRing.producer, doorbell: Doorbell())
        packets = packetRing.consumer
        events = eventRing.consumer
        pipeline = SamplePipeline(
            rateHertz: 1000, detectionChannel: 0, calibration: calibration,
            filter: try FilterChain.live(rateHertz: 1000),
            frames: FrameRing(channelCount: channels, readableCapacity: capacity), events: eventRing.producer,
            counters: counters, firstIndex: SampleIndex(0), firstContractionID: 1)
    }

    /// One packet at a time through both rings, as at a live rate.
    func deliver(_ received: ArraySlice<ReceivedPacket>) {
        for packet in received {
            withUnsafeBytes(of: packet.bytes) { bytes in
                sink.receive(UnsafeRawBufferPointer(rebasing: bytes.prefix(Int(packet.length))), at: packet.hostTime)
            }
            while let next = packets.pop() { pipeline.process(next) }
            while events.pop() != nil {}
        }
    }
}
