// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Where an export goes, a block at a time.
public protocol ByteSink: AnyObject {
    func write(_ bytes: [UInt8]) throws
    /// Nothing more will come.
    func finish() throws
}

/// Keeps what is written.
public final class MemorySink: ByteSink {
    public private(set) var bytes: [UInt8] = []
    public init() {}
    public func write(_ bytes: [UInt8]) { self.bytes += bytes }
    public func finish() {}
}

/// Counts what is written: an archive has to know the length of a file before its first byte.
final class CountingSink: ByteSink {
    private(set) var count = 0
    func write(_ bytes: [UInt8]) { count += bytes.count }
    func finish() {}
}

/// An open file, pipe or terminal.
public final class FileSink: ByteSink {
    private let descriptor: Int32
    private let name: String
    private let isOwn: Bool
    private var buffer: [UInt8] = []
    static let bufferBytes = 1 << 18

    /// - Parameters:
    ///   - descriptor: open for writing; the caller closes it.
    ///   - name: for errors.
    public init(descriptor: Int32, name: String) {
        self.descriptor = descriptor
        self.name = name
        isOwn = false
        buffer.reserveCapacity(Self.bufferBytes)
    }

    /// Makes a file that only its owner may read. One that is there already is not touched.
    public init(creating path: String) throws {
        descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        name = path
        isOwn = true
        guard descriptor >= 0 else { throw Self.failure(path, "Creating") }
        buffer.reserveCapacity(Self.bufferBytes)
    }

    deinit { if isOwn, descriptor >= 0 { close(descriptor) } }

    public func write(_ bytes: [UInt8]) throws {
        buffer += bytes
        if buffer.count >= Self.bufferBytes { try flush() }
    }

    /// Where the file is this sink's own, it is on the disk when this returns.
    public func finish() throws {
        try flush()
        if isOwn, fsync(descriptor) != 0 { throw Self.failure(name, "Writing") }
    }

    private func flush() throws {
        defer { buffer.removeAll(keepingCapacity: true) }
        try buffer.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count {
                let count = Glibc.write(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
                if count > 0 { written += count } else if errno != EINTR { throw Self.failure(name, "Writing") }
            }
        }
    }

    private static func failure(_ path: String, _ operation: String) -> ExportError {
        .system(path: path, operation: operation, reason: String(cString: strerror(errno)))
    }
}
