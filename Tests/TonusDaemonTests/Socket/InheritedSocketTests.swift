// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import TonusDaemon

@Suite struct InheritedSocketTests {
    private let folder: TemporaryFolder
    private var path: String { folder.path + "/tonus.sock" }

    init() throws { folder = try TemporaryFolder() }

    private func bound(_ kind: __socket_type = SOCK_STREAM, listening: Bool = true) throws -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(kind.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(result == 0)
        if listening, kind == SOCK_STREAM { try #require(listen(descriptor, 1) == 0) }
        return descriptor
    }

    private func refusal(_ descriptor: Int32, count: Int = 1) -> String? {
        do throws(StartupError) {
            _ = try InheritedSocket(count: count, descriptor: descriptor)
            return nil
        } catch {
            return error.message
        }
    }

    @Test func aListeningUnixStreamSocketIsTaken() throws {
        let descriptor = try bound()
        defer { close(descriptor) }
        let socket = try InheritedSocket(count: 1, descriptor: descriptor)
        #expect(socket.path == path)
        #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0)
        #expect(fcntl(descriptor, F_GETFL) & O_NONBLOCK != 0)
    }

    @Test func severalSocketsAreRefused() throws {
        let descriptor = try bound()
        defer { close(descriptor) }
        #expect(refusal(descriptor, count: 2)?.contains("2 sockets were passed") == true)
    }

    @Test func datagramsAreRefused() throws {
        let descriptor = try bound(SOCK_DGRAM)
        defer { close(descriptor) }
        #expect(refusal(descriptor)?.contains("is not a stream socket") == true)
    }

    @Test func aConnectionIsRefused() throws {
        let descriptor = try bound(listening: false)
        defer { close(descriptor) }
        #expect(refusal(descriptor)?.contains("does not listen") == true)
    }

    @Test func socketsOfTheNetworkAreRefused() {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        #expect(refusal(descriptor)?.contains("not a Unix socket") == true)
    }

    @Test func whatIsNoSocketIsRefused() {
        let descriptor = open("/dev/null", O_RDONLY)
        defer { close(descriptor) }
        #expect(refusal(descriptor) != nil)
        #expect(refusal(4095) != nil)
    }
}
