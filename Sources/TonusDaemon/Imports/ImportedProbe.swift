// SPDX-License-Identifier: Apache-2.0
import DeviceProtocol
import Perineometry
import RecordingFiles

/// Stands for the probe of a recording that was made elsewhere. What it says of itself is what the file says of its
/// numbers; it has no serial number, no firmware and no date of calibration.
struct ImportedProbe {
    let product: String
    let capabilities: Capabilities
    let calibration: CalibrationPage
    let isSimulated: Bool

    static let serial = "imported"
    static let rateIndex = 0

    /// - Parameters:
    ///   - format: the kind of file.
    ///   - rateHertz: samples a second.
    ///   - channels: the pelvic floor first.
    ///   - isSixteenBit: whether all counts fit 16 bits.
    ///   - isSimulated: whether the file says so.
    /// - Throws: `PageFault` where no probe could be like that.
    init(
        format: String, rateHertz: Int, channels: [(role: ChannelRole, scale: CountScale)], isSixteenBit: Bool,
        isSimulated: Bool
    ) throws(PageFault) {
        product = "Recording made elsewhere (\(format))"
        self.isSimulated = isSimulated
        capabilities = try Capabilities(
            firmwareVersion: FirmwareVersion(major: 0, minor: 0, patch: 0), hardwareRevision: 0,
            features: isSimulated ? .simulated : [],
            channels: channels.enumerated().map {
                Channel(number: $0.offset, role: $0.element.role, countLimits: $0.element.scale.limits)
            },
            sampleFormat: isSixteenBit ? .int16 : .int24, ratesHertz: [rateHertz], defaultRateIndex: Self.rateIndex,
            uniqueID: 0, fifoPackets: 1)
        calibration = try CalibrationPage(
            dateDays: 0, temperatureCelsius: 0,
            channels: channels.map {
                ChannelCalibration(gain: $0.scale.gain, offset: $0.scale.offset, temperatureCoefficient: 0)
            })
    }

    var rateHertz: Int { capabilities.ratesHertz[Self.rateIndex] }
    var countRange: ClosedRange<Int32> { capabilities.sampleFormat.countRange }
}

extension ImportedProbe {
    /// That of a file.
    init(_ recording: CountedRecording) throws(PageFault) {
        try self.init(
            format: recording.description.format.rawValue, rateHertz: recording.rateHertz,
            channels: zip(recording.channels, recording.scales).map { ($0.role, $1) },
            isSixteenBit: recording.isSixteenBit, isSimulated: recording.description.isSimulated)
    }
}
