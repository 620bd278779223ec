// SPDX-License-Identifier: Apache-2.0
import DeviceProtocol
import PerineometerDriver

/// Stands where the recorded device was: it tells who it is and what it can do, and nothing else.
final class ReplayTransport: Transport {
    let identity: DeviceIdentity
    private let facts: RunFacts

    init(identity: DeviceIdentity, facts: RunFacts) {
        self.identity = identity
        self.facts = facts
    }

    func control(_ request: ControlRequest) throws(TransportError) -> [UInt8] {
        switch request {
        case .getCapabilities: return facts.capabilities.encoded()
        case .getCalibration: return facts.calibration.encoded()
        case .getStatus, .start, .stop, .setRate, .setTestPattern:
            throw .requestRefused(request: request.number)
        }
    }

    /// Packets do not come through a transport here: the player hands them to the pipeline itself.
    func startReceiving(into sink: PacketSink) throws(TransportError) {
        throw .requestRefused(request: ControlRequest.start(samplesPerPacket: 0).number)
    }

    func close() {}
}
