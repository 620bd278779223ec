// SPDX-License-Identifier: Apache-2.0
import Acquisition
import ContractionDetection
import DeviceProtocol
import EventInvariants
import Fuzzing
import PerineometerDriver
import Perineometry
import SignalProcessing

/// A run of the pipeline, and somebody who reads all that comes out of it.
struct FuzzedRun: ~Copyable {
    private let frames: FrameRing
    private let counters = PipelineCounters()
    private var events: EventRing.Consumer
    private var pipeline: SamplePipeline
    private var invariants = EventInvariants()
    private var position = 0
    private var nextIndex: UInt64 = 0
    private var latest = HostTime(nanoseconds: 0)

    init(_ header: PacketScript.Header) throws {
        let channel = ChannelCalibration(gain: header.gain, offset: 2, temperatureCoefficient: 0.01)
        let calibration = try CalibrationPage(
            dateDays: 20_000, temperatureCelsius: 25,
            channels: Array(repeating: channel, count: header.channelCount))
        let filter = try FilterChain.live(rateHertz: Double(header.rateHertz))
        let layout = PacketLayout(
            channelCount: header.channelCount, sampleFormat: header.sampleFormat, rateIndex: 0)
        let channels = DetectionChannels(
            pelvicFloor: 0, abdominal: header.channelCount > 1 ? 1 : nil,
            arrayElements: Array(2..<max(2, header.channelCount)))
        let ring = EventRing.make(capacity: 1024)
        let frames = FrameRing(channelCount: header.channelCount, readableCapacity: 256)
        self.frames = frames
        events = ring.consumer
        pipeline = SamplePipeline(
            rateHertz: header.rateHertz, layout: layout, detectionChannels: channels, calibration: calibration,
            filter: filter, frames: frames, events: ring.producer, counters: counters, firstIndex: SampleIndex(0),
            firstContractionID: 1)
    }

    mutating func take(_ packet: ReceivedPacket) {
        pipeline.process(packet)
        read()
    }

    mutating func finish() {
        pipeline.finish()
        read()
        require(invariants.nothingIsOpen, "the end ends what is open")
        let counts = counters.snapshot
        require(counts.samples + counts.missing == nextIndex, "\(counts) do not add up to \(nextIndex) samples")
        require(counts.eventsDropped == 0, "\(counts.eventsDropped) events were dropped")
    }

    private mutating func read() {
        while let placed = events.pop() {
            readFrames(until: placed.position)
            switch placed.event {
            case .gap(let gap):
                require(gap.first.value == nextIndex, "\(gap) begins elsewhere than at \(nextIndex)")
                nextIndex += gap.missing
            case .contraction(let event): invariants.check(event)
            case .rest, .zeroed: break
            }
        }
        readFrames(until: frames.end)
    }

    private mutating func readFrames(until end: Int) {
        while position < end {
            var read: Frame?
            _ = frames.read(position..<position + 1) { [position] in read = $0[position] }
            guard let frame = read else { fatalError("frame \(position) of \(end) is not there") }
            require(frame.index.value == nextIndex, "frame \(frame.index.value) instead of \(nextIndex)")
            require(frame.hostTime >= latest, "host time steps back to \(frame.hostTime) from \(latest)")
            latest = frame.hostTime
            nextIndex += 1
            position += 1
        }
    }
}
