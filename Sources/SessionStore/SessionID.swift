// SPDX-License-Identifier: Apache-2.0

/// The name of a session: 128 random bits, so that neither it nor the order of names tells of a person or a date.
public struct SessionID: Hashable, Sendable, CustomStringConvertible {
    /// 16 bytes.
    let bytes: [UInt8]

    /// A new one.
    public init() {
        var generator = SystemRandomNumberGenerator()
        bytes = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        self.bytes = Array(bytes)
    }

    /// Reads what `description` writes; nil where the text is anything else.
    public init?(_ text: String) {
        let digits = text.utf8.compactMap { Self.alphabet.firstIndex(of: $0) }
        guard text.utf8.count == 26, digits.count == 26, digits[25] & 0b11 == 0 else { return nil }
        var bytes: [UInt8] = []
        var bits = 0
        var count = 0
        for digit in digits {
            bits = (bits << 5 | digit) & 0xFFFF
            count += 5
            if count >= 8, bytes.count < 16 {
                count -= 8
                bytes.append(UInt8(bits >> count & 0xFF))
            }
        }
        self.bytes = bytes
    }

    /// Base 32 (RFC 4648) in lower case without padding: 26 letters and digits.
    public var description: String {
        var text = ""
        var bits = 0
        var count = 0
        for byte in bytes {
            bits = (bits << 8 | Int(byte)) & 0xFFFF
            count += 8
            while count >= 5 {
                count -= 5
                text.unicodeScalars.append(Unicode.Scalar(Self.alphabet[bits >> count & 31]))
            }
        }
        text.unicodeScalars.append(Unicode.Scalar(Self.alphabet[bits << (5 - count) & 31]))
        return text
    }

    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
}

extension SessionID: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = SessionID(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a session id")
        }
        self = id
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
