// SPDX-License-Identifier: Apache-2.0
import DeviceProtocol
import PerineometerDriver
import Perineometry
import Testing
import VirtualPerineometer

@Suite struct DeviceSessionTests {
    private let capabilities: [UInt8]
    private let calibration: [UInt8]
    private let status: [UInt8]

    init() throws {
        let device = VirtualDevice(SimulationSpecification())
        capabilities = try #require(device.control(.getCapabilities))
        calibration = try #require(device.control(.getCalibration))
        status = try #require(device.control(.getStatus))
    }

    private func negotiate(
        capabilities: Result<[UInt8], TransportError>? = nil, calibration: Result<[UInt8], TransportError>? = nil,
        status: [UInt8]? = nil, stop: Result<[UInt8], TransportError> = .success([])
    ) -> Result<DeviceSession, DeviceError> {
        let transport = PagesTransport([
            .stop: stop, .getCapabilities: capabilities ?? .success(self.capabilities),
            .getCalibration: calibration ?? .success(self.calibration), .getStatus: .success(status ?? self.status),
        ])
        do throws(DeviceError) {
            return .success(try DeviceSession.negotiate(over: transport))
        } catch {
            return .failure(error)
        }
    }

    private func error(_ result: Result<DeviceSession, DeviceError>) -> DeviceError? {
        if case .failure(let error) = result { error } else { nil }
    }

    @Test func aDeviceIsStoppedThenReadThenSetToItsOwnRate() throws {
        let transport = PagesTransport([
            .getCapabilities: .success(capabilities), .getCalibration: .success(calibration),
            .getStatus: .success(status),
        ])
        let session = try DeviceSession.negotiate(over: transport)
        #expect(session.rateHertz == 250)
        #expect(session.isSimulated)
        #expect(
            transport.requests == [
                .stop, .getCapabilities, .getCalibration, .setRate(index: UInt8(session.rateIndex)),
                .setTestPattern(0), .getStatus,
            ])
    }

    @Test func aDeviceThatDoesNotKeepItsSettingsIsRefused() throws {
        var other = status
        other[3] = 0
        #expect(error(negotiate(status: other)) == .settingsIgnored(field: "rate"))
        other = status
        other[5] = 1
        #expect(error(negotiate(status: other)) == .settingsIgnored(field: "test pattern"))
    }

    @Test func aCalibrationThatNoBodyHasIsRefused() throws {
        let wild = try CalibrationPage(
            dateDays: 20_000, temperatureCelsius: 25,
            channels: [ChannelCalibration(gain: 1e9, offset: 0, temperatureCoefficient: 0)])
        guard case .implausibleCalibration(channel: 0, _)? = error(negotiate(calibration: .success(wild.encoded())))
        else {
            Issue.record("the calibration was taken")
            return
        }
    }

    @Test func aRequestThatIsNotAnsweredIsRepeatedOnce() {
        let transport = PagesTransport([.stop: .failure(.timedOut(request: 5))])
        #expect(throws: DeviceError.transport(.timedOut(request: 5))) {
            try DeviceSession.negotiate(over: transport)
        }
        #expect(transport.requests == [.stop, .stop])
    }

    @Test func anotherMajorVersionIsRefusedWithItsRemedy() throws {
        var page = capabilities
        page[4] = 2
        refreshChecksum(&page)
        let refusal = error(negotiate(capabilities: .success(page)))
        #expect(refusal == .unsupportedProtocol(major: 2))
        #expect(refusal?.hint == "Update Tonus.")
    }

    @Test func aLaterMinorVersionIsAccepted() throws {
        var page = capabilities
        page[5] = 9
        refreshChecksum(&page)
        #expect(try negotiate(capabilities: .success(page)).get().capabilities.protocolMinor == 9)
    }

    @Test func aDamagedPageIsRefused() {
        var page = calibration
        page[20] ^= 1
        #expect(error(negotiate(calibration: .success(page))) == .page(.checksum(.calibration)))
    }

    @Test func aCalibrationForAnotherNumberOfChannelsIsRefused() throws {
        let two = VirtualDevice(SimulationSpecification(channelCount: 2))
        let page = try #require(two.control(.getCalibration))
        #expect(
            error(negotiate(calibration: .success(page))) == .calibrationChannels(capabilities: 1, calibration: 2))
    }

    @Test func aFailingRequestIsPassedOn() {
        #expect(error(negotiate(stop: .failure(.disconnected))) == .transport(.disconnected))
        #expect(
            error(negotiate(capabilities: .failure(.timedOut(request: 1)))) == .transport(.timedOut(request: 1)))
    }

    @Test(arguments: [
        DeviceError.transport(.disconnected), .transport(.accessDenied(location: "usb 1-2")),
        .transport(.busy(location: "usb 1-2")), .transport(.requestRefused(request: 6)),
        .transport(.timedOut(request: 1)), .transport(.failed(operation: "Opening", reason: "no memory")),
        .page(.checksum(.capabilities)), .unsupportedProtocol(major: 3), .noPelvicFloorChannel,
        .calibrationChannels(capabilities: 1, calibration: 2), .settingsIgnored(field: "rate"),
        .implausibleCalibration(channel: 0, cmH2O: 1e9), .layoutChanged, .silent(seconds: 5),
    ])
    func everyErrorSaysWhatHappenedAndWhatToDo(error: DeviceError) {
        #expect(error.message.hasSuffix("."))
        #expect(error.hint.hasSuffix("."))
    }

    /// CRC-32/ISO-HDLC over all but the last four bytes, worked out bit by bit.
    private func refreshChecksum(_ page: inout [UInt8]) {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in page.dropLast(4) {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        for place in 0..<4 { page[page.count - 4 + place] = UInt8(truncatingIfNeeded: ~crc >> (8 * UInt32(place))) }
    }
}
