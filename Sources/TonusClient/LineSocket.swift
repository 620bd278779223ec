// SPDX-License-Identifier: Apache-2.0
internal import Glibc
internal import StreamAPI

/// A Unix stream socket that carries lines. Blocking, for one thread.
final class LineSocket {
    private let descriptor: Int32
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
                if errno == EPIPE || errno == ECONNRESET { throw .closed }
                throw Self.system("Writing to the socket")
            }
            sent += count
        }
    }

    /// The next line without its line feed, or nil where none came before `deadline` (seconds of the monotonic clock).
    func line(before deadline: Double?) throws(ClientError) -> [UInt8]? {
        while true {
            if let end = buffer[scanned...].firstIndex(of: UInt8(ascii: "\n")) {
                let line = Array(buffer[start..<end])
                start = end + 1
                scanned = start
                return line
            }
            scanned = buffer.count
            buffer.removeFirst(start)
            scanned -= start
            start = 0
            guard try fill(before: deadline) else { return nil }
        }
    }

    private func fill(before deadline: Double?) throws(ClientError) -> Bool {
        while true {
            var wait: Int32 = -1
            if let deadline { wait = Int32(max(0, min(deadline - Self.now(), 1e6)) * 1000) }
            var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = Glibc.poll(&poll, 1, wait)
            if ready < 0 {
                if errno == EINTR { continue }
                throw Self.system("Waiting for the socket")
            }
            if ready == 0 { return false }
            let count = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                if errno == ECONNRESET { throw .closed }
                throw Self.system("Reading from the socket")
            }
            if count == 0 { throw .closed }
            buffer.append(contentsOf: chunk[..<count])
            return true
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
