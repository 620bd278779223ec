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
        encoder.outputFormatting = [.withoutEscapingSlashes]
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
        switch event {
        case .began(let onset):
            ContractionMessage(
                subscription: subscription, phase: .began, id: onset.id, onset: instant(onset.onset),
                rest: onset.restBefore, simulated: simulated)
        case .ended(let contraction):
            ContractionMessage(
                subscription: subscription, phase: .ended, id: contraction.onset.id,
                onset: instant(contraction.onset.onset), offset: instant(contraction.offset),
                rest: contraction.onset.restBefore, peak: contraction.peak, amplitude: contraction.amplitude,
                duration: contraction.duration, simulated: simulated)
        case .withdrawn(let id, let at):
            ContractionMessage(
                subscription: subscription, phase: .withdrawn, id: id, offset: instant(at), simulated: simulated)
        }
    }
}
