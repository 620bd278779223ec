// SPDX-License-Identifier: Apache-2.0
internal import CLibUSB
internal import CLibUSBShim
internal import Glibc
internal import Synchronization

/// One libusb context, its event thread, and the perineometers that it sees.
final class USBBus: @unchecked Sendable {
    // Unchecked: `context`, `hotplug` and `thread` are touched by `init` and `stop` alone, which the source orders; the
    // event thread reads `context`, which is fixed.
    private let context: OpaquePointer
    private let report: @Sendable (DeviceNotice) -> Void
    private let scheduling: ThreadScheduling
    private let heartbeat: Heartbeat
    private let registry = Mutex(DeviceRegistry<UInt, USBDevice>())
    /// Ends what blocks in opening and in control requests.
    let interruption = Interruption()
    private let stopRequested = Atomic<Bool>(false)
    private let openHandles = Atomic<Int>(0)
    private var hotplug: libusb_hotplug_callback_handle = 0
    private var thread: NamedThread?

    /// Opens the bus, reports the perineometers that are present, on this thread, and those to come, on the event thread.
    init(
        scheduling: ThreadScheduling, heartbeat: Heartbeat, report: @escaping @Sendable (DeviceNotice) -> Void
    ) throws(TransportError) {
        var context: OpaquePointer?
        let result = libusb_init(&context)
        guard result == 0, let context else {
            throw .failed(operation: "Starting libusb", reason: USBError(code: result).name)
        }
        // libusb writes its log to standard error, which may block the event thread. Who debugs sets LIBUSB_DEBUG, which
        // overrides this.
        _ = CLibUSBShim_set_log_level(context, Int32(LIBUSB_LOG_LEVEL_NONE.rawValue))
        self.context = context
        self.report = report
        self.scheduling = scheduling
        self.heartbeat = heartbeat
        do throws(TransportError) { try watch() } catch {
            registry.withLock { $0.removeAll() }
            libusb_exit(context)
            throw error
        }
    }

    private func watch() throws(TransportError) {
        let events = LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED.rawValue | LIBUSB_HOTPLUG_EVENT_DEVICE_LEFT.rawValue
        let result = libusb_hotplug_register_callback(
            context, Int32(events), Int32(LIBUSB_HOTPLUG_ENUMERATE.rawValue), Int32(USBProfile.vendorID),
            Int32(USBProfile.productID), LIBUSB_HOTPLUG_MATCH_ANY, deviceCameOrWent,
            Unmanaged.passUnretained(self).toOpaque(), &hotplug)
        guard result == 0 else {
            throw .failed(operation: "Watching the USB bus", reason: USBError(code: result).name)
        }
        thread = NamedThread("tonus-usb") { [self] in handleEvents() }
        guard thread != nil else {
            libusb_hotplug_deregister_callback(context, hotplug)
            throw .failed(operation: "Watching the USB bus", reason: "the system has no thread left")
        }
    }

    /// Opens a device that was reported. Blocks; not to be called from `report`.
    func open(_ address: DeviceAddress) throws(TransportError) -> USBTransport {
        guard let device = registry.withLock({ $0.device(at: address) }) else { throw .disconnected }
        return try USBTransport.opening(device, on: self)
    }

    /// Stops reporting, ends the event thread and closes the context. Once only.
    func stop() {
        libusb_hotplug_deregister_callback(context, hotplug)
        stopRequested.store(true, ordering: .releasing)
        libusb_interrupt_event_handler(context)
        thread.take()?.join()
        registry.withLock { $0.removeAll() }
        // A handle that could not be closed keeps its context: both are leaked.
        if openHandles.load(ordering: .acquiring) == 0 { libusb_exit(context) }
    }

    func handleWasOpened() { openHandles.wrappingAdd(1, ordering: .acquiringAndReleasing) }

    func handleWasClosed() { openHandles.wrappingSubtract(1, ordering: .acquiringAndReleasing) }

    private func handleEvents() {
        scheduling.makeThisThreadRealTime(priority: RealTime.transportPriority)
        // `stop` interrupts the wait, and an interruption that comes before the wait is not lost. The limit is for the
        // heartbeat, and a bound on what a defect in libusb could cost.
        var limit = timeval(tv_sec: Int(Heartbeat.longestSleepMilliseconds) / 1000, tv_usec: 0)
        var turns = TurnLimit()
        while !stopRequested.load(ordering: .acquiring) {
            heartbeat.beat()
            let result = libusb_handle_events_timeout_completed(context, &limit, nil)
            // No error is expected here. A lasting one must not burn a processor.
            if result != 0, USBError(code: result) != .interrupted { usleep(10_000) }
            if turns.isExceeded(at: HostClock.now()) { usleep(1000) }
        }
    }

    /// In a hotplug callback: takes a reference and reports, nothing that could wait for the device.
    fileprivate func deviceArrived(_ device: OpaquePointer) {
        guard USBProfile.protocolMajor(of: device) != nil else { return }
        let arrived = USBDevice(referencing: device)
        let address = registry.withLock { $0.arrive(UInt(bitPattern: device), arrived) }
        guard let address else { return }
        report(
            .arrived(DeviceArrival(address: address, serial: arrived.serialFromSystem, location: arrived.location)))
    }

    fileprivate func deviceLeft(_ device: OpaquePointer) {
        let address = registry.withLock { $0.depart(UInt(bitPattern: device)) }
        if let address { report(.departed(address)) }
    }
}

private let deviceCameOrWent: libusb_hotplug_callback_fn = { _, device, event, userData in
    guard let device, let userData else { return 0 }
    // The bus outlives its registration: `stop` joins the event thread before the bus can go.
    let bus = Unmanaged<USBBus>.fromOpaque(userData).takeUnretainedValue()
    if event == LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED { bus.deviceArrived(device) } else { bus.deviceLeft(device) }
    return 0  // Anything else would end the registration.
}
