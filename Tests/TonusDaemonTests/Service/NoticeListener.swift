// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// Stands in for the service manager: takes the datagrams that are sent to it.
final class NoticeListener: Sendable {
    let address: String
    private let descriptor: Int32

    /// Listens at a path, or at `@` and a name.
    init(at address: String) throws {
        self.address = address
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var target = sockaddr_un()
        target.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &target.sun_path) {
            $0.copyBytes(from: address.utf8)
            if address.hasPrefix("@") { $0[0] = 0 }
        }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + address.utf8.count)
        let result = withUnsafePointer(to: target) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        try #require(result == 0, "cannot listen at \(address): \(String(cString: strerror(errno)))")
    }

    /// At an abstract address of its own.
    convenience init() throws { try self.init(at: "@tonus-test-\(UUID().uuidString)") }

    deinit { close(descriptor) }

    /// The assignments of the next datagram, or nil where none comes in time.
    func next(within seconds: Double = 20) -> [String]? {
        var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard Foundation.poll(&poll, 1, Int32(seconds * 1000)) > 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        guard count >= 0 else { return nil }
        return String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// Takes datagrams up to the one with an assignment, and returns all of their assignments.
    func upTo(_ assignment: String) throws -> [String] {
        var all: [String] = []
        while !all.contains(assignment) {
            all += try #require(next(), "the service manager never heard \(assignment), but \(all)")
        }
        return all
    }
}
