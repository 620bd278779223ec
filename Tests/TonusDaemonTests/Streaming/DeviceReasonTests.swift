// SPDX-License-Identifier: Apache-2.0
import Acquisition
import DeviceProtocol
import PerineometerDriver
import StreamAPI
import Testing

@testable import TonusDaemon

@Suite("Why a perineometer is in its state, in one word")
struct DeviceReasonTests {
    static let reasons: [(DeviceError, DeviceReason)] = [
        (.transport(.disconnected), .unplugged), (.transport(.accessDenied(location: "usb 1-2")), .accessDenied),
        (.transport(.busy(location: "usb 1-2")), .busy), (.transport(.requestRefused(request: 1)), .requestRefused),
        (.transport(.timedOut(request: 1)), .noAnswer), (.transport(.silent), .silent), (.silent(seconds: 1), .silent),
        (.transport(.interrupted), .stopping),
        (.transport(.failed(operation: "open", reason: "LIBUSB_ERROR_IO")), .linkFailed),
        (.transport(.unsupportedProtocol(major: 2)), .newerFirmware), (.unsupportedProtocol(major: 0), .olderFirmware),
        (.page(.checksum(.calibration)), .pageDamaged),
        (.page(.magic(.capabilities, expected: 1, actual: 2)), .notPerineometer),
        (.page(.version(.calibration, expected: 1, actual: 2)), .newerFirmware),
        (.noPelvicFloorChannel, .faultyFirmware), (.layoutChanged, .layoutChanged), (.selfTest, .selfTest),
    ]

    @Test("stands beside the sentences that say the same", arguments: reasons)
    func standsBesideTheSentences(error: DeviceError, reason: DeviceReason) {
        let arrival = DeviceArrival(address: DeviceAddress(1), serial: "A1", location: "usb 1-2")
        let description = DeviceDescription(.unavailable(arrival, error, retrySeconds: 2), simulated: false)
        #expect(description.reasonKey == reason.rawValue)
        #expect(description.reason == error.message)
    }

    @Test("is told where nothing is plugged in, and left out where all is well")
    func isToldWhereNothingIsPluggedIn() {
        #expect(DeviceDescription(.absent, simulated: false).reasonKey == "notPluggedIn")
        let arrival = DeviceArrival(address: DeviceAddress(1), serial: "A1", location: "usb 1-2")
        #expect(DeviceDescription(.opening(arrival), simulated: false).reasonKey == nil)
    }
}
