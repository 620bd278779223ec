// SPDX-License-Identifier: Apache-2.0

/// A line of text with its number.
struct NumberedLine {
    var number: Int
    var bytes: [UInt8]
}

/// The first lines of a text, from which its layout is guessed. Bounded, so that it may be kept.
struct TextHead {
    static let rowLimit = 1000
    static let byteLimit = 1 << 20

    /// Neither blank nor comments.
    private(set) var rows: [NumberedLine] = []
    /// The last comment before the first row, without its mark: some programs write the headings there.
    private(set) var lastComment: [UInt8]?
    private(set) var isSimulated = false

    init(_ reader: LineReader) throws(RecordingFileError) {
        var bytes = 0
        while rows.count < Self.rowLimit, bytes < Self.byteLimit, let line = try reader.next() {
            bytes += line.count
            if Self.isBlank(line) { continue }
            if Self.isComment(line) {
                if rows.isEmpty {
                    lastComment = Array(line.drop { $0 == 0x23 || $0 == 0x25 || $0 == 0x20 })
                    if decodedText(line).saysSimulated { isSimulated = true }
                }
                continue
            }
            rows.append(NumberedLine(number: reader.line, bytes: Array(line)))
        }
    }

    static func isBlank(_ line: Slice<UnsafeRawBufferPointer>) -> Bool {
        line.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
    }

    static func isComment(_ line: Slice<UnsafeRawBufferPointer>) -> Bool {
        guard let first = line.first(where: { $0 != 0x20 && $0 != 0x09 }) else { return false }
        return first == UInt8(ascii: "#") || first == UInt8(ascii: "%")
    }
}
