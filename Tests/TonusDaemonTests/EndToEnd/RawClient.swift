// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// A client without manners: it sends whatever bytes a test wants, and reads only when asked.
final class RawClient: @unchecked Sendable {
    // Unchecked: each test uses a client from one thread at a time, or sends on one and closes on another.
    private let descriptor: Int32
    private var pending = Data()

    init(path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Foundation.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(result == 0, "no connection to \(path): \(String(cString: strerror(errno)))")
    }

    deinit { close(descriptor) }

    /// Sends bytes as they are; returns false where the daemon has closed the connection.
    @discardableResult
    func send(_ text: String) -> Bool { send(Data(text.utf8)) }

    @discardableResult
    func send(_ data: Data) -> Bool {
        data.withUnsafeBytes { bytes in
            var sent = 0
            while sent < bytes.count {
                let count = Foundation.send(
                    descriptor, bytes.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
                if count <= 0 { return false }
                sent += count
            }
            return true
        }
    }

    /// The next line as a JSON object, or nil where none comes in time.
    func line(within seconds: Double = patience) throws -> [String: Any]? {
        let end = Date().addingTimeInterval(seconds)
        while true {
            if let feed = pending.firstIndex(of: 10) {
                let line = pending[pending.startIndex..<feed]
                pending = pending[(feed + 1)...]
                return try #require(JSONSerialization.jsonObject(with: line) as? [String: Any])
            }
            var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let left = end.timeIntervalSinceNow
            guard left > 0, Foundation.poll(&poll, 1, Int32(left * 1000) + 1) > 0 else { return nil }
            var chunk = [UInt8](repeating: 0, count: 65536)
            let count = read(descriptor, &chunk, chunk.count)
            guard count > 0 else { return nil }
            pending.append(contentsOf: chunk[..<count])
        }
    }

    /// Skips notifications up to the next reply.
    func reply(within seconds: Double = patience) throws -> [String: Any]? {
        while let message = try line(within: seconds) { if message["method"] == nil { return message } }
        return nil
    }

    /// Reads one byte where there is one, and loses it.
    func readByte() {
        var byte: UInt8 = 0
        _ = recv(descriptor, &byte, 1, Int32(MSG_DONTWAIT))
    }

    func stopReading() { shutdown(descriptor, Int32(SHUT_RD)) }
}
