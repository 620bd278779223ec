// SPDX-License-Identifier: Apache-2.0
import DeviceProtocol
import Perineometry

extension SamplePacket {
    /// Decodes bytes of any number, as a transport delivers them: into 64 bytes with a length.
    init(_ wire: [UInt8]) throws(PacketFault) {
        var bytes = InlineArray<64, UInt8>(repeating: 0)
        for index in 0..<min(wire.count, 64) { bytes[index] = wire[index] }
        try self.init(decoding: bytes, length: wire.count)
    }

    /// A packet with counts that differ in every place.
    static func sample(
        minorVersion: UInt8 = 0, flags: PacketFlags = [], channelCount: Int = 2, sampleFormat: SampleFormat = .int16,
        rateIndex: Int = 2, sequence: UInt16 = 0x0102, firstSampleMicroseconds: UInt32 = 0x0A0B_0C0D,
        sampleCount: Int = 3
    ) -> SamplePacket? {
        let samples = (0..<sampleCount).map { sample in
            var counts = SIMD8<Int32>.zero
            for channel in 0..<min(channelCount, 8) {
                let place = Int32(sample * channelCount + channel)
                counts[channel] = (place % 2 == 0 ? -1 : 1) * (2000 + 41 * place)
            }
            return counts
        }
        return SamplePacket(
            minorVersion: minorVersion, flags: flags, channelCount: channelCount, sampleFormat: sampleFormat,
            rateIndex: rateIndex, sequence: sequence, bootID: 0xB002,
            firstSampleMicroseconds: firstSampleMicroseconds, samples: samples)
    }
}

extension Capabilities {
    static func sample(
        protocolMinor: UInt8 = 0, features: DeviceFeatures = [.testPattern], channels: [Channel]? = nil,
        channelCount: Int = 2, sampleFormat: SampleFormat = .int24, ratesHertz: [Int] = [100, 1000],
        defaultRateIndex: Int = 1, fifoPackets: Int = 16
    ) throws(PageFault) -> Capabilities {
        let roles: [ChannelRole] = [.pelvicFloor, .abdominal, .arrayElement]
        let channels =
            channels
            ?? (0..<channelCount).map { number in
                Channel(
                    number: number, role: roles[min(number, 2)], positionMillimetres: number == 0 ? nil : 12 * number,
                    countLimits: -30_000...30_000)
            }
        return try Capabilities(
            protocolMinor: protocolMinor, firmwareVersion: FirmwareVersion(major: 3, minor: 1, patch: 4),
            hardwareRevision: 2, features: features, channels: channels, sampleFormat: sampleFormat,
            ratesHertz: ratesHertz, defaultRateIndex: defaultRateIndex, uniqueID: 0x8877_6655_4433_2211,
            fifoPackets: fifoPackets)
    }
}

extension CalibrationPage {
    static func sample(channelCount: Int = 2, gain: Double = 0.0125) throws(PageFault) -> CalibrationPage {
        try CalibrationPage(
            dateDays: 20_500, temperatureCelsius: 36.5,
            channels: (0..<channelCount).map {
                ChannelCalibration(gain: gain * Double($0 + 1), offset: -3.25, temperatureCoefficient: 0.1)
            })
    }
}

extension DeviceStatus {
    static func sample(
        samplesPerPacket: Int? = 4, rateIndex: Int = 1, testPattern: TestPattern = .off,
        temperatureCelsius: Double? = 36.62
    ) throws(PageFault) -> DeviceStatus {
        try DeviceStatus(
            samplesPerPacket: samplesPerPacket, rateIndex: rateIndex, testPattern: testPattern, bootID: 0xB002,
            nextSequence: 0xFFFE, packetsSent: 65_534, deviceTime: DeviceTime(microseconds: 0x1_0000_0001),
            samplesLost: 12, fifoPackets: 3, temperatureCelsius: temperatureCelsius)
    }
}
