// SPDX-License-Identifier: Apache-2.0
internal import CTonusProtocol
internal import Perineometry

extension VirtualDevice {
    static func capabilities(of specification: SimulationSpecification, warmUp: WarmUp?) -> tonus_capabilities {
        var page = tonus_capabilities()
        page.hardware_revision = 1
        page.features = UInt32(TONUS_FEATURE_SIMULATED.rawValue | TONUS_FEATURE_TEST_PATTERN.rawValue)
        if warmUp != nil { page.features |= UInt32(TONUS_FEATURE_TEMPERATURE.rawValue) }
        page.channel_count = UInt8(specification.channelCount)
        page.sample_format = UInt8(TONUS_FORMAT_INT24.rawValue)
        page.rate_count = UInt8(SimulationSpecification.ratesHertz.count)
        page.default_rate_index = UInt8(
            SimulationSpecification.ratesHertz.firstIndex(of: specification.rateHertz) ?? 0)
        withUnsafeMutableBytes(of: &page.rates_hz) { bytes in
            let rates = bytes.assumingMemoryBound(to: UInt16.self)
            for (index, rate) in SimulationSpecification.ratesHertz.enumerated() { rates[index] = UInt16(rate) }
        }
        withUnsafeMutableBytes(of: &page.unique_id) { bytes in
            let id = VirtualPatient.seed(specification.seed, of: specification.persona)
            bytes.storeBytes(of: id.littleEndian, as: UInt64.self)
        }
        withUnsafeMutableBytes(of: &page.channels) { bytes in
            let channels = bytes.assumingMemoryBound(to: tonus_channel.self)
            for channel in 0..<specification.channelCount {
                let role =
                    switch ChannelProfile.role(ofChannel: channel) {
                    case .pelvicFloor: TONUS_ROLE_PELVIC_FLOOR
                    case .abdominal: TONUS_ROLE_ABDOMINAL
                    case .arrayElement: TONUS_ROLE_ARRAY_ELEMENT
                    }
                let position = ChannelProfile.positionMillimetres(ofChannel: channel)
                channels[channel] = tonus_channel(
                    role: UInt8(role.rawValue),
                    position_mm: position.map(UInt8.init) ?? UInt8(TONUS_POSITION_NOT_STATED),
                    minimum_counts: CountConverter.countLimits.lowerBound,
                    maximum_counts: CountConverter.countLimits.upperBound)
            }
        }
        return page
    }

    static func calibration(of specification: SimulationSpecification, warmUp: WarmUp?) -> tonus_calibration {
        var page = tonus_calibration()
        // 2026-01-01; a clock has no business in a device that must be the same in each run.
        page.date_days = 20_454
        page.temperature_centidegrees = Int16(WarmUp.calibrationCelsius * 100)
        page.channel_count = UInt8(specification.channelCount)
        withUnsafeMutableBytes(of: &page.channels) { bytes in
            let channels = bytes.assumingMemoryBound(to: tonus_channel_calibration.self)
            for channel in 0..<specification.channelCount {
                channels[channel] = tonus_channel_calibration(
                    gain_bits: CountConverter.gain(ofChannel: channel).bitPattern,
                    offset_bits: CountConverter.offset(ofChannel: channel).bitPattern,
                    temperature_coefficient_bits: (warmUp?.coefficient ?? 0).bitPattern)
            }
        }
        return page
    }

    /// "SIM-comfortable-strong-1". Where that is longer than a serial may be, the seed is written in base 36 and the
    /// persona's name is cut, which still tells all personas and seeds apart.
    static func serial(of specification: SimulationSpecification) -> String {
        let limit = Int(TONUS_MAX_SERIAL_LENGTH)
        let plain = "SIM-\(specification.persona.id)-\(specification.seed)"
        guard plain.count > limit else { return plain }
        let seed = String(specification.seed, radix: 36)
        return "SIM-\(specification.persona.id.prefix(limit - 5 - seed.count))-\(seed)"
    }
}
