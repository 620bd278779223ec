// SPDX-License-Identifier: Apache-2.0
internal import CLibUSB

/// Text that a device tells about itself (USB 2.0, 9.6.7): a length, the type 3, then UTF-16 in little-endian order.
enum StringDescriptor {
    private static let type: UInt8 = 3

    /// The text of a string descriptor, or nil where the bytes are none. Control characters are dropped: the text is
    /// the device's, and is shown and logged.
    static func text(_ bytes: [UInt8]) -> String? {
        guard let units = units(bytes) else { return nil }
        return shown(String(decoding: units, as: UTF16.self))
    }

    /// A text of the device's without control characters.
    static func shown(_ text: String) -> String {
        let shown = text.unicodeScalars.filter { $0.properties.generalCategory != .control }
        return String(String.UnicodeScalarView(shown))
    }

    /// The first language of descriptor zero, or nil where it names none.
    static func firstLanguage(_ bytes: [UInt8]) -> UInt16? { units(bytes)?.first }

    private static func units(_ bytes: [UInt8]) -> [UInt16]? {
        guard bytes.count >= 2, bytes[1] == type, bytes[0] >= 2 else { return nil }
        let end = min(Int(bytes[0]), bytes.count) & ~1
        return stride(from: 2, to: end, by: 2).map { UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8 }
    }

    /// Reads the string with a descriptor index; empty where the device has none (index 0). Blocks, so not for callbacks.
    static func read(_ index: UInt8, from pipe: ControlPipe, unless interruption: Interruption) throws(USBError)
        -> String
    {
        guard index != 0 else { return "" }
        let languages = try bytes(0, language: 0, from: pipe, unless: interruption)
        let language = firstLanguage(languages) ?? 0x0409  // English (United States)
        return text(try bytes(index, language: language, from: pipe, unless: interruption)) ?? ""
    }

    private static func bytes(
        _ index: UInt8, language: UInt16, from pipe: ControlPipe, unless interruption: Interruption
    ) throws(USBError) -> [UInt8] {
        // GET_DESCRIPTOR (USB 2.0, 9.4.3).
        try pipe.transfer(
            .init(
                requestType: 0x80, request: 0x06, value: UInt16(type) << 8 | UInt16(index), index: language, length: 255
            ),
            timeoutMilliseconds: USBTransport.controlTimeoutMilliseconds, unless: interruption)
    }
}
