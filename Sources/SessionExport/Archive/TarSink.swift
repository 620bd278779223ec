// SPDX-License-Identifier: Apache-2.0

/// Writes a tar archive (POSIX ustar) file by file. No package has a tar writer that fits; the format is a block of text
/// before each file.
public final class TarSink {
    private static let blockBytes = 512
    /// Eleven octal digits.
    static let fileBytesLimit = 0o77_777_777_777

    private let sink: any ByteSink

    public init(into sink: any ByteSink) { self.sink = sink }

    /// Adds a file whose length is known before its bytes.
    ///
    /// - Parameters:
    ///   - name: with its folders, at most 100 bytes.
    ///   - size: in bytes; a `body` that writes another number is an error.
    ///   - modified: seconds since 1970.
    ///   - body: writes the file.
    /// - Throws: `ExportError`, and what the sink throws.
    public func add(_ name: String, size: Int, modified: Int64, _ body: (any ByteSink) throws -> Void) throws {
        try sink.write(header(name, size: size, modified: modified))
        let counter = Passage(to: sink)
        try body(counter)
        guard counter.count == size else { throw ExportError.changed }
        let rest = (Self.blockBytes - size % Self.blockBytes) % Self.blockBytes
        try sink.write([UInt8](repeating: 0, count: rest))
    }

    public func add(_ name: String, _ bytes: [UInt8], modified: Int64) throws {
        try add(name, size: bytes.count, modified: modified) { try $0.write(bytes) }
    }

    /// Two empty blocks end an archive.
    public func finish() throws {
        try sink.write([UInt8](repeating: 0, count: 2 * Self.blockBytes))
        try sink.finish()
    }

    private func header(_ name: String, size: Int, modified: Int64) throws -> [UInt8] {
        guard name.utf8.count <= 100, !name.isEmpty else {
            throw ExportError.tooLarge(what: "The file name \(name)", limit: "100 bytes")
        }
        guard (0...Self.fileBytesLimit).contains(size) else {
            throw ExportError.tooLarge(what: "\(name), \(size) bytes,", limit: "8 GiB")
        }
        var block = [UInt8](repeating: 0, count: Self.blockBytes)
        func put(_ text: String, at place: Int) {
            for (offset, byte) in text.utf8.enumerated() { block[place + offset] = byte }
        }
        func octal(_ number: Int64, _ digits: Int) -> String {
            let text = String(max(0, number), radix: 8)
            return String(repeating: "0", count: max(0, digits - text.count)) + text.suffix(digits)
        }
        put(name, at: 0)
        put(octal(0o600, 7), at: 100)
        put(octal(0, 7), at: 108)
        put(octal(0, 7), at: 116)
        put(octal(Int64(size), 11), at: 124)
        put(octal(modified, 11), at: 136)
        put("        0", at: 148)
        put("ustar", at: 257)
        put("00", at: 263)
        let sum = block.reduce(0) { $0 + Int64($1) }
        put(octal(sum, 6), at: 148)
        block[154] = 0
        return block
    }

    /// Counts what passes, and leaves finishing to the archive.
    private final class Passage: ByteSink {
        private let sink: any ByteSink
        private(set) var count = 0
        init(to sink: any ByteSink) { self.sink = sink }
        func write(_ bytes: [UInt8]) throws {
            count += bytes.count
            try sink.write(bytes)
        }
        func finish() {}
    }
}
