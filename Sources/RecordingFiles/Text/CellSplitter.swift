// SPDX-License-Identifier: Apache-2.0

/// What stands between the cells of a row.
enum CellDelimiter: Hashable, Sendable {
    case byte(UInt8)
    /// Any run of blanks and tabs.
    case blanks

    static let comma = CellDelimiter.byte(UInt8(ascii: ","))
    static let semicolon = CellDelimiter.byte(UInt8(ascii: ";"))
    static let tab = CellDelimiter.byte(UInt8(ascii: "\t"))
    static let bar = CellDelimiter.byte(UInt8(ascii: "|"))
}

/// The cells of one row, from left to right, without quotation marks and blanks around them (RFC 4180, but a quoted
/// cell ends with its line).
struct CellSplitter {
    private let row: Slice<UnsafeRawBufferPointer>
    private let base: UnsafeRawBufferPointer
    private let delimiter: CellDelimiter
    private var place: Int
    private let end: Int
    private var isFinished = false

    init(_ row: Slice<UnsafeRawBufferPointer>, _ delimiter: CellDelimiter) {
        self.row = row
        base = row.base
        self.delimiter = delimiter
        place = row.startIndex
        end = row.endIndex
    }

    mutating func next() -> Slice<UnsafeRawBufferPointer>? {
        if isFinished { return nil }
        let separator: UInt8
        switch delimiter {
        case .byte(let byte): separator = byte
        case .blanks: separator = 0x20
        }
        while place < end, isBlank(base[place], separator) { place += 1 }
        if delimiter == .blanks && place == end {
            isFinished = true
            return nil
        }
        var start = place
        var last: Int
        if place < end && base[place] == UInt8(ascii: "\"") {
            place += 1
            start = place
            while place < end {
                if base[place] == UInt8(ascii: "\"") {
                    guard place + 1 < end, base[place + 1] == UInt8(ascii: "\"") else { break }
                    place += 1
                }
                place += 1
            }
            last = place
            while place < end, !isSeparator(base[place], separator) { place += 1 }
        } else {
            while place < end, !isSeparator(base[place], separator) { place += 1 }
            last = place
        }
        while last > start, base[last - 1] == 0x20 || base[last - 1] == 0x09 { last -= 1 }
        if place == end { isFinished = true } else { place += 1 }
        return row.base[start..<last]
    }

    private func isBlank(_ byte: UInt8, _ separator: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 && separator != 0x09
    }

    private func isSeparator(_ byte: UInt8, _ separator: UInt8) -> Bool {
        byte == separator || delimiter == .blanks && byte == 0x09
    }

    static func cells(_ row: [UInt8], _ delimiter: CellDelimiter) -> [[UInt8]] {
        row.withUnsafeBytes { bytes in
            var splitter = CellSplitter(bytes[...], delimiter)
            var cells: [[UInt8]] = []
            while let cell = splitter.next() { cells.append(Array(cell)) }
            return cells
        }
    }
}
