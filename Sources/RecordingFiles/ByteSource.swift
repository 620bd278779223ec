// SPDX-License-Identifier: Apache-2.0
import Glibc

/// An open file, pipe or standard input.
final class ByteSource {
    let path: String
    private let descriptor: Int32
    /// The length of a regular file; nil for a pipe or a device.
    let size: Int?

    /// Opens the file at a path, or standard input for `-`. `name` is what errors call it.
    init(path: String, name: String? = nil) throws(RecordingFileError) {
        self.path = name ?? (path == "-" ? "standard input" : path)
        descriptor = path == "-" ? STDIN_FILENO : Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { throw Self.system(path, "Opening", errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            size = nil
            throw Self.system(path, "Looking at", errno)
        }
        size = status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
        if status.st_mode & S_IFMT == S_IFDIR { throw .isDirectory(path: path) }
    }

    deinit { if descriptor > STDERR_FILENO { close(descriptor) } }

    /// Reads what comes next: at least a byte, or 0 bytes at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(RecordingFileError) -> Int {
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            if errno != EINTR { throw Self.system(path, "Reading", errno) }
        }
    }

    /// Reads at a place until the buffer is full or the file ends.
    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(RecordingFileError) -> Int {
        var filled = 0
        while filled < buffer.count {
            let count = pread(
                descriptor, buffer.baseAddress.map { $0 + filled }, buffer.count - filled, offset + filled)
            if count == 0 { break }
            if count > 0 { filled += count } else if errno != EINTR { throw Self.system(path, "Reading", errno) }
        }
        return filled
    }

    private static func system(_ path: String, _ operation: String, _ code: Int32) -> RecordingFileError {
        .system(path: path, operation: operation, reason: String(cString: strerror(code)))
    }
}

/// Bytes at any place of a file, through a buffer of bounded size.
final class FileWindow {
    static let capacity = 64 * 1024

    private let source: ByteSource
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 8)
    private var start = 0
    private var filled = 0

    init(_ source: ByteSource) { self.source = source }

    deinit { buffer.deallocate() }

    /// The bytes from `offset`, `count` of them unless the file ends before; at most `capacity`. Valid until the next
    /// call.
    func bytes(at offset: Int, count: Int) throws(RecordingFileError) -> UnsafeRawBufferPointer {
        if offset < start || offset + count > start + filled {
            start = offset
            filled = try source.read(at: offset, into: buffer)
        }
        let from = offset - start
        return UnsafeRawBufferPointer(rebasing: buffer[from..<max(from, min(from + count, filled))])
    }
}
