// SPDX-License-Identifier: Apache-2.0
import DeviceProtocol
import Perineometry
import Testing

@Suite struct CapabilitiesTests {
    @Test func valuesOutOfTheirRangeAreRefusedByName() throws {
        let range: ClosedRange<Int32> = -100...100
        let wide: ClosedRange<Int32> = -100...0x80_0000
        func channel(_ number: Int = 0, position: Int? = nil, limits: ClosedRange<Int32> = range) -> [Channel] {
            [Channel(number: number, role: .pelvicFloor, positionMillimetres: position, countLimits: limits)]
        }
        _ = try Capabilities.sample(channels: channel(position: 254))
        expect("channel count") { () throws(PageFault) in try .sample(channelCount: 0) }
        expect("channel count") { () throws(PageFault) in try .sample(channelCount: 9) }
        expect("channel number") { () throws(PageFault) in try .sample(channels: channel(1)) }
        expect("position of channel 0") { () throws(PageFault) in try .sample(channels: channel(position: 255)) }
        expect("position of channel 0") { () throws(PageFault) in try .sample(channels: channel(position: -1)) }
        expect("count limits of channel 0") { () throws(PageFault) in try .sample(channels: channel(limits: 5...5)) }
        expect("count limits of channel 0") { () throws(PageFault) in try .sample(channels: channel(limits: wide)) }
        expect("rate count") { () throws(PageFault) in try .sample(ratesHertz: []) }
        expect("rate count") { () throws(PageFault) in try .sample(ratesHertz: Array(repeating: 100, count: 9)) }
        expect("rate") { () throws(PageFault) in try .sample(ratesHertz: [19, 100]) }
        expect("rate") { () throws(PageFault) in try .sample(ratesHertz: [100, 2001]) }
        expect("default rate index") { () throws(PageFault) in try .sample(defaultRateIndex: 2) }
        expect("default rate index") { () throws(PageFault) in try .sample(defaultRateIndex: -1) }
        expect("packet store") { () throws(PageFault) in try .sample(fifoPackets: 0) }
        expect("packet store") { () throws(PageFault) in try .sample(fifoPackets: 256) }
        expect("features") { () throws(PageFault) in try .sample(features: DeviceFeatures(rawValue: 8)) }
    }

    private func expect(_ field: String, _ make: () throws(PageFault) -> Capabilities) {
        do {
            _ = try make()
            Issue.record("\(field) was accepted")
        } catch .contents(.capabilities, let actual, _, _) {
            #expect(actual == field)
        } catch {
            Issue.record(error)
        }
    }

    @Test func aPageIsCheckedBeforeItIsBelieved() throws {
        let bytes = try Capabilities.sample().encoded()
        #expect(try Capabilities(decoding: bytes) == .sample())
        #expect(throws: PageFault.checksum(.capabilities)) {
            var damaged = bytes
            damaged[20] ^= 1
            _ = try Capabilities(decoding: damaged)
        }
        #expect(throws: PageFault.length(.capabilities, expected: bytes.count, actual: bytes.count - 1)) {
            _ = try Capabilities(decoding: bytes.dropLast())
        }
        #expect(throws: PageFault.magic(.calibration, expected: 0x4C41_4354, actual: 0x5355_4E54)) {
            _ = try CalibrationPage(decoding: bytes)
        }
    }

    @Test func firmwareVersionsCompareByTheirNumbers() {
        let old = FirmwareVersion(major: 1, minor: 9, patch: 9)
        let new = FirmwareVersion(major: 1, minor: 10, patch: 0)
        #expect(old < new && !(new < old))
        #expect(new < FirmwareVersion(major: 2, minor: 0, patch: 0))
        #expect(new.description == "1.10.0")
    }
}

@Suite struct CalibrationPageTests {
    @Test func countsBecomePressureByGainAndOffset() throws {
        let page = try CalibrationPage(
            dateDays: 0, temperatureCelsius: 25,
            channels: [
                ChannelCalibration(gain: 0.5, offset: -2, temperatureCoefficient: 0.25),
                ChannelCalibration(gain: -0.125, offset: 1, temperatureCoefficient: -1),
            ])
        let counts = SIMD8<Int32>(100, -8, 77, 0, 0, 0, 0, 0)
        let unknown = page.conversion(atCelsius: nil).pressure(ofCounts: counts)
        #expect(unknown == ChannelVector(48, 2, 0, 0, 0, 0, 0, 0))
        let warm = page.conversion(atCelsius: 37).pressure(ofCounts: counts)
        #expect(warm == ChannelVector(51, -10, 0, 0, 0, 0, 0, 0))
    }

    @Test(arguments: [0, -0.0, .nan, .infinity, -.infinity])
    func aGainThatWouldHideTheSignalIsRefused(gain: Double) {
        #expect(throws: PageFault.self) { try CalibrationPage.sample(gain: gain) }
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func coefficientsThatAreNoNumbersAreRefused(value: Double) {
        #expect(throws: PageFault.self) { try page(offset: value, coefficient: 0) }
        #expect(throws: PageFault.self) { try page(offset: 0, coefficient: value) }
        #expect(throws: Never.self) { try page(offset: 0, coefficient: 0) }
    }

    private func page(offset: Double, coefficient: Double) throws -> CalibrationPage {
        try CalibrationPage(
            dateDays: 0, temperatureCelsius: 20,
            channels: [ChannelCalibration(gain: 1, offset: offset, temperatureCoefficient: coefficient)])
    }

    @Test(arguments: [327.68, -327.69, .nan, .infinity])
    func temperaturesThatDoNotFitThePageAreRefused(celsius: Double) {
        let channels = [ChannelCalibration(gain: 1, offset: 0, temperatureCoefficient: 0)]
        #expect(throws: PageFault.self) {
            try CalibrationPage(dateDays: 0, temperatureCelsius: celsius, channels: channels)
        }
    }

    @Test func everyHundredthOfADegreeSurvivesTheWire() throws {
        let channels = [ChannelCalibration(gain: 1, offset: 0, temperatureCoefficient: 0)]
        for centidegrees in stride(from: Int16.min, through: Int16.max - 7, by: 7) {
            let celsius = Double(centidegrees) / 100
            let page = try CalibrationPage(dateDays: 0, temperatureCelsius: celsius, channels: channels)
            #expect(try CalibrationPage(decoding: page.encoded()).temperatureCelsius == celsius)
        }
    }
}

@Suite struct DeviceStatusTests {
    @Test func theWireSurvivesItsExtremes() throws {
        for status in [
            try DeviceStatus.sample(), try .sample(samplesPerPacket: nil, temperatureCelsius: nil),
            try .sample(samplesPerPacket: 24, temperatureCelsius: -327.67),
        ] {
            #expect(try DeviceStatus(decoding: status.encoded()) == status)
        }
        #expect(try DeviceStatus.sample(temperatureCelsius: nil).temperatureCelsius == nil)
        #expect(try DeviceStatus.sample(samplesPerPacket: nil).isStreaming == false)
    }

    @Test func valuesOutOfTheirRangeAreRefused() {
        #expect(throws: PageFault.self) { try DeviceStatus.sample(samplesPerPacket: 0) }
        #expect(throws: PageFault.self) { try DeviceStatus.sample(samplesPerPacket: 25) }
        #expect(throws: PageFault.self) { try DeviceStatus.sample(rateIndex: 8) }
        #expect(throws: PageFault.self) { try DeviceStatus.sample(rateIndex: -1) }
        #expect(throws: PageFault.self) { try DeviceStatus.sample(temperatureCelsius: -327.68) }
        #expect(throws: PageFault.self) { try DeviceStatus.sample(temperatureCelsius: .nan) }
    }
}

@Suite struct PageFaultTests {
    @Test func everyFaultNamesThePageTheValueAndTheRemedy() {
        let faults: [(PageFault, String)] = [
            (.length(.status, expected: 32, actual: 7), "7 bytes instead of 32"),
            (.magic(.capabilities, expected: 0x5355_4E54, actual: 0xDEAD), "0xDEAD instead of 0x53554E54"),
            (.checksum(.calibration), "checksum"),
            (.version(.capabilities, expected: 1, actual: 2), "version 2"),
            (.contents(.capabilities, field: "rate", value: "5 Hz", allowed: "20 to 2000 Hz"), "rate 5 Hz"),
        ]
        for (fault, part) in faults {
            #expect(fault.message.contains(part) && fault.message.contains(fault.page.rawValue))
            #expect(fault.hint.hasSuffix("."))
        }
    }
}
