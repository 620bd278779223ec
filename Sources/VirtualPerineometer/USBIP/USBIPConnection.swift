// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// One end of a socket, with what has been read and not understood yet, and what could not be written yet. It never
/// blocks, and both are bounded.
final class USBIPConnection {
    let descriptor: Int32
    private var input: [UInt8] = []
    private var output: [UInt8] = []

    /// A peer that lets more than this wait for it has stopped reading.
    static let outputLimit = 1 << 20
    private static let readLength = 1 << 16

    /// Takes over a stream socket.
    init(descriptor: Int32) {
        self.descriptor = descriptor
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }

    deinit { close(descriptor) }

    var hasOutput: Bool { !output.isEmpty }

    /// Reads what has come, a piece at a time. Returns false once the peer is gone.
    func receive() -> Bool {
        let start = input.count
        var result = 0
        input.append(contentsOf: repeatElement(0, count: Self.readLength))
        input.withUnsafeMutableBytes { bytes in
            result = read(descriptor, bytes.baseAddress?.advanced(by: start), Self.readLength)
        }
        input.removeLast(Self.readLength - max(0, result))
        return result > 0 || (result < 0 && (errno == EAGAIN || errno == EINTR))
    }

    /// Takes the first message out of what has come; nil while it is not complete.
    func next<Message>(
        _ decode: (ArraySlice<UInt8>) throws(USBIPFault) -> (Message, length: Int)?
    ) throws(USBIPFault) -> Message? {
        guard let (message, length) = try decode(input[...]) else { return nil }
        input.removeFirst(length)
        return message
    }

    /// Writes as much as the socket takes now; the rest waits for `flush`. Returns false once the peer is gone or has
    /// stopped reading.
    func send(_ bytes: [UInt8]) -> Bool {
        output.append(contentsOf: bytes)
        return flush()
    }

    func flush() -> Bool {
        while !output.isEmpty {
            let written = output.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if written < 0, errno == EINTR { continue }
            if written < 0 { return errno == EAGAIN && output.count <= Self.outputLimit }
            output.removeFirst(written)
        }
        return true
    }

    /// Tells the peer that this is the end.
    func shutDown() { shutdown(descriptor, Int32(SHUT_RDWR)) }
}
