// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// A TCP connection to the dashboard, without a browser's manners.
final class RawWebConnection {
    private let descriptor: Int32
    /// Whether the other side has closed the connection, as far as was read.
    private(set) var isAtEnd = false

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let result = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(result == 0, "no connection to port \(port): \(String(cString: strerror(errno)))")
    }

    deinit { close(descriptor) }

    func send(_ bytes: [UInt8]) { _ = Foundation.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) }

    func send(_ text: String) { send(Array(text.utf8)) }

    /// What comes until `end` came, the other side closed, or the time is over.
    func text(until end: String? = nil, within seconds: Double = 10) -> String {
        String(
            decoding: bytes(within: seconds) { bytes in
                end.map { String(decoding: bytes, as: UTF8.self).contains($0) } ?? false
            }, as: UTF8.self)
    }

    func bytes(within seconds: Double = 10, until isEnough: ([UInt8]) -> Bool) -> [UInt8] {
        let deadline = Date().addingTimeInterval(seconds)
        var result: [UInt8] = []
        while !isEnough(result) {
            var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let left = deadline.timeIntervalSinceNow
            guard left > 0, Foundation.poll(&poll, 1, Int32(left * 1000) + 1) > 0 else { break }
            var chunk = [UInt8](repeating: 0, count: 65536)
            let count = read(descriptor, &chunk, chunk.count)
            guard count > 0 else {
                isAtEnd = true
                break
            }
            result += chunk[..<count]
        }
        return result
    }

    /// A frame as a browser sends it: masked, here with zeros.
    static func frame(_ opcode: UInt8, _ payload: String, final: Bool = true, masked: Bool = true) -> [UInt8] {
        let bytes = Array(payload.utf8)
        let mask: UInt8 = masked ? 0x80 : 0
        let length: [UInt8] =
            bytes.count < 126
            ? [mask | UInt8(bytes.count)]
            : bytes.count < 65536
                ? [mask | 126, UInt8(bytes.count >> 8), UInt8(bytes.count & 255)]
                : [mask | 127, 0, 0, 0, 0] + (0..<4).map { UInt8(bytes.count >> (24 - 8 * $0) & 255) }
        return [(final ? 0x80 : 0) | opcode] + length + (masked ? [0, 0, 0, 0] : []) + bytes
    }
}
