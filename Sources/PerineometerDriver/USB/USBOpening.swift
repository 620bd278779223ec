// SPDX-License-Identifier: Apache-2.0
internal import CLibUSB

extension USBTransport {
    /// Opens a device, claims its interface and reads who it is. Blocks for up to about a second where access is denied
    /// at first, and for control requests, unless the bus is interrupted; not for callbacks.
    static func opening(_ device: USBDevice, on bus: USBBus) throws(TransportError) -> USBTransport {
        let location = device.location
        let major = USBProfile.protocolMajor(of: device.pointer)
        guard major == USBProfile.protocolMajor else { throw .unsupportedProtocol(major: major ?? 0) }
        let handle = try openHandle(of: device, location: location, unless: bus.interruption)
        let pipe = ControlPipe(handle: handle)
        do throws(TransportError) {
            try claim(handle, of: device, location: location)
            let identity = try readIdentity(pipe, of: device, location: location, unless: bus.interruption)
            return USBTransport(identity: identity, pipe: pipe, device: device, bus: bus)
        } catch {
            if pipe.hasLostTransfer {
                _ = Unmanaged.passRetained(device)
                bus.handleWasOpened()
            } else {
                libusb_close(handle)
            }
            throw error
        }
    }

    private static func openHandle(
        of device: USBDevice, location: String, unless interruption: Interruption
    ) throws(TransportError) -> OpaquePointer {
        var pauses = AccessBackOff()
        while true {
            if interruption.isRequested { throw .interrupted }
            var handle: OpaquePointer?
            let result = libusb_open(device.pointer, &handle)
            if result == 0, let handle { return handle }
            let error = USBError(code: result)
            guard error == .access, let pause = pauses.next() else {
                throw error.whileOpening("Opening the perineometer", location: location)
            }
            interruption.wait(milliseconds: Int32(pause))
        }
    }

    private static func claim(_ handle: OpaquePointer, of device: USBDevice, location: String) throws(TransportError) {
        do throws(USBError) {
            var configuration: UnsafeMutablePointer<libusb_config_descriptor>?
            try USBError.check(libusb_get_config_descriptor(device.pointer, 0, &configuration))
            defer { libusb_free_config_descriptor(configuration) }
            var active: Int32 = 0
            try USBError.check(libusb_get_configuration(handle, &active))
            // Only where it differs: setting the same configuration again resets the device a little.
            if let wanted = configuration?.pointee.bConfigurationValue, active != Int32(wanted) {
                try USBError.check(libusb_set_configuration(handle, Int32(wanted)))
            }
            try USBError.check(libusb_claim_interface(handle, USBProfile.interfaceNumber))
        } catch {
            throw error.whileOpening("Claiming the perineometer", location: location)
        }
    }

    private static func readIdentity(
        _ pipe: ControlPipe, of device: USBDevice, location: String, unless interruption: Interruption
    ) throws(TransportError) -> DeviceIdentity {
        var descriptor = libusb_device_descriptor()
        let serial: String
        let manufacturer: String
        let product: String
        do throws(USBError) {
            try USBError.check(libusb_get_device_descriptor(device.pointer, &descriptor))
            serial = try StringDescriptor.read(descriptor.iSerialNumber, from: pipe, unless: interruption)
            manufacturer = try StringDescriptor.read(descriptor.iManufacturer, from: pipe, unless: interruption)
            product = try StringDescriptor.read(descriptor.iProduct, from: pipe, unless: interruption)
        } catch {
            throw error.whileOpening("Reading the names of the perineometer", location: location)
        }
        guard !serial.isEmpty else {
            throw .failed(operation: "Reading the serial number at \(location)", reason: "the device has none")
        }
        return DeviceIdentity(
            serial: serial, manufacturer: manufacturer, product: product, location: location, isSimulated: false)
    }
}
