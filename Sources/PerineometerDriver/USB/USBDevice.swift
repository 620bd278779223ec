// SPDX-License-Identifier: Apache-2.0
internal import CLibUSB
internal import Glibc

/// A counted reference to a device on the bus. To be released before its bus is closed.
final class USBDevice: @unchecked Sendable {
    // Unchecked: libusb's device functions may be called from any thread.
    let pointer: OpaquePointer

    init(referencing pointer: OpaquePointer) {
        self.pointer = libusb_ref_device(pointer)
    }

    deinit { libusb_unref_device(pointer) }

    /// Where it is, for people: bus and the ports on the way to it, as in "usb 1-2.4".
    var location: String { "usb \(busPath)" }

    private var busPath: String {
        var ports = [UInt8](repeating: 0, count: 7)  // USB allows 7 tiers.
        let count = Int(max(0, libusb_get_port_numbers(pointer, &ports, Int32(ports.count))))
        let path = ports.prefix(count).map(String.init).joined(separator: ".")
        return "\(libusb_get_bus_number(pointer))" + (path.isEmpty ? "" : "-\(path)")
    }

    /// The serial number as the kernel read it when the device came: it is in memory, needs no permission and no request to
    /// the device, and so may be read in a hotplug callback. Nil where the device has none.
    var serialFromSystem: String? {
        let file = open("/sys/bus/usb/devices/\(busPath)/serial", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        // A string descriptor holds 126 UTF-16 units, each of at most 3 bytes in UTF-8.
        var bytes = [UInt8](repeating: 0, count: 3 * 126 + 1)
        let count = read(file, &bytes, bytes.count)
        guard count > 0 else { return nil }
        let text = StringDescriptor.shown(String(decoding: bytes.prefix(count), as: UTF8.self))
        return text.isEmpty ? nil : text
    }
}
