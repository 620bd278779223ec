// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import PerineometerDriver

@Suite struct USBErrorTests {
    @Test func anErrorWhileOpeningNamesThePlaceAndTheCause() {
        #expect(USBError.access.whileOpening("Opening", location: "usb 1-2") == .accessDenied(location: "usb 1-2"))
        #expect(USBError.busy.whileOpening("Claiming", location: "usb 1-2") == .busy(location: "usb 1-2"))
        #expect(USBError.noDevice.whileOpening("Opening", location: "usb 1-2") == .disconnected)
        #expect(
            USBError.pipe.whileOpening("Reading", location: "usb 1-2")
                == .failed(operation: "Reading at usb 1-2", reason: "LIBUSB_ERROR_PIPE"))
    }

    @Test func theEndOfARequestNamesTheRequest() {
        #expect(USBError.pipe.ending(.getStatus) == .requestRefused(request: 3))
        #expect(USBError.timeout.ending(.getCalibration) == .timedOut(request: 2))
        #expect(USBError.noDevice.ending(.stop) == .disconnected)
        #expect(
            USBError.busy.ending(.stop) == .failed(operation: "Request 0x5", reason: "LIBUSB_ERROR_BUSY"))
    }

    @Test func deniedAccessIsTriedAgainForASecond() {
        let pauses = Array(AccessBackOff())
        #expect(pauses.reduce(0, +) == 1000)
        #expect(pauses.first == 10)
        #expect(pauses.allSatisfy { $0 <= 200 })
    }

    @Test func aPerineometerIsKnownByItsInterfaceAndNotByTheSharedTestId() {
        #expect(USBProfile.protocolMajor(interfaceClass: 0xFF, subclass: 0, protocolNumber: 1) == 1)
        #expect(USBProfile.protocolMajor(interfaceClass: 0xFF, subclass: 0, protocolNumber: 2) == 2)
        #expect(USBProfile.protocolMajor(interfaceClass: 0xFF, subclass: 0, protocolNumber: 15) == 15)
        for (interfaceClass, subclass, number): (UInt8, UInt8, UInt8) in [
            (0xFF, 0, 0), (0xFF, 0, 16), (0xFF, 0, 0xFF), (0x03, 0, 1), (0xFF, 1, 1),
        ] {
            let major = USBProfile.protocolMajor(
                interfaceClass: interfaceClass, subclass: subclass, protocolNumber: number)
            #expect(major == nil)
        }
    }
}
