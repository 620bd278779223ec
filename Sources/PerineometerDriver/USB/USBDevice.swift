// SPDX-License-Identifier: Apache-2.0
internal import CLibUSB

/// A counted reference to a device on the bus. To be released before its bus is closed.
final class USBDevice: @unchecked Sendable {
    // Unchecked: libusb's device functions may be called from any thread.
    let pointer: OpaquePointer

    init(referencing pointer: OpaquePointer) {
        self.pointer = libusb_ref_device(pointer)
    }

    deinit { libusb_unref_device(pointer) }

    /// Where it is, for people: bus and the ports on the way to it, as in "usb 1-2.4".
    var location: String {
        var ports = [UInt8](repeating: 0, count: 7)  // USB allows 7 tiers.
        let count = Int(max(0, libusb_get_port_numbers(pointer, &ports, Int32(ports.count))))
        let path = ports.prefix(count).map(String.init).joined(separator: ".")
        return "usb \(libusb_get_bus_number(pointer))" + (path.isEmpty ? "" : "-\(path)")
    }
}
