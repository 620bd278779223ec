// SPDX-License-Identifier: Apache-2.0

/// What a device tells of itself by control requests. The raw value is its name for people.
public enum DevicePage: String, Hashable, Sendable {
    case capabilities = "capability page"
    case calibration = "calibration page"
    case status = "status page"
}

/// Why bytes are not the page that was asked for, or values cannot be put into one.
public enum PageFault: Error, Hashable, Sendable {
    /// The page has `actual` bytes where it must have `expected`.
    case length(DevicePage, expected: Int, actual: Int)
    /// The page does not begin with its four magic bytes.
    case magic(DevicePage, expected: UInt32, actual: UInt32)
    /// The CRC-32 does not match.
    case checksum(DevicePage)
    /// The page is of another major version, or of another calibration format, than `expected`.
    case version(DevicePage, expected: UInt8, actual: UInt8)
    /// A field has a value that it must not have.
    case contents(DevicePage, field: String, value: String, allowed: String)

    /// The page at fault.
    public var page: DevicePage {
        switch self {
        case .length(let page, _, _), .magic(let page, _, _), .checksum(let page), .version(let page, _, _),
            .contents(let page, _, _, _):
            page
        }
    }

    /// What happened, in one sentence.
    public var message: String {
        let name = page.rawValue
        switch self {
        case .length(_, let expected, let actual):
            return "The \(name) of the perineometer has \(actual) bytes instead of \(expected)."
        case .magic(_, let expected, let actual):
            return "The \(name) of the perineometer begins with \(hex(actual)) instead of \(hex(expected))."
        case .checksum:
            return "The checksum of the perineometer's \(name) is wrong."
        case .version(_, let expected, let actual):
            return "The \(name) of the perineometer is of version \(actual), and this is version \(expected)."
        case .contents(_, let field, let value, let allowed):
            return "The \(name) of the perineometer has \(field) \(value), which must be \(allowed)."
        }
    }

    /// What to do about it.
    public var hint: String {
        switch self {
        case .length, .checksum:
            "Unplug the probe and plug it in again; if it happens again, its firmware needs repair."
        case .magic:
            "The device may not be a perineometer: its USB id is shared by prototypes. Unplug the other device."
        case .version:
            "Update Tonus or the firmware of the probe, so that both speak the same major version."
        case .contents:
            "Report it to the maker of the firmware; Firmware-Protocol/PROTOCOL.md states the rule."
        }
    }

    private func hex(_ value: UInt32) -> String { "0x" + String(value, radix: 16, uppercase: true) }
}
