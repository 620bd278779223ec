// SPDX-License-Identifier: Apache-2.0
internal import CLibUSB
internal import Synchronization

/// A perineometer on the bus, opened and claimed.
///
/// Threads: `control` blocks the thread that calls it, up to 1 s; packets come on the event thread of the source; the
/// stream's keeper thread does what may block in between. `close` takes down in this order, because each step leans on
/// the ones before it: stop resubmitting, cancel the transfers, wait for the last callback, free the transfers, release
/// the interface, close the handle. Where the kernel does not give the transfers back within a second they and the
/// handle are leaked on purpose: memory is lost then, but none that somebody still writes to is used again.
public final class USBTransport: Transport {
    /// What the descriptors tell. They cannot tell a simulated device: `isSimulated` is false, and the capability page
    /// has the last word.
    public let identity: DeviceIdentity
    private let bus: USBBus
    private let counters = TransferCounters()
    private let state: Mutex<State>

    /// How long a device may take to answer a control request. USB 2.0, 9.2.6.4 allows 500 ms for a request with data;
    /// the rest is for a busy host (assumption).
    static let controlTimeoutMilliseconds: UInt32 = 1000

    private enum State: @unchecked Sendable {
        // Unchecked: libusb's handle functions may be called from any thread.
        case open(OpaquePointer, USBDevice, InterruptStream?)
        case closed
    }

    /// Takes over an opened handle with its interface claimed.
    init(identity: DeviceIdentity, handle: OpaquePointer, device: USBDevice, bus: USBBus) {
        self.identity = identity
        self.bus = bus
        state = Mutex(.open(handle, device, nil))
        bus.handleWasOpened()
    }

    deinit { assert(isClosed, "USBTransport.close() was not called for \(identity.location)") }

    /// How the sample transfers have ended so far. May be read at any time, from any thread.
    public var usbTransferCounts: USBTransferCounts? { counters.snapshot }

    public func control(_ request: ControlRequest) throws(TransportError) -> [UInt8] {
        var reply = [UInt8](repeating: 0, count: request.replyCapacity)
        let result = try state.withLock { state throws(TransportError) -> Int32 in
            guard case .open(let handle, _, _) = state else { throw .disconnected }
            return libusb_control_transfer(
                handle, request.requestType, request.number, request.value, 0, &reply, UInt16(reply.count),
                Self.controlTimeoutMilliseconds)
        }
        do throws(USBError) { try USBError.check(result) } catch { throw error.ending(request) }
        return Array(reply.prefix(Int(result)))
    }

    public func startReceiving(into sink: PacketSink) throws(TransportError) {
        try state.withLock { state throws(TransportError) in
            guard case .open(let handle, let device, let running) = state else { throw .disconnected }
            guard running == nil else {
                throw .failed(operation: "Starting to receive at \(identity.location)", reason: "it was started before")
            }
            let stream = try InterruptStream(handle: handle, sink: sink, counters: counters)
            try stream.start()
            state = .open(handle, device, stream)
        }
    }

    public func close() {
        state.withLock { state in
            guard case .open(let handle, let device, let stream) = state else { return }
            state = .closed
            guard stream?.stop() ?? true else {
                // The device is referenced for as long as the handle exists, that is for ever.
                _ = Unmanaged.passRetained(device)
                return
            }
            // Fails where the device has left; then there is nothing to release.
            libusb_release_interface(handle, USBProfile.interfaceNumber)
            libusb_close(handle)
            bus.handleWasClosed()
        }
    }

    private var isClosed: Bool {
        state.withLock { if case .closed = $0 { true } else { false } }
    }
}
