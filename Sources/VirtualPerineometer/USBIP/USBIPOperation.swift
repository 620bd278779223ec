// SPDX-License-Identifier: Apache-2.0

/// What a USB/IP client asks before a device is attached, version 1.1.1 of the protocol (Linux kernel,
/// Documentation/usb/usbip_protocol.rst).
public enum USBIPOperation: Hashable, Sendable {
    /// Which devices are there? (OP_REQ_DEVLIST)
    case list
    /// Give me the device with this bus id. (OP_REQ_IMPORT)
    case `import`(busID: String)

    static let version: UInt16 = 0x0111
    static let headerLength = 8
    static let busIDLength = 32

    /// Reads the first operation of `bytes`.
    ///
    /// - Returns: the operation and how many bytes it takes; nil while it is not complete.
    public static func decode(_ bytes: ArraySlice<UInt8>) throws(USBIPFault) -> (
        operation: USBIPOperation, length: Int
    )? {
        guard bytes.count >= headerLength else { return nil }
        let version = bytes.bigEndian(UInt16.self, at: 0)
        let code = bytes.bigEndian(UInt16.self, at: 2)
        switch (version, code) {
        case (Self.version, 0x8005): return (.list, headerLength)
        case (Self.version, 0x8003):
            guard bytes.count >= headerLength + busIDLength else { return nil }
            let name = bytes.dropFirst(headerLength).prefix(busIDLength).prefix { $0 != 0 }
            return (.import(busID: String(decoding: name, as: UTF8.self)), headerLength + busIDLength)
        default: throw .operation(version: version, code: code)
        }
    }
}

/// How an operation ended (tools/usb/usbip/libsrc/usbip_common.h).
enum USBIPOperationStatus: UInt32 {
    case success = 0
    /// Another client has the device.
    case deviceBusy = 2
    case noSuchDevice = 4
}

/// The device as USB/IP tools list it.
struct USBIPListing {
    /// On the server's imagined bus 1.
    static let busID = "1-1"
    static let bus: UInt32 = 1
    static let number: UInt32 = 2
    /// How the kernel names the device in each command: bus number and device number.
    static let deviceID = bus << 16 | number
    /// `enum usb_device_speed` of the kernel: USB_SPEED_FULL.
    static let fullSpeed: UInt32 = 2

    /// The reply to `list`; without the device while it is unplugged or somebody has it.
    static func listReply(isAvailable: Bool) -> [UInt8] {
        var bytes = header(code: 0x0005, .success)
        bytes.appendBigEndian(UInt32(isAvailable ? 1 : 0))
        guard isAvailable else { return bytes }
        appendDevice(to: &bytes)
        let interface = USBDescriptors.configuration.dropFirst(9)
        // Class, subclass and protocol (USB 2.0, table 9-12), and a byte that aligns.
        bytes.append(contentsOf: interface.dropFirst(5).prefix(3))
        bytes.append(0)
        return bytes
    }

    /// The reply to `import`. After success the connection carries `USBIPRequest`s.
    static func importReply(_ status: USBIPOperationStatus) -> [UInt8] {
        var bytes = header(code: 0x0003, status)
        if status == .success { appendDevice(to: &bytes) }
        return bytes
    }

    private static func header(code: UInt16, _ status: USBIPOperationStatus) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.appendBigEndian(USBIPOperation.version)
        bytes.appendBigEndian(code)
        bytes.appendBigEndian(status.rawValue)
        return bytes
    }

    private static func appendDevice(to bytes: inout [UInt8]) {
        let device = USBDescriptors.device
        bytes.appendText("/sys/devices/simulated/usb1/\(busID)", field: 256)
        bytes.appendText(busID, field: USBIPOperation.busIDLength)
        bytes.appendBigEndian(bus)
        bytes.appendBigEndian(number)
        bytes.appendBigEndian(fullSpeed)
        // Vendor, product and release are little-endian in the descriptor (USB 2.0, table 9-8).
        for offset in [8, 10, 12] { bytes.append(contentsOf: [device[offset + 1], device[offset]]) }
        bytes.append(contentsOf: device[4...6])
        // Configuration value, number of configurations, number of interfaces.
        bytes.append(contentsOf: [USBDescriptors.configuration[5], device[17], USBDescriptors.configuration[4]])
    }
}
