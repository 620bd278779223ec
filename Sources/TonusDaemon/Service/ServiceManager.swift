// SPDX-License-Identifier: Apache-2.0
import Glibc

/// The way to the service manager: datagrams to the socket that it names (sd_notify(3)).
final class ServiceManager: Sendable {
    /// What can be told.
    enum Notice: Hashable, Sendable {
        case ready
        case stopping
        /// The configuration is read anew; `ready` follows. With CLOCK_MONOTONIC, from which systemd 253 and later tells
        /// that it was this request that was heard.
        case reloading(monotonicMicroseconds: UInt64)
        /// The daemon lives.
        case watchdog
        /// One line for people, shown by `systemctl status`.
        case status(String)

        var line: String {
            switch self {
            case .ready: "READY=1"
            case .stopping: "STOPPING=1"
            case .reloading(let microseconds): "RELOADING=1\nMONOTONIC_USEC=\(microseconds)"
            case .watchdog: "WATCHDOG=1"
            // A line feed would begin another assignment.
            case .status(let text): "STATUS=" + text.split(whereSeparator: \.isNewline).joined(separator: " ")
            }
        }
    }

    private let descriptor: Int32
    private let address: sockaddr_un
    private let addressBytes: socklen_t

    /// - Parameter address: of `NOTIFY_SOCKET`.
    /// - Throws: `notifyAddress` where nothing can be sent there.
    init(at address: String) throws(StartupError) {
        guard let first = address.utf8.first, first == UInt8(ascii: "/") || first == UInt8(ascii: "@") else {
            throw .notifyAddress(address, reason: "it begins neither with / nor with @")
        }
        var target = sockaddr_un()
        target.sun_family = sa_family_t(AF_UNIX)
        guard address.utf8.count < MemoryLayout.size(ofValue: target.sun_path) else {
            throw .notifyAddress(address, reason: "it is longer than the address of a Unix socket can be")
        }
        withUnsafeMutableBytes(of: &target.sun_path) {
            $0.copyBytes(from: address.utf8)
            // An abstract address begins with a zero byte (unix(7)), which is written as @.
            if first == UInt8(ascii: "@") { $0[0] = 0 }
        }
        self.address = target
        // An abstract name ends where the address ends: a closing zero would belong to it.
        addressBytes = socklen_t(MemoryLayout<sa_family_t>.size + address.utf8.count)
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .notifyAddress(address, reason: String(cString: strerror(errno))) }
        // A service manager that is too busy to read for so long does without this notice, not the daemon without a
        // thread (assumption: far longer than it ever takes).
        var patience = timeval(tv_sec: 2, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    /// Tells the service manager. Returns whether it was delivered.
    @discardableResult
    func tell(_ notices: Notice...) -> Bool {
        var text = notices.map(\.line).joined(separator: "\n")
        return text.withUTF8 { bytes in
            withUnsafePointer(to: address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    sendto(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL), $0, addressBytes)
                        == bytes.count
                }
            }
        }
    }
}
