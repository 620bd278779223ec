// SPDX-License-Identifier: Apache-2.0
internal import Synchronization

/// Perineometers on USB, by libusb.
///
/// **Threads.** `tonus-usb` handles libusb's events: it runs the hotplug callbacks, which only note and report, and the
/// completions of transfers, which only copy and resubmit. Each opened device that streams has a keeper,
/// `tonus-usb-keep`, for what blocks. Control requests block the thread that makes them. libusb has a thread of its own
/// besides, `libusb_event`, which listens to udev.
///
/// **Ownership.** The source owns the libusb context, each transport a device handle, each stream its transfers. All are
/// taken down from the inside out, and never while something inside may still call back: see `USBTransport.close`, and
/// then `stop`, which ends the registration for hotplug events, wakes the event thread, joins it and closes the context.
///
/// libusb does not survive a fork: a program that uses this must not daemonise itself.
public final class USBDeviceSource: DeviceSource {
    public let name = "USB"
    private let bus = Mutex<USBBus?>(nil)
    private let scheduling = ThreadScheduling()
    private let heartbeat = Heartbeat("tonus-usb")

    public init() {}

    public var deliveryScheduling: ThreadScheduling? { scheduling }

    public var deliveryHeartbeat: Heartbeat? { bus.withLock { $0 } == nil ? nil : heartbeat }

    public func start(report: @escaping @Sendable (DeviceNotice) -> Void) throws(TransportError) {
        try bus.withLock { bus throws(TransportError) in
            guard bus == nil else {
                throw .failed(operation: "Starting to watch the USB bus", reason: "it was started before")
            }
            bus = try USBBus(scheduling: scheduling, heartbeat: heartbeat, report: report)
        }
    }

    public func open(_ address: DeviceAddress) throws(TransportError) -> any Transport {
        try openUSB(address)
    }

    /// As `open`, for those who want what only a USB device has.
    public func openUSB(_ address: DeviceAddress) throws(TransportError) -> USBTransport {
        guard let bus = bus.withLock({ $0 }) else { throw .disconnected }
        return try bus.open(address)
    }

    public func interrupt() { bus.withLock { $0 }?.interruption.request() }

    public func stop() {
        bus.withLock { $0.take() }?.stop()
    }
}
