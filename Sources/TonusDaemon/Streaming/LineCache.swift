// SPDX-License-Identifier: Apache-2.0
import NIOCore

/// The newest lines of one run as they were written, so that clients that ask for the same share the work.
///
/// To format a sample of 8 channels takes longer than to send it. Clients that keep up all stand at the same place, so one
/// of them formats and the others copy. Used on the event loop only.
final class LineCache {
    struct Key: Equatable {
        var positions: Range<Int>
        var channels: [Int]
        var raw: Bool
    }

    /// So many kinds of subscription share at a time (assumption); a line has 64 KiB at most.
    private static let limit = 16

    private var entries: [(key: Key, body: ByteBuffer)] = []
    private var next = 0

    subscript(key: Key) -> ByteBuffer? { entries.first { $0.key == key }?.body }

    /// Keeps a line's body, which lies in `buffer` from `start` to its end.
    func keep(_ key: Key, from buffer: ByteBuffer, start: Int) {
        // Copied: a slice would have the buffer copied whole when it is written to next.
        let body = ByteBuffer(bytes: buffer.viewBytes(at: start, length: buffer.writerIndex - start) ?? .init())
        if entries.count < Self.limit {
            entries.append((key, body))
        } else {
            entries[next] = (key, body)
            next = (next + 1) % Self.limit
        }
    }
}
