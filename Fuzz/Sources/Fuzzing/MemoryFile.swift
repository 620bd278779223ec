// SPDX-License-Identifier: Apache-2.0
import CLibFuzzer
import Glibc

/// A file in memory, for code that reads a path.
public final class MemoryFile {
    private let descriptor = CLibFuzzer_memory_file()

    public init() { require(descriptor >= 0, "no file in memory: errno \(errno)") }

    deinit { close(descriptor) }

    public var path: String { "/proc/self/fd/\(descriptor)" }

    public func fill(with bytes: [UInt8]) {
        require(ftruncate(descriptor, 0) == 0, "the file in memory was not emptied: errno \(errno)")
        let written = pwrite(descriptor, bytes, bytes.count, 0)
        require(written == bytes.count, "the file in memory was not filled: errno \(errno)")
    }
}
