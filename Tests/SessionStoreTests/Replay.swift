// SPDX-License-Identifier: Apache-2.0
import Acquisition
import PacketTap
import PerineometerDriver
import Perineometry
import SignalProcessing

@testable import SessionStore

/// What a session's packets give when they are fed to a new pipeline.
struct Replay {
    var output: PipelineOutput?
    var packets = 0
    var events: [SessionEvent] = []
    var states: [SessionState] = []
    var segments: [SegmentRecord] = []
    var damaged: [BlockDamage] = []
    private var temperature = ProbeTemperature()
    private var zeros: ZeroBox?

    private final class ZeroBox {
        var producer: ZeroRing.Producer
        init(_ producer: consuming ZeroRing.Producer) { self.producer = producer }
    }

    init(_ reader: SessionReader) throws {
        while let entry = reader.next() {
            switch entry {
            case .segment(let record): segments.append(record)
            case .state(let record): states.append(record.state)
            case .opened(let opening):
                temperature = ProbeTemperature(celsius: opening.temperatureCelsius)
                let ring = ZeroRing.make(capacity: 2)
                zeros = ZeroBox(ring.producer)
                output = try PipelineOutput(
                    capabilities: opening.capabilities, calibration: opening.calibration,
                    rateIndex: opening.rateIndex, temperature: temperature, zeros: ring.consumer,
                    firstIndex: opening.firstIndex, firstContractionID: opening.firstContractionID,
                    zero: opening.zero)
            case .temperature(let celsius): temperature.update(celsius: celsius)
            case .zero(let zero): _ = zeros?.producer.push(zero)
            case .packet(let packet, let lost):
                packets += 1
                output?.process(
                    ReceivedPacket(
                        bytes: packet.wireBytes, length: packet.length, hostTime: packet.hostTime,
                        droppedBefore: packet.droppedBefore + lost))
            case .closed: output?.finish()
            case .event(let event): events.append(event)
            case .damaged(let damage): damaged.append(damage)
            }
        }
    }
}
