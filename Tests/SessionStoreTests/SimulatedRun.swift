// SPDX-License-Identifier: Apache-2.0
import Acquisition
import ContractionDetection
import DeviceProtocol
import PacketTap
import PerineometerDriver
import Perineometry
import SignalProcessing
import VirtualPerineometer

@testable import SessionStore

/// A virtual perineometer in lockstep, and a pipeline as the daemon runs it, with a tap.
final class SimulatedRun {
    let session: DeviceSession
    let transport: InProcessTransport
    let device: SimulatedDeviceSource
    private let sink: PacketSink
    private var packets: PacketRing.Consumer
    let output: PipelineOutput
    private var tap: PacketTap?
    private var writer: SessionWriter?
    let temperature: ProbeTemperature
    private var zeros: ZeroRing.Producer
    private(set) var received: [RecordedPacket] = []

    init(
        _ text: String, faults: [InjectedFault] = [], jitterNanoseconds: UInt64 = 90_000
    ) throws {
        device = SimulatedDeviceSource(
            try SimulationSpecification(parsing: text), faults: faults,
            delivery: .lockstep(LockstepTiming(skewPartsPerMillion: 30, jitterNanoseconds: jitterNanoseconds)),
            warmUp: nil)
        session = try DeviceSession.negotiate(over: try device.open(DeviceAddress(1)))
        guard let transport = device.openTransport else { throw TransportError.disconnected }
        self.transport = transport
        let ring = PacketRing.make(capacity: 4096)
        packets = ring.consumer
        sink = PacketSink(producer: ring.producer, doorbell: Doorbell())
        temperature = ProbeTemperature(celsius: 30)
        let zeroRing = ZeroRing.make(capacity: 2)
        zeros = zeroRing.producer
        output = try PipelineOutput(
            capabilities: session.capabilities, calibration: session.calibration, rateIndex: session.rateIndex,
            temperature: temperature, zeros: zeroRing.consumer)
        try session.start(into: sink)
    }

    var opening: DeviceOpening {
        DeviceOpening(
            number: 0, serial: session.identity.serial, product: session.identity.product,
            capabilities: session.capabilities, calibration: session.calibration, rateIndex: session.rateIndex,
            filter: "live", firstIndex: SampleIndex(0), firstContractionID: 1,
            hostTimeBefore: HostTime(nanoseconds: 0), zero: .never, temperatureCelsius: 30, isSimulated: true,
            isReopening: false)
    }

    /// From now on everything is recorded.
    func record(into writer: SessionWriter) {
        self.writer = writer
        guard var tap = writer.takeTap() else { return }
        tap.open(writer.describe(opening))
        self.tap = consume tap
    }

    /// Lets packets come, and be processed and recorded: faster than any device, so that the recorder is waited for.
    func run(packets count: Int) throws {
        var left = count
        while left > 0 {
            transport.deliver(packets: min(left, 1000))
            left -= 1000
            while let packet = packets.pop() {
                let recorded = RecordedPacket(
                    bytes: packet.bytes, length: packet.length, hostTime: packet.hostTime,
                    droppedBefore: packet.droppedBefore)
                received.append(recorded)
                let index = output.nextIndex
                output.process(packet)
                tap?.append(recorded, index: index, celsius: output.celsius, zero: output.zero)
            }
            try writer?.flush()
        }
    }

    func apply(_ zero: Zero) { _ = zeros.push(zero) }

    func finish() {
        tap?.close(dropped: 0)
        output.finish()
    }
}

/// A pipeline and everything that comes out of it.
final class PipelineOutput {
    private var pipeline: SamplePipeline
    private var events: EventRing.Consumer
    private let ring: FrameRing
    private var position = 0
    private(set) var frames: [Frame] = []
    private(set) var told: [PlacedEvent] = []

    init(
        capabilities: Capabilities, calibration: CalibrationPage, rateIndex: Int, temperature: ProbeTemperature,
        zeros: consuming ZeroRing.Consumer, firstIndex: SampleIndex = SampleIndex(0), firstContractionID: UInt64 = 1,
        zero: Zero = .never
    ) throws {
        let rate = capabilities.ratesHertz[rateIndex]
        ring = FrameRing(channelCount: capabilities.channels.count, readableCapacity: 10_000)
        let eventRing = EventRing.make(capacity: 4096)
        events = eventRing.consumer
        pipeline = SamplePipeline(
            rateHertz: rate,
            layout: PacketLayout(
                channelCount: capabilities.channels.count, sampleFormat: capabilities.sampleFormat,
                rateIndex: rateIndex),
            detectionChannels: DetectionChannels(of: capabilities.channels), calibration: calibration,
            temperature: temperature, filter: try FilterChain.live(rateHertz: Double(rate)), frames: ring,
            events: eventRing.producer, counters: PipelineCounters(), firstIndex: firstIndex,
            firstContractionID: firstContractionID, zero: zero, zeros: zeros)
    }

    var nextIndex: SampleIndex { pipeline.nextIndex }
    var celsius: Double? { pipeline.celsius }
    var zero: Zero { pipeline.zero }

    func process(_ packet: ReceivedPacket) {
        pipeline.process(packet)
        take()
    }

    func finish() {
        pipeline.finish()
        take()
    }

    private func take() {
        while position < ring.end {
            _ = ring.read(position..<position + 1) { frames.append($0[position]) }
            position += 1
        }
        while let event = events.pop() { told.append(event) }
    }
}
