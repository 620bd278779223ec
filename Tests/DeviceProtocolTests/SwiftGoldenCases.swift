// SPDX-License-Identifier: Apache-2.0
import Perineometry

@testable import DeviceProtocol

/// The cases that the Swift codec writes for the C core to check.
enum SwiftGoldenCases {
    static func all() throws -> [GoldenCase] { try packets() + capabilities() + calibrations() + statuses() }

    private static func packets() -> [GoldenCase] {
        var cases: [GoldenCase] = []
        func add(_ name: String, _ packet: SamplePacket?) {
            if let packet { cases.append(GoldenCase(.packet, name, packet.encoded())) }
        }
        for format in SampleFormat.allCases {
            for channels in 1...8 {
                for samples in Set([1, format.samplesPerPacketLimit(channelCount: channels)]).sorted() {
                    let packet = SamplePacket.sample(
                        channelCount: channels, sampleFormat: format, sampleCount: samples)
                    add("\(format)-\(channels)ch-\(samples)", packet)
                }
            }
            let extremes = [format.countRange.lowerBound, -1, 0, format.countRange.upperBound]
            add(
                "\(format)-extremes",
                SamplePacket(
                    flags: .clipped, channelCount: 1, sampleFormat: format, rateIndex: 7, sequence: 0xFFFF,
                    bootID: 0xFFFF, firstSampleMicroseconds: 0xFFFF_FFFF,
                    samples: extremes.map { SIMD8($0, 0, 0, 0, 0, 0, 0, 0) }))
        }
        for bit in 0..<5 {
            add("flag-bit-\(bit)", .sample(flags: PacketFlags(rawValue: 1 << bit)))
        }
        add("sequence-and-time-after-their-wrap", .sample(sequence: 0, firstSampleMicroseconds: 17))
        add("later-minor-unknown-flag", .sample(minorVersion: 15, flags: PacketFlags(rawValue: 0x80)))
        guard let valid = SamplePacket.sample()?.encoded() else { return cases }
        for length in [0, 15, 16, 27] {
            cases.append(GoldenCase(.packet, "first-\(length)-bytes", Array(valid.prefix(length))))
        }
        cases.append(GoldenCase(.packet, "with-a-byte-more", valid + [0]))
        return cases
    }

    private static func capabilities() throws -> [GoldenCase] {
        var pages: [(String, Capabilities)] = []
        for count in 1...8 { pages.append(("\(count)ch", try .sample(channelCount: count))) }
        pages.append(("int16", try .sample(sampleFormat: .int16)))
        pages.append(("all-features", try .sample(features: .known)))
        pages.append(("later-minor", try .sample(protocolMinor: 9, features: DeviceFeatures(rawValue: 0x8000_0000))))
        pages.append(
            (
                "rates-at-their-limits",
                try .sample(
                    channelCount: 8, ratesHertz: [20, 2000, 20, 2000, 20, 2000, 20, 2000], defaultRateIndex: 7,
                    fifoPackets: 255)
            ))
        return pages.map { GoldenCase(.capabilities, $0.0, $0.1.encoded()) }
    }

    private static func calibrations() throws -> [GoldenCase] {
        var pages: [(String, CalibrationPage)] = []
        for count in 1...8 { pages.append(("\(count)ch", try .sample(channelCount: count))) }
        let extremes = ChannelCalibration(
            gain: -.greatestFiniteMagnitude, offset: .leastNonzeroMagnitude, temperatureCoefficient: -0.0)
        pages.append(
            (
                "extremes",
                try CalibrationPage(dateDays: 0, temperatureCelsius: -327.68, channels: [extremes])
            ))
        return pages.map { GoldenCase(.calibration, $0.0, $0.1.encoded()) }
    }

    private static func statuses() throws -> [GoldenCase] {
        [
            ("streaming", try DeviceStatus.sample()),
            ("stopped", try .sample(samplesPerPacket: nil, temperatureCelsius: nil)),
            ("ramp", try .sample(samplesPerPacket: 1, testPattern: .ramp, temperatureCelsius: -327.67)),
            ("extremes", try .sample(samplesPerPacket: 24, rateIndex: 7, testPattern: .extremes)),
        ].map { GoldenCase(.status, $0.0, $0.1.encoded()) }
    }
}
