// SPDX-License-Identifier: Apache-2.0
internal import CLibUSB
internal import Synchronization

/// Endpoint 0 of one opened device.
final class ControlPipe: @unchecked Sendable {
    // Unchecked: libusb's handle functions may be called from any thread.
    let handle: OpaquePointer
    private let lost = Atomic<Bool>(false)

    init(handle: OpaquePointer) { self.handle = handle }

    /// The kernel keeps a transfer of this pipe: the handle must never be closed.
    var hasLostTransfer: Bool { lost.load(ordering: .acquiring) }

    /// Makes a request of the protocol and waits for its end.
    func ask(
        _ request: ControlRequest, timeoutMilliseconds: UInt32, unless interruption: Interruption?
    ) throws(TransportError) -> [UInt8] {
        do throws(USBError) {
            return try transfer(
                .init(
                    requestType: request.requestType, request: request.number, value: request.value,
                    length: request.replyCapacity),
                timeoutMilliseconds: timeoutMilliseconds, unless: interruption)
        } catch {
            throw error.ending(request)
        }
    }

    /// Makes any request and waits for its end.
    func transfer(
        _ setup: ControlExchange.Setup, timeoutMilliseconds: UInt32, unless interruption: Interruption?
    ) throws(USBError) -> [UInt8] {
        let exchange = try ControlExchange(setup, to: handle, timeoutMilliseconds: timeoutMilliseconds)
        switch exchange.perform(unless: interruption) {
        case .answered(let bytes): return bytes
        case .failed(let error): throw error
        case .lost:
            lost.store(true, ordering: .releasing)
            throw interruption?.isRequested == true ? .interrupted : .timeout
        }
    }
}
