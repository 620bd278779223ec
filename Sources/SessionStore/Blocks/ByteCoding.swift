// SPDX-License-Identifier: Apache-2.0

extension [UInt8] {
    /// Appends a number, little-endian.
    mutating func append(_ number: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
    }

    /// Appends a number in groups of seven bits, the lowest first; all but the last have the eighth bit set (LEB128).
    mutating func appendVariable(_ number: UInt64) {
        var rest = number
        while rest > 0x7F {
            append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        append(UInt8(rest))
    }

    /// As `appendVariable`, of a number that is small to either side of 0 (zigzag).
    mutating func appendSigned(_ number: Int64) { appendVariable(UInt64(bitPattern: number << 1 ^ number >> 63)) }
}

/// Reads what the extensions of `[UInt8]` write. Where the bytes end too early it says nil, and never traps.
struct ByteReader {
    private let bytes: [UInt8]
    private(set) var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }
    var left: Int { bytes.count - position }

    mutating func next<Number: FixedWidthInteger>(_ type: Number.Type) -> Number? {
        let size = Number.bitWidth / 8
        guard left >= size else { return nil }
        var number: Number = 0
        for index in (0..<size).reversed() {
            number = number << 8 | Number(truncatingIfNeeded: bytes[position + index])
        }
        position += size
        return number
    }

    mutating func nextByte() -> UInt8? {
        guard position < bytes.count else { return nil }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func nextVariable() -> UInt64? {
        var number: UInt64 = 0
        var shift: UInt64 = 0
        while shift < 64, let byte = nextByte() {
            number |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return number }
            shift += 7
        }
        return nil
    }

    mutating func nextSigned() -> Int64? {
        nextVariable().map { Int64(bitPattern: $0 >> 1) ^ -Int64(bitPattern: $0 & 1) }
    }

    mutating func nextDouble() -> Double? { next(UInt64.self).map(Double.init(bitPattern:)) }
}
