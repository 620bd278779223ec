// SPDX-License-Identifier: Apache-2.0
internal import CLibUSB
internal import Synchronization

/// A perineometer on the bus, opened and claimed.
///
/// Threads: `control` blocks the thread that calls it, up to 1 s, and returns at once where the source is interrupted; packets come on the event thread of the source; the
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
    // Apart from `state`, which is held for as long as a control request takes: `recover` must not wait for one.
    private let stream = Mutex<InterruptStream?>(nil)
    private let settings = SharedSettings()

    /// How long a device may take to answer a control request. USB 2.0, 9.2.6.4 allows 500 ms for a request with data;
    /// the rest is for a busy host (assumption).
    static let controlTimeoutMilliseconds: UInt32 = 1000

    /// What STOP may take once the program is ending: twice what a device should need (Firmware-Protocol/PROTOCOL.md, 4).
    static let farewellTimeoutMilliseconds: UInt32 = 100

    private enum State {
        case open(ControlPipe, USBDevice)
        case closed
    }

    /// Takes over an opened handle with its interface claimed.
    init(identity: DeviceIdentity, pipe: ControlPipe, device: USBDevice, bus: USBBus) {
        self.identity = identity
        self.bus = bus
        state = Mutex(.open(pipe, device))
        bus.handleWasOpened()
    }

    deinit { assert(isClosed, "USBTransport.close() was not called for \(identity.location)") }

    /// How the sample transfers have ended so far. May be read at any time, from any thread.
    public var usbTransferCounts: USBTransferCounts? { counters.snapshot }

    public func control(_ request: ControlRequest) throws(TransportError) -> [UInt8] {
        try state.withLock { state throws(TransportError) in
            guard case .open(let pipe, _) = state else { throw .disconnected }
            let isFarewell = request == .stop && bus.interruption.isRequested
            let reply = try pipe.ask(
                request,
                timeoutMilliseconds: isFarewell ? Self.farewellTimeoutMilliseconds : Self.controlTimeoutMilliseconds,
                unless: isFarewell ? nil : bus.interruption)
            settings.value.withLock { $0.note(request) }
            return reply
        }
    }

    public func startReceiving(into sink: PacketSink) throws(TransportError) {
        try state.withLock { state throws(TransportError) in
            guard case .open(let pipe, _) = state else { throw .disconnected }
            guard stream.withLock({ $0 == nil }) else {
                throw .failed(operation: "Starting to receive at \(identity.location)", reason: "it was started before")
            }
            let new = try InterruptStream(
                pipe: pipe, location: identity.location, sink: sink, counters: counters,
                settings: { [settings] in settings.value.withLock { $0 } })
            try new.start()
            stream.withLock { $0 = new }
        }
    }

    public func recover(by measure: RecoveryMeasure) {
        stream.withLock { $0 }?.recover(by: measure)
    }

    public func close() {
        state.withLock { state in
            guard case .open(let pipe, let device) = state else { return }
            state = .closed
            let hasAllBack = stream.withLock { $0.take() }?.stop() ?? true
            guard hasAllBack, !pipe.hasLostTransfer else {
                // The device is referenced for as long as the handle exists, that is for ever.
                _ = Unmanaged.passRetained(device)
                return
            }
            // Fails where the device has left; then there is nothing to release.
            libusb_release_interface(pipe.handle, USBProfile.interfaceNumber)
            libusb_close(pipe.handle)
            bus.handleWasClosed()
        }
    }

    private var isClosed: Bool {
        state.withLock { if case .closed = $0 { true } else { false } }
    }
}
