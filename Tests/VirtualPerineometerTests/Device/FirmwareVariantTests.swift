// SPDX-License-Identifier: Apache-2.0
import DeviceProtocol
import PerineometerDriver
import Testing
import VirtualPerineometer

@Suite struct FirmwareVariantTests {
    private let device = VirtualDevice(SimulationSpecification())

    private func capabilities() throws -> Capabilities {
        try Capabilities(decoding: try #require(device.control(.getCapabilities)))
    }

    @Test func anotherVersionIsReportedAfterTheNextPowerUp() throws {
        let version = FirmwareVersion(major: 2, minor: 3, patch: 4)
        device.firmwareAtPowerUp.version = version
        #expect(try capabilities().firmwareVersion == FirmwareVersion(major: 1, minor: 0, patch: 0))
        device.powerCycle()
        #expect(try capabilities().firmwareVersion == version)
    }

    @Test func aLaterProtocolIsReadFromAnOtherwiseSoundPage() throws {
        device.firmwareAtPowerUp.protocolMajor = 2
        device.powerCycle()
        #expect(throws: PageFault.version(.capabilities, expected: 1, actual: 2)) { try capabilities() }
        device.firmwareAtPowerUp.protocolMajor = 1
        device.powerCycle()
        _ = try capabilities()
    }

    @Test func aDamagedCalibrationFailsItsChecksum() throws {
        device.firmwareAtPowerUp.hasDamagedCalibration = true
        device.powerCycle()
        let page = try #require(device.control(.getCalibration))
        #expect(throws: PageFault.self) { try CalibrationPage(decoding: page) }
        device.firmwareAtPowerUp.hasDamagedCalibration = false
        device.powerCycle()
        _ = try CalibrationPage(decoding: try #require(device.control(.getCalibration)))
    }

    @Test func theSerialNumberCanBeChosen() {
        #expect(VirtualDevice(SimulationSpecification(), serial: "BENCH-7").identity.serial == "BENCH-7")
    }
}
