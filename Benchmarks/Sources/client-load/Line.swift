// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Glibc

enum Clock {
    /// Seconds of CLOCK_MONOTONIC.
    static func monotonic() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

struct NoConnection: Error { var path: String, reason: String }

/// One connection to the daemon, without manners of its own.
struct Line {
    let descriptor: Int32

    init(path: String) throws {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        self.descriptor = descriptor
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else {
            let reason = String(cString: strerror(errno))
            Glibc.close(descriptor)
            throw NoConnection(path: path, reason: reason)
        }
    }

    /// Sends what fits without waiting.
    func send(_ text: String) {
        var text = text
        text.withUTF8 {
            _ = Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
        }
    }

    /// Reads what is there; returns how many bytes, 0 where there is nothing and nil where the connection has ended.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
        let count = recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
        if count > 0 { return count }
        return count < 0 && errno == EAGAIN ? 0 : nil
    }

    func close() { Glibc.close(descriptor) }
}
