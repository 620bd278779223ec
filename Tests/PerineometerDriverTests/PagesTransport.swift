// SPDX-License-Identifier: Apache-2.0
import PerineometerDriver
import Synchronization

/// A transport that answers requests from a list and sends no packets.
final class PagesTransport: Transport {
    let identity = DeviceIdentity(
        serial: "T1", manufacturer: "Tests", product: "Pages", location: "nowhere", isSimulated: true)
    private let replies: [ControlRequest: Result<[UInt8], TransportError>]
    private let log = Mutex<[ControlRequest]>([])
    private let closings = Mutex(0)

    init(_ replies: [ControlRequest: Result<[UInt8], TransportError>]) { self.replies = replies }

    var requests: [ControlRequest] { log.withLock { $0 } }
    var closeCount: Int { closings.withLock { $0 } }

    func control(_ request: ControlRequest) throws(TransportError) -> [UInt8] {
        log.withLock { $0.append(request) }
        switch replies[request] {
        case .success(let bytes): return bytes
        case .failure(let error): throw error
        case nil: return []
        }
    }

    func startReceiving(into sink: PacketSink) {}

    func close() { closings.withLock { $0 += 1 } }
}
