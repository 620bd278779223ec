// SPDX-License-Identifier: Apache-2.0
import Glibc

/// The lines of a text, through a buffer of bounded size. Lines end with LF, CR LF, or in old files CR alone.
final class LineReader {
    /// The longest line.
    static let lineBytes = 64 * 1024

    private let source: ByteSource
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 2 * lineBytes, alignment: 8)
    private let terminator: UInt8
    private var start = 0
    private var end = 0
    private var isAtEnd = false
    /// The number of the last line that was given out, counted from 1.
    private(set) var line = 0

    /// `head` is what was already read of the source; at most `lineBytes`.
    init(_ source: ByteSource, head: [UInt8]) {
        self.source = source
        let hasLineFeed = head.contains(UInt8(ascii: "\n"))
        terminator = !hasLineFeed && head.contains(UInt8(ascii: "\r")) ? UInt8(ascii: "\r") : UInt8(ascii: "\n")
        end = min(head.count, Self.lineBytes)
        for place in 0..<end { buffer[place] = head[place] }
        if head.starts(with: [0xEF, 0xBB, 0xBF]) { start = 3 }
    }

    deinit { buffer.deallocate() }

    /// The next line without its end, valid until the next call; nil after the last.
    func next() throws(RecordingFileError) -> Slice<UnsafeRawBufferPointer>? {
        var scanned = start
        while true {
            let found = find(from: scanned)
            scanned = end
            guard (found ?? end) - start <= Self.lineBytes else {
                throw .lineTooLong(path: source.path, line: line + 1, limitBytes: Self.lineBytes)
            }
            if let found { return lineEnding(at: found) }
            if isAtEnd { return start < end ? lineEnding(at: end) : nil }
            if start > 0 {
                buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[start..<end]))
                end -= start
                scanned -= start
                start = 0
            }
            let room = UnsafeMutableRawBufferPointer(rebasing: buffer[end...])
            let count = try source.read(into: room)
            if count == 0 { isAtEnd = true }
            end += count
        }
    }

    private func lineEnding(at place: Int) -> Slice<UnsafeRawBufferPointer> {
        var last = place
        if terminator == UInt8(ascii: "\n"), last > start, buffer[last - 1] == UInt8(ascii: "\r") { last -= 1 }
        let line = UnsafeRawBufferPointer(buffer)[start..<last]
        start = min(place + 1, end)
        self.line += 1
        return line
    }

    private func find(from place: Int) -> Int? {
        guard place < end, let base = buffer.baseAddress,
            let found = memchr(base + place, Int32(terminator), end - place)
        else { return nil }
        return UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }
}
