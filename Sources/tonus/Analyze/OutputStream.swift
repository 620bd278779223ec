// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Standard output through a buffer, with an eye on whether it was taken.
struct OutputStream {
    private static let capacity = 64 * 1024

    private var buffer: [UInt8] = []
    /// Some of the output is out and cannot be taken back.
    private(set) var hasBegun = false

    /// - Throws: `OutputError` where the output cannot be written.
    mutating func write(_ bytes: some Sequence<UInt8>) throws(OutputError) {
        buffer.append(contentsOf: bytes)
        if buffer.count >= Self.capacity { try flush() }
    }

    mutating func flush() throws(OutputError) {
        var written = 0
        while written < buffer.count {
            let count = buffer.withUnsafeBytes { bytes in
                Glibc.write(STDOUT_FILENO, bytes.baseAddress.map { $0 + written }, bytes.count - written)
            }
            if count >= 0 {
                written += count
                hasBegun = true
            } else if errno != EINTR {
                throw OutputError(reason: String(cString: strerror(errno)))
            }
        }
        buffer.removeAll(keepingCapacity: true)
    }
}

/// The output could not be written.
struct OutputError: Error {
    var reason: String
}
