// SPDX-License-Identifier: Apache-2.0
public import DeviceProtocol

/// Why a perineometer that is present cannot be used.
public enum DeviceError: Error, Hashable, Sendable {
    case transport(TransportError)
    /// A capability or calibration page is damaged.
    case page(PageFault)
    /// The firmware speaks a protocol of another major version.
    case unsupportedProtocol(major: UInt8)
    /// No channel measures at the pelvic floor.
    case noPelvicFloorChannel
    /// The calibration page does not cover the channels that the device has.
    case calibrationChannels(capabilities: Int, calibration: Int)
    /// The device does not take the settings that its own capabilities offer.
    case settingsIgnored(field: String)
    /// The calibration makes pressures that no body has.
    case implausibleCalibration(channel: Int, cmH2O: Double)
    /// Packets have another layout or rate than was negotiated, or hold a test pattern.
    case layoutChanged
    /// Streaming pauses for a self-test that was asked for.
    case selfTest
    /// Packets stopped arriving.
    case silent(seconds: Double)

    /// What happened, in one sentence.
    public var message: String {
        switch self {
        case .transport(let error): error.message
        case .page(let fault): fault.message
        case .unsupportedProtocol(let major):
            "The perineometer speaks protocol \(major).x; this daemon speaks 1.x."
        case .noPelvicFloorChannel: "The perineometer has no channel that measures at the pelvic floor."
        case .calibrationChannels(let capabilities, let calibration):
            "The perineometer has \(capabilities) channels but its calibration page covers \(calibration)."
        case .settingsIgnored(let field): "The perineometer does not keep the \(field) that it was set to."
        case .implausibleCalibration(let channel, let pressure):
            "The calibration of channel \(channel) reaches \(pressure) cmH2O, which no probe measures."
        case .layoutChanged: "The perineometer sends packets of another layout or rate than it was set to."
        case .selfTest: "The perineometer is being tested."
        case .silent(let seconds): "The perineometer sent nothing for \((seconds * 100).rounded() / 100) s."
        }
    }

    /// What to do about it.
    public var hint: String {
        switch self {
        case .transport(let error): error.hint
        case .page(let fault): fault.hint
        case .unsupportedProtocol(let major):
            major > 1 ? "Update Tonus." : "Update the probe's firmware."
        case .layoutChanged:
            "Tonus opens the probe again by itself; if it persists, another program may be setting it up."
        case .noPelvicFloorChannel, .calibrationChannels, .settingsIgnored, .implausibleCalibration:
            "The probe's firmware must be corrected by its maker."
        case .selfTest: "Wait some seconds; streaming resumes by itself."
        case .silent: "Check the cable; Tonus opens the probe again by itself."
        }
    }
}
