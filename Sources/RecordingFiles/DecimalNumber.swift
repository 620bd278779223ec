// SPDX-License-Identifier: Apache-2.0

/// Reads decimal numbers from bytes: correctly rounded, whatever the locale, without making strings in the common case.
enum DecimalNumber {
    private static let powersOfTen: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]

    /// The number that the bytes spell, from end to end. Nil where they spell none, or one too large for a Double.
    ///
    /// A mantissa below 2^53 with a power of ten up to 22 needs one exactly rounded operation (Clinger, "How to read
    /// floating point numbers accurately", 1990); the standard library reads the others.
    static func parse(_ bytes: Slice<UnsafeRawBufferPointer>, decimalSign: UInt8 = UInt8(ascii: ".")) -> Double? {
        let base = bytes.base
        var place = bytes.startIndex
        let end = bytes.endIndex
        guard place < end, end - place <= 400 else { return nil }
        let isNegative = base[place] == UInt8(ascii: "-")
        if isNegative || base[place] == UInt8(ascii: "+") { place += 1 }
        var mantissa: UInt64 = 0
        var digits = 0
        var decimals = 0
        var isPastSign = false
        var isExact = true
        while place < end {
            let byte = base[place]
            let digit = byte &- 0x30
            if digit < 10 {
                digits += 1
                if mantissa < 900_000_000_000_000_000 {
                    mantissa = mantissa &* 10 &+ UInt64(digit)
                    if isPastSign { decimals += 1 }
                } else {
                    isExact = false
                }
            } else if byte == decimalSign && !isPastSign {
                isPastSign = true
            } else {
                break
            }
            place += 1
        }
        guard digits > 0 else { return nil }
        var exponent = 0
        if place < end {
            guard base[place] | 0x20 == UInt8(ascii: "e") else { return nil }
            place += 1
            guard place < end else { return nil }
            let isDown = base[place] == UInt8(ascii: "-")
            if isDown || base[place] == UInt8(ascii: "+") { place += 1 }
            guard place < end, end - place <= 6 else { return nil }
            while place < end {
                let digit = base[place] &- 0x30
                guard digit < 10 else { return nil }
                exponent = exponent * 10 + Int(digit)
                place += 1
            }
            if isDown { exponent = -exponent }
        }
        exponent -= decimals
        guard isExact, mantissa <= 1 << 53, abs(exponent) <= 22 else { return slowly(bytes, decimalSign) }
        let size = exponent < 0 ? Double(mantissa) / powersOfTen[-exponent] : Double(mantissa) * powersOfTen[exponent]
        return isNegative ? -size : size
    }

    private static func slowly(_ bytes: Slice<UnsafeRawBufferPointer>, _ decimalSign: UInt8) -> Double? {
        let plain = bytes.lazy.map { $0 == decimalSign ? UInt8(ascii: ".") : $0 }
        guard let value = Double(String(decoding: plain, as: UTF8.self)), value.isFinite else { return nil }
        return value
    }

    /// The number that a text spells, blanks around it aside.
    static func parse(_ text: some StringProtocol) -> Double? {
        var bytes = Array(text.utf8)[...]
        while let first = bytes.first, first == 0x20 || first == 0 { bytes.removeFirst() }
        while let last = bytes.last, last == 0x20 || last == 0 { bytes.removeLast() }
        return bytes.withUnsafeBytes { parse($0[...]) }
    }
}

/// Text of unknown encoding: UTF-8 where it is that, otherwise Latin-1, which is never wrong.
func decodedText(_ bytes: some Collection<UInt8>) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    var text = ""
    for byte in bytes { text.unicodeScalars.append(Unicode.Scalar(byte)) }
    return text
}

extension String {
    /// Without control characters, and cut to a length that suits a message.
    func printable(_ limit: Int = 80) -> String {
        var result = ""
        for scalar in unicodeScalars.prefix(limit) {
            result.unicodeScalars.append(scalar.value < 32 || scalar.value == 127 ? " " : scalar)
        }
        return result
    }

    /// Without blanks, NULs and control characters at both ends.
    var trimmed: String {
        let isBlank = { (character: Character) in
            character.isWhitespace || character.unicodeScalars.allSatisfy { $0.value < 32 }
        }
        guard let start = firstIndex(where: { !isBlank($0) }), let end = lastIndex(where: { !isBlank($0) }) else {
            return ""
        }
        return String(self[start...end])
    }

    var saysSimulated: Bool { lowercased().contains("simulated") }
}
