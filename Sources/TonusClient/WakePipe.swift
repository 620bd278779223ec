// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// Wakes a thread that waits in `poll`.
final class WakePipe: Sendable {
    private let reading: Int32
    private let writing: Int32

    init() throws(ClientError) {
        // Not pipe2, which Swift's Glibc does not show: both ends have to be close-on-exec from the start.
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
            throw .system(operation: "Making a pair of sockets", reason: String(cString: strerror(errno)))
        }
        (reading, writing) = (ends[0], ends[1])
    }

    deinit {
        close(reading)
        close(writing)
    }

    func wake() {
        var byte: UInt8 = 1
        // A full one wakes as well.
        _ = write(writing, &byte, 1)
    }

    /// What became possible while waiting.
    struct Readiness {
        var mayReceive = false
        var maySend = false
    }

    /// Waits until woken, until the socket is ready, or until `deadline` (seconds of the monotonic clock).
    func wait(for socket: Int32?, receiving: Bool, sending: Bool, until deadline: Double?) -> Readiness {
        let events = (receiving ? POLLIN : 0) | (sending ? POLLOUT : 0)
        // Of a socket without any wish poll would still tell the end, again and again: it is left out.
        var polled = [
            pollfd(fd: reading, events: Int16(POLLIN), revents: 0),
            pollfd(fd: events == 0 ? -1 : socket ?? -1, events: Int16(events), revents: 0),
        ]
        let milliseconds = deadline.map { Int32(max(0, min($0 - LineSocket.now(), 1e6)) * 1000) + 1 } ?? -1
        guard poll(&polled, 2, milliseconds) > 0 else { return Readiness() }
        if polled[0].revents != 0 {
            var bytes = [UInt8](repeating: 0, count: 64)
            while read(reading, &bytes, bytes.count) > 0 {}
        }
        let came = Int32(polled[1].revents)
        let ended = came & Int32(POLLHUP | POLLERR) != 0
        return Readiness(
            mayReceive: receiving && (came & Int32(POLLIN) != 0 || ended),
            maySend: sending && (came & Int32(POLLOUT) != 0 || ended))
    }
}
