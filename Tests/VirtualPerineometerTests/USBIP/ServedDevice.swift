// SPDX-License-Identifier: Apache-2.0
import Glibc
import PerineometerDriver
import Testing

@testable import VirtualPerineometer

/// A server on a thread of its own, with a line for commands.
final class ServedDevice {
    private let thread: NamedThread
    let commands: Wire
    /// What the server said first.
    let greeting: String

    init(_ specification: SimulationSpecification, at place: VirtualDeviceServer.Place) throws {
        let (near, far) = try Wire.pair()
        thread = try #require(
            NamedThread("virtual-device") {
                let server = VirtualDeviceServer(specification, at: place)
                try? server.run(commands: far) { line in
                    var text = line + "\n"
                    text.withUTF8 { _ = send(far, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                }
                close(far)
            })
        commands = near
        greeting = try near.line()
    }

    func ask(_ command: String) throws -> String {
        try commands.write(Array((command + "\n").utf8))
        return try commands.line()
    }

    /// A server that hangs hangs the test, whose time is limited.
    deinit {
        try? commands.write(Array("quit\n".utf8))
        thread.join()
    }
}

/// A blocking stream socket; each read ends by itself after a while, so that a defect fails a test.
final class Wire {
    let descriptor: Int32
    private var input: [UInt8] = []
    var host = HostCodec()

    struct Silence: Error, CustomStringConvertible { var description: String }

    init(descriptor: Int32) {
        self.descriptor = descriptor
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    /// One end as a wire, the other for somebody else.
    static func pair() throws -> (Wire, Int32) {
        var ends: [Int32] = [-1, -1]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        return (Wire(descriptor: ends[0]), ends[1])
    }

    static func connected(toPort port: UInt16) throws -> Wire {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(result == 0)
        return Wire(descriptor: descriptor)
    }

    func write(_ bytes: [UInt8]) throws {
        try #require(send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count)
    }

    /// Reads more. Returns false at the end.
    private func more() throws -> Bool {
        var piece = [UInt8](repeating: 0, count: 4096)
        let count = read(descriptor, &piece, piece.count)
        guard count >= 0 || errno == ECONNRESET else { throw Silence(description: "nothing came: errno \(errno)") }
        input.append(contentsOf: piece.prefix(max(0, count)))
        return count > 0
    }

    func bytes(_ count: Int) throws -> [UInt8] {
        while input.count < count { guard try more() else { throw Silence(description: "ended") } }
        defer { input.removeFirst(count) }
        return Array(input.prefix(count))
    }

    func line() throws -> String {
        while true {
            if let end = input.firstIndex(of: UInt8(ascii: "\n")) {
                defer { input.removeFirst(end + 1) }
                return String(decoding: input[..<end], as: UTF8.self)
            }
            guard try more() else { throw Silence(description: "ended") }
        }
    }

    /// The next reply; nil once the device is gone.
    func reply() throws -> HostReply? {
        while true {
            if let reply = host.next(from: &input) { return reply }
            guard try more() else { return nil }
        }
    }

    /// Asks on the control endpoint and passes over what else comes.
    func ask(_ request: ControlRequest) throws -> HostReply {
        try write(host.control(request))
        let sequence = host.lastSequence
        while let reply = try reply() { if reply.sequence == sequence { return reply } }
        throw Silence(description: "the device left")
    }

    func poll() throws { try write(host.poll()) }
}
