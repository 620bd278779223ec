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

    /// The major version of the protocol that this driver speaks: the interface's protocol number.
    static let protocolMajor: UInt8 = 1

    /// The major version that an interface states: vendor class FF, subclass 00, protocol 01 to 0F; nil for other
    /// interfaces. Packets give the major version four bits, so no number above 15 will ever be one of ours.
    static func protocolMajor(interfaceClass: UInt8, subclass: UInt8, protocolNumber: UInt8) -> UInt8? {
        guard interfaceClass == 0xFF, subclass == 0x00, (1...15).contains(protocolNumber) else { return nil }
        return protocolNumber
    }

    /// The major version of the protocol that a perineometer states in its descriptors; nil for any other device. libusb
    /// has them in memory: nothing is sent, so this is allowed in a hotplug callback.
    static func protocolMajor(of device: OpaquePointer) -> UInt8? {
        var descriptor = libusb_device_descriptor()
        guard libusb_get_device_descriptor(device, &descriptor) == 0,
            descriptor.idVendor == vendorID, descriptor.idProduct == productID
        else { return nil }
        var configuration: UnsafeMutablePointer<libusb_config_descriptor>?
        guard libusb_get_config_descriptor(device, 0, &configuration) == 0, let configuration else { return nil }
        defer { libusb_free_config_descriptor(configuration) }
        guard configuration.pointee.bNumInterfaces > 0, let interface = configuration.pointee.interface,
            interface.pointee.num_altsetting > 0, let setting = interface.pointee.altsetting
        else { return nil }
        return protocolMajor(
            interfaceClass: setting.pointee.bInterfaceClass, subclass: setting.pointee.bInterfaceSubClass,
            protocolNumber: setting.pointee.bInterfaceProtocol)
    }
}
