// SPDX-License-Identifier: Apache-2.0
internal import CLibUSB

/// How a perineometer is recognised on the bus, and where its samples come from (Firmware-Protocol/PROTOCOL.md).
enum USBProfile {
    /// pid.codes' test id, which anyone may use: that a device carries it proves nothing, so the interface is checked too.
    static let vendorID: UInt16 = 0x1209
    static let productID: UInt16 = 0x0001
    static let interfaceNumber: Int32 = 0
    static let samplesEndpoint: UInt8 = 0x81
    /// `wMaxPacketSize` of the samples endpoint, bytes.
    static let packetCapacity = 64
    /// How many transfers wait for packets at once. The host controller fills them by itself at the polling interval of
    /// 1 ms, so this is 8 ms during which the event thread may be late without losing a polling slot.
    static let transfersInFlight = 8

    /// Whether an interface is of protocol major version 1: vendor class FF, subclass 00, protocol 01.
    static func matches(interfaceClass: UInt8, subclass: UInt8, protocolNumber: UInt8) -> Bool {
        interfaceClass == 0xFF && subclass == 0x00 && protocolNumber == 0x01
    }

    /// Whether a device is a perineometer, by its descriptors. libusb has them in memory: nothing is sent, so this is
    /// allowed in a hotplug callback.
    static func matches(_ device: OpaquePointer) -> Bool {
        var descriptor = libusb_device_descriptor()
        guard libusb_get_device_descriptor(device, &descriptor) == 0,
            descriptor.idVendor == vendorID, descriptor.idProduct == productID
        else { return false }
        var configuration: UnsafeMutablePointer<libusb_config_descriptor>?
        guard libusb_get_config_descriptor(device, 0, &configuration) == 0, let configuration else { return false }
        defer { libusb_free_config_descriptor(configuration) }
        guard configuration.pointee.bNumInterfaces > 0, let interface = configuration.pointee.interface,
            interface.pointee.num_altsetting > 0, let setting = interface.pointee.altsetting
        else { return false }
        return matches(
            interfaceClass: setting.pointee.bInterfaceClass, subclass: setting.pointee.bInterfaceSubClass,
            protocolNumber: setting.pointee.bInterfaceProtocol)
    }
}
