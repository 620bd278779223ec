// SPDX-License-Identifier: Apache-2.0
import Acquisition
import ContractionDetection
import DeviceProtocol
import PerineometerDriver
import Perineometry
import RecordingFiles
import SignalProcessing
import SimulatedSession
import Testing
import VirtualPerineometer

@testable import SessionExport

/// From the packets of the virtual perineometer through the daemon's pipeline into a file.
struct PipelineExportTests {
    private static let rate = 250

    /// Packets as the device sends them, some of them lost.
    private func packets(seconds: Int, lost: Range<Int>) throws -> [ReceivedPacket] {
        let device = VirtualDevice(try SimulationSpecification(parsing: "comfortable-strong,rate=250,channels=1"))
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
        packets.removeSubrange(lost)
        return packets
    }

    /// What the pipeline made of them, as the pieces of a session.
    private func session(of packets: [ReceivedPacket]) throws -> (SessionInMemory, [Frame]) {
        let calibration = try CalibrationPage(
            dateDays: 20_000, temperatureCelsius: 25,
            channels: [ChannelCalibration(gain: 400.0 / 8_388_607, offset: 0, temperatureCoefficient: 0)])
        let frames = FrameRing(channelCount: 1, readableCapacity: 65_536)
        let ring = EventRing.make(capacity: 4096)
        var events = ring.consumer
        let rateIndex = try #require(SimulationSpecification.ratesHertz.firstIndex(of: Self.rate))
        var pipeline = SamplePipeline(
            rateHertz: Self.rate, layout: PacketLayout(channelCount: 1, sampleFormat: .int24, rateIndex: rateIndex),
            detectionChannels: DetectionChannels(), calibration: calibration,
            filter: try FilterChain.live(rateHertz: Double(Self.rate)), frames: frames, events: ring.producer,
            counters: PipelineCounters(), firstIndex: SampleIndex(40), firstContractionID: 1)
        for packet in packets { pipeline.process(packet) }
        pipeline.finish()

        var content: [SessionPiece] = []
        var all: [Frame] = []
        func append(upTo end: Int) {
            guard all.count < end else { return }
            let start = all.count
            _ = frames.read(start..<end) { window in for place in start..<end { all.append(window[place]) } }
            let run = all[start..<end]
            let first = run[start]
            content.append(
                .samples(
                    SampleRun(
                        first: SampleInstant(
                            index: first.index, deviceTime: first.deviceTime, hostTime: first.hostTime),
                        pressures: [run.map { $0.pressure[0] }])))
        }
        while let placed = events.pop() {
            append(upTo: placed.position)
            switch placed.event {
            case .gap(let gap): content.append(.gap(gap))
            case .contraction(let event) where event.isFinal && event.phase != .withdrawn:
                content.append(.contraction(event.contraction))
            default: break
            }
        }
        append(upTo: frames.end)
        var facts = PatientSession(seconds: 1, rateHertz: Self.rate).facts
        facts.zero = .none
        return (SessionInMemory(facts: facts, content: content), all)
    }

    @Test func everySampleGapAndContractionReachesTheFile() throws {
        let (session, frames) = try session(of: packets(seconds: 40, lost: 700..<720))
        let sink = MemorySink()
        try EDFExport.write(session, to: sink)
        let file = try Reading(sink.bytes, named: "session.edf")
        #expect(frames.count > 9000)
        #expect(file.values.count == frames.count)
        for frame in frames {
            let read = try #require(file.values[Int(frame.index.value - frames[0].index.value)])
            if abs(read[0] - frame.pressure[0]) > 0.00306 { Issue.record("\(frame.index): \(read[0])") }
        }
        let gap = try #require(file.annotations.first { $0.text == "BAD_gap" })
        let missing = zip(frames, frames.dropFirst()).first { $1.index.value - $0.index.value > 1 }
        let (before, after) = try #require(missing)
        #expect(abs(gap.onsetSeconds - Double(before.index.value + 1 - frames[0].index.value) / 250) < 1e-6)
        #expect(abs((gap.durationSeconds ?? 0) - Double(after.index.value - before.index.value - 1) / 250) < 1e-6)
        #expect(file.annotations.count { $0.text.hasPrefix("Contraction/") } >= 3)
    }
}
