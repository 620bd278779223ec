// SPDX-License-Identifier: Apache-2.0
import NIOCore
import StreamAPI

/// Cuts a byte stream into lines of bounded length. A line that is too long is dropped to its end and reported once; the
/// connection goes on.
struct RequestLines {
    enum Line: Equatable {
        case complete(ByteBuffer)
        case tooLong
    }

    private var pending = ByteBuffer()
    private var isSkipping = false
    private let limit: Int

    init(limit: Int = ProtocolLimits.requestBytes) { self.limit = limit }

    /// Takes bytes as they came.
    mutating func append(_ bytes: inout ByteBuffer) { pending.writeBuffer(&bytes) }

    /// The next line, without its line feed, or nil where more bytes are needed.
    mutating func next() -> Line? {
        while true {
            let view = pending.readableBytesView
            guard let end = view.firstIndex(of: UInt8(ascii: "\n")) else {
                guard pending.readableBytes > limit else {
                    pending.discardReadBytes()
                    return nil
                }
                pending.clear()
                if isSkipping { return nil }
                isSkipping = true
                return .tooLong
            }
            let length = view.distance(from: view.startIndex, to: end)
            guard let line = pending.readSlice(length: length) else { return nil }
            pending.moveReaderIndex(forwardBy: 1)
            if isSkipping {
                isSkipping = false
                continue
            }
            return length > limit ? .tooLong : .complete(line)
        }
    }
}
