// SPDX-License-Identifier: Apache-2.0
internal import Glibc
internal import StreamAPI

/// A Unix stream socket that carries lines. Blocking, for one thread.
final class LineSocket {
    let descriptor: Int32
    private var buffer: [UInt8] = []
    /// Bytes before this were handed out.
    private var start = 0
    /// Bytes before this hold no line feed.
    private var scanned = 0
    private var chunk = [UInt8](repeating: 0, count: 64 * 1024)

    init(path: String) throws(ClientError) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        guard path.utf8.count <= SocketPath.longestBytes else {
            throw .system(
                operation: "Connecting to \(path)",
                reason: "the path is longer than the \(SocketPath.longestBytes) bytes a Unix socket can have")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Self.system("Making a socket") }
        let result = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result != 0 else { return }
        // The object is complete: throwing ends it, and its end closes the socket. A second close would hit whatever
        // another thread opened meanwhile.
        let code = errno
        switch code {
        case ENOENT, ECONNREFUSED, ENOTDIR, ENOTSOCK: throw .notRunning(path: path)
        case EACCES, EPERM: throw .accessDenied(path: path)
        default: throw .system(operation: "Connecting to \(path)", reason: String(cString: strerror(code)))
        }
    }

    deinit { Glibc.close(descriptor) }

    func send(_ bytes: [UInt8]) throws(ClientError) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count < 0 {
                if errno == EINTR { continue }
                if errno == EPIPE || errno == ECONNRESET { throw .disconnected }
                throw Self.system("Writing to the socket")
            }
            sent += count
        }
    }

    /// Sends what the kernel takes at once; how many bytes that was.
    func sendSome(_ bytes: [UInt8]) throws(ClientError) -> Int {
        let count = bytes.withUnsafeBytes {
            Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
        }
        if count >= 0 { return count }
        switch errno {
        case EINTR, EAGAIN: return 0
        case EPIPE, ECONNRESET: throw .disconnected
        default: throw Self.system("Writing to the socket")
        }
    }

    /// The next line without its line feed, or nil where none came before `deadline` (seconds of the monotonic clock).
    func line(before deadline: Double?) throws(ClientError) -> [UInt8]? {
        while true {
            if let line = try takeLine() { return line }
            guard try wait(before: deadline) else { return nil }
            try receive()
        }
    }

    /// The next line that has come already, without its line feed.
    func takeLine() throws(ClientError) -> [UInt8]? {
        if let end = buffer[scanned...].firstIndex(of: UInt8(ascii: "\n")) {
            let line = Array(buffer[start..<end])
            start = end + 1
            scanned = start
            return line
        }
        buffer.removeFirst(start)
        start = 0
        scanned = buffer.count
        guard buffer.count <= Self.longestLineBytes else { throw .malformed("a line without an end") }
        return nil
    }

    /// The daemon's longest line has 64 KiB (docs/socket-protocol.md); a later version may say more (assumption).
    private static let longestLineBytes = 1 << 20

    /// Takes what has come; waits where nothing has.
    func receive() throws(ClientError) {
        while true {
            let count = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count > 0 { return buffer.append(contentsOf: chunk[..<count]) }
            if count == 0 || errno == ECONNRESET { throw .disconnected }
            guard errno == EINTR else { throw Self.system("Reading from the socket") }
        }
    }

    private func wait(before deadline: Double?) throws(ClientError) -> Bool {
        while true {
            var wait: Int32 = -1
            if let deadline { wait = Int32(max(0, min(deadline - Self.now(), 1e6)) * 1000) }
            var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = Glibc.poll(&poll, 1, wait)
            if ready >= 0 { return ready > 0 }
            guard errno == EINTR else { throw Self.system("Waiting for the socket") }
        }
    }

    /// Seconds of the monotonic clock.
    static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func system(_ operation: String) -> ClientError {
        .system(operation: operation, reason: String(cString: strerror(errno)))
    }
}
