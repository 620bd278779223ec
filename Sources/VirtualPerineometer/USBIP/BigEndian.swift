// SPDX-License-Identifier: Apache-2.0

/// USB/IP's numbers are big-endian, unlike those of USB itself.
extension [UInt8] {
    mutating func appendBigEndian<Number: FixedWidthInteger>(_ number: Number) {
        Swift.withUnsafeBytes(of: number.bigEndian) { append(contentsOf: $0) }
    }

    /// Text in a field of so many bytes, the rest zero. Longer text is cut so that one zero remains.
    mutating func appendText(_ text: String, field length: Int) {
        let kept = text.utf8.prefix(length - 1)
        append(contentsOf: kept)
        append(contentsOf: repeatElement(0, count: length - kept.count))
    }
}

extension ArraySlice<UInt8> {
    /// The number that begins `offset` bytes after the start. The slice must hold it.
    func bigEndian<Number: FixedWidthInteger>(_: Number.Type, at offset: Int) -> Number {
        withUnsafeBytes { Number(bigEndian: $0.loadUnaligned(fromByteOffset: offset, as: Number.self)) }
    }
}
