// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A socket that the service manager listens at and hands over when it starts the daemon (socket activation). It is the
/// service manager's: it outlives the daemon, and its path is never removed here.
struct InheritedSocket: Sendable {
    /// Where clients connect.
    let path: String
    let descriptor: Int32

    /// The first that a service manager passes (SD_LISTEN_FDS_START of sd_listen_fds(3)).
    static let firstDescriptor: Int32 = 3

    /// Takes the socket over, if it is of the one kind that can be served: a Unix stream socket that listens.
    ///
    /// - Parameters:
    ///   - count: how many descriptors were passed.
    ///   - descriptor: the first of them.
    /// - Throws: `inheritedSocket`, with the reason, where it is of another kind.
    init(count: Int, descriptor: Int32 = firstDescriptor) throws(StartupError) {
        guard count == 1 else { throw .inheritedSocket(reason: "\(count) sockets were passed, and tonusd serves one") }
        guard let path = try Self.path(of: descriptor) else {
            throw .inheritedSocket(reason: "it is not a Unix socket with a path")
        }
        guard Self.option(SO_TYPE, of: descriptor) == Int32(SOCK_STREAM.rawValue) else {
            throw .inheritedSocket(reason: "\(path) is not a stream socket (ListenStream=)")
        }
        guard Self.option(SO_ACCEPTCONN, of: descriptor) == 1 else {
            throw .inheritedSocket(reason: "\(path) does not listen (Accept=yes passes single connections)")
        }
        // For no child; and the event loop must not wait in accept.
        guard fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0,
            fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK) == 0
        else {
            throw .inheritedSocket(reason: "\(path): \(String(cString: strerror(errno)))")
        }
        self.path = path
        self.descriptor = descriptor
    }

    /// The path that a descriptor is bound to; nil where it is no Unix socket or has none, as an abstract one.
    private static func path(of descriptor: Int32) throws(StartupError) -> String? {
        var address = sockaddr_un()
        var length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        guard result == 0 else {
            throw .inheritedSocket(reason: "descriptor \(descriptor): \(String(cString: strerror(errno)))")
        }
        guard address.sun_family == sa_family_t(AF_UNIX) else { return nil }
        let path = withUnsafeBytes(of: address.sun_path) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        return path.hasPrefix("/") ? path : nil
    }

    private static func option(_ name: Int32, of descriptor: Int32) -> Int32? {
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(descriptor, SOL_SOCKET, name, &value, &length) == 0 ? value : nil
    }
}
