// SPDX-License-Identifier: Apache-2.0

/// Numbers as text, with a dot and without grouping wherever the program runs.
enum DecimalText {
    private static let powers = [1.0, 10, 100, 1e3, 1e4, 1e5, 1e6]
    private static let wholePowers = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000]

    /// Appends a number with at most so many decimals, 0 to 6, zeros at the end left out. It must be finite; beyond a
    /// billion it is written as Swift does.
    static func append(_ value: Double, decimals: Int, to bytes: inout [UInt8]) {
        guard abs(value) < 1e9 else {
            bytes += Array("\(value)".utf8)
            return
        }
        append(Int((value * powers[decimals]).rounded()), overTenTo: decimals, to: &bytes)
    }

    /// Appends a whole number of tenths, hundredths ….
    static func append(_ scaled: Int, overTenTo decimals: Int, to bytes: inout [UInt8]) {
        if scaled < 0 { bytes.append(UInt8(ascii: "-")) }
        let magnitude = Int(scaled.magnitude)
        let (whole, fraction) = magnitude.quotientAndRemainder(dividingBy: wholePowers[decimals])
        append(whole: whole, to: &bytes)
        guard fraction > 0 else { return }
        bytes.append(UInt8(ascii: "."))
        var rest = fraction
        for place in stride(from: decimals - 1, through: 0, by: -1) where rest > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(rest / wholePowers[place]))
            rest %= wholePowers[place]
        }
    }

    private static func append(whole: Int, to bytes: inout [UInt8]) {
        if whole >= 10 { append(whole: whole / 10, to: &bytes) }
        bytes.append(UInt8(ascii: "0") + UInt8(whole % 10))
    }

    static func text(_ value: Double, decimals: Int) -> String {
        guard value.isFinite else { return "–" }
        var bytes: [UInt8] = []
        append(value, decimals: decimals, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// With exactly so many decimals, for tables that line up.
    static func fixed(_ value: Double, decimals: Int) -> String {
        let text = text(value, decimals: decimals)
        guard value.isFinite, decimals > 0 else { return text }
        guard let dot = text.firstIndex(of: ".") else { return text + "." + String(repeating: "0", count: decimals) }
        let present = text.distance(from: dot, to: text.endIndex) - 1
        return text + String(repeating: "0", count: max(0, decimals - present))
    }
}
