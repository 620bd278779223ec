// SPDX-License-Identifier: Apache-2.0
import ContractionDetection
import FoundationEssentials
import NIOCore
import Perineometry
import StreamAPI

/// Turns messages into lines.
struct MessageWriter {
    let hostTime: HostTimeScale
    private let encoder: JSONEncoder

    init(hostTime: HostTimeScale) {
        self.hostTime = hostTime
        encoder = JSONEncoder()
        // Sorted, so that the same message is the same bytes, also of another run of the daemon.
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
    }

    func write(_ params: some Codable & Sendable, method: String, to buffer: inout ByteBuffer) {
        write(Notification(method: method, params: params), to: &buffer)
    }

    func write(_ message: some Encodable, to buffer: inout ByteBuffer) {
        do {
            buffer.writeBytes(try encoder.encode(message))
            buffer.writeInteger(UInt8(ascii: "\n"))
        } catch {
            // Messages are plain values with finite numbers; should one not encode, the program is wrong.
            assertionFailure("\(message) does not encode: \(error)")
        }
    }

    func instant(_ instant: SampleInstant) -> InstantMessage {
        InstantMessage(
            index: instant.index.value, deviceTime: instant.deviceTime.seconds,
            hostTime: hostTime.unixSeconds(instant.hostTime))
    }

    func contraction(_ event: ContractionEvent, subscription: Int, simulated: Bool) -> ContractionMessage {
        let contraction = event.contraction
        return ContractionMessage(
            subscription: subscription, phase: phase(event.phase), final: event.isFinal, known: instant(event.instant),
            onset: instant(contraction.onset), offset: contraction.offset.map(instant), of: contraction,
            simulated: simulated)
    }

    func rest(_ seen: RestObservation, simulated: Bool) -> RestReport {
        RestReport(
            at: instant(seen.instant), level: seen.level, pressure: seen.pressure, settled: seen.isSettled,
            slope: seen.slopePerMinute, steadiness: seen.steadiness,
            breathing: seen.breathing.map {
                RestReport.Breathing(
                    rate: $0.ratePerMinute, amplitude: $0.amplitude, confidence: $0.confidence,
                    channel: seen.breathingChannel)
            }, simulated: simulated)
    }

    private func phase(_ phase: ContractionEvent.Phase) -> ContractionMessage.Phase {
        switch phase {
        case .began: .began
        case .revised: .revised
        case .ended: .ended
        case .withdrawn: .withdrawn
        }
    }
}
