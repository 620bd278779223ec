// SPDX-License-Identifier: Apache-2.0
import CTonusProtocol
import DeviceProtocol
import Testing

@Suite struct ProtocolPageTests {
    private let page: ProtocolPage

    init() throws { page = try ProtocolPage() }

    @Test func theWorkedExampleIsWhatTheCodecMakesOfIt() throws {
        let lines = page.section("Worked example").filter { $0.hasPrefix("    packet ") }
        let golden = try GoldenCase(line: String(try #require(lines.first).dropFirst(4)))
        #expect(golden.rendered == golden.line)
        #expect(golden.line.contains(" ok "))
        #expect(page.bytes(below: "Worked example") == golden.bytes)
    }

    @Test func descriptorsAreThoseOfTheCore() {
        #expect(page.bytes(below: "Device descriptor") == bytes(of: tonus_device_descriptor))
        #expect(page.bytes(below: "Configuration descriptor") == bytes(of: tonus_configuration_descriptor))
        #expect(page.bytes(below: "BOS descriptor") == bytes(of: tonus_bos_descriptor))
        #expect(page.bytes(below: "Microsoft OS 2.0 descriptor set") == bytes(of: tonus_ms_os_20_descriptor_set))
    }

    private func bytes<Value: BitwiseCopyable>(of value: Value) -> [UInt8] {
        withUnsafeBytes(of: value) { Array($0) }
    }

    @Test func setupBytesOfEveryRequestAreUnderstoodByTheCore() throws {
        var device = try #require(CoreDevice.make())
        let rows = page.rows(below: "4. Requests").filter { $0.count == 7 && $0[6].hasPrefix("`") }
        #expect(rows.count == 8)
        for row in rows {
            let setup = row[6].filter { $0 != "`" }.split(separator: " ").compactMap { UInt8($0, radix: 16) }
            try #require(setup.count == 8)
            #expect(setup[0] == UInt8(row[1], radix: 16) && setup[1] == UInt8(row[2], radix: 16), "\(row[0])")
            if let length = Int(row[5]) { #expect(Int(setup[6]) | Int(setup[7]) << 8 == length, "\(row[0])") }
            var reply = [UInt8](repeating: 0, count: 256)
            if row[0] == "SET_RATE" || row[0] == "SET_TEST_PATTERN" { tonus_device_stop(&device) }
            #expect(tonus_device_control(&device, setup, &reply, reply.count) >= 0, "\(row[0])")
        }
    }

    @Test func theTableOfLimitsIsThatOfTheCodec() {
        let rows = page.rows(below: "7. Limits").filter { Int($0[0]) != nil }
        #expect(rows.count == 8)
        for row in rows {
            guard let channels = Int(row[0]) else { continue }
            for (format, column) in [(SampleFormat.int16, 1), (.int24, 4)] {
                let limit = format.samplesPerPacketLimit(channelCount: channels)
                #expect(row[column] == "\(limit)")
                for (rate, offset) in [(1000, 1), (2000, 2)] {
                    let tenthsOfPercent = (Double(rate) / Double(limit)).rounded()
                    #expect(row[column + offset] == "\(tenthsOfPercent / 10) %", "\(channels) channels")
                }
            }
        }
    }
}

/// The C core as a device under test.
enum CoreDevice {
    static func make() -> tonus_device? {
        var capabilities = tonus_capabilities()
        capabilities.features = UInt32(TONUS_FEATURE_TEST_PATTERN.rawValue)
        capabilities.channel_count = 1
        capabilities.sample_format = UInt8(TONUS_FORMAT_INT24.rawValue)
        capabilities.rate_count = 2
        capabilities.rates_hz.0 = 100
        capabilities.rates_hz.1 = 1000
        capabilities.channels.0 = tonus_channel(
            role: 1, position_mm: 255, minimum_counts: -8_000_000, maximum_counts: 8_000_000)
        var calibration = tonus_calibration()
        calibration.channel_count = 1
        calibration.channels.0.gain_bits = (0.001).bitPattern
        var device = tonus_device()
        return tonus_device_init(&device, &capabilities, &calibration, 0xB003) ? device : nil
    }
}
