// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization
import Testing

/// Stands between clients and a daemon, and can cut their connections while the daemon goes on.
final class Relay: Sendable {
    let path: String
    private let listener: Int32
    private let open = Mutex<[Int32]>([])

    init(to target: String, at path: String) throws {
        self.path = path
        let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        self.listener = listener
        let isBound = Self.address(path) { Foundation.bind(listener, $0, $1) == 0 }
        try #require(isBound && listen(listener, 8) == 0)
        Thread.detachNewThread { [self] in
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { return }
                let daemon = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
                _ = Self.address(target) { Foundation.connect(daemon, $0, $1) == 0 }
                open.withLock { $0 += [client, daemon] }
                for (from, to) in [(client, daemon), (daemon, client)] {
                    Thread.detachNewThread { Self.copy(from, to) }
                }
            }
        }
    }

    deinit { close(listener) }

    /// Ends all connections.
    func cut() {
        open.withLock { descriptors in
            for descriptor in descriptors { shutdown(descriptor, Int32(SHUT_RDWR)) }
            descriptors = []
        }
    }

    private static func copy(_ from: Int32, _ to: Int32) {
        var bytes = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = read(from, &bytes, bytes.count)
            guard count > 0, send(to, bytes, count, Int32(MSG_NOSIGNAL)) == count else { break }
        }
        shutdown(to, Int32(SHUT_RDWR))
    }

    private static func address(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Bool) -> Bool {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
    }
}
