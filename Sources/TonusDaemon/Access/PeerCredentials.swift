// SPDX-License-Identifier: Apache-2.0
import CLinuxShim
import Glibc

/// Who is at the other end of a Unix socket, as the kernel knows it: of the moment at which the peer connected.
struct PeerCredentials: Hashable, Sendable {
    var userID: uid_t
    /// The primary group first, then the supplementary ones.
    var groupIDs: [gid_t]
    /// The process that connected; 0 where it lives in a process namespace that the daemon does not see.
    var processID: pid_t

    init(userID: uid_t, groupIDs: [gid_t], processID: pid_t) {
        self.userID = userID
        self.groupIDs = groupIDs
        self.processID = processID
    }

    /// This process.
    static var own: PeerCredentials { PeerCredentials(userID: geteuid(), groupIDs: [getegid()], processID: getpid()) }

    /// Asks the kernel about the peer of a connected socket; nil where it does not say.
    ///
    /// The groups are the process's own (`SO_PEERGROUPS`), not those that the user database gives the user today. They are
    /// what the kernel compares with the socket file's mode, and asking it never waits for a name service.
    init?(ofPeerOf descriptor: CInt) {
        var (process, user, group) = (pid_t(), uid_t(), gid_t())
        guard CLinuxShim_peer(descriptor, &process, &user, &group) == 0 else { return nil }
        userID = user
        processID = process
        groupIDs = [group] + Self.supplementaryGroups(ofPeerOf: descriptor)
    }

    private static func supplementaryGroups(ofPeerOf descriptor: CInt) -> [gid_t] {
        var groups = [gid_t](repeating: 0, count: 64)
        while true {
            var length = socklen_t(groups.count * MemoryLayout<gid_t>.size)
            if getsockopt(descriptor, SOL_SOCKET, SO_PEERGROUPS, &groups, &length) == 0 {
                return Array(groups.prefix(Int(length) / MemoryLayout<gid_t>.size))
            }
            // The kernel tells how much room it needs. Without the option (before Linux 4.13) only the primary is known.
            let needed = Int(length) / MemoryLayout<gid_t>.size
            guard errno == ERANGE, needed > groups.count else { return [] }
            groups = [gid_t](repeating: 0, count: needed)
        }
    }

    /// The name that a process gives itself; nil where it is gone or hidden from the daemon (`ProtectProc=`).
    func programName() -> String? {
        guard processID > 0 else { return nil }
        let descriptor = open("/proc/\(processID)/comm", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = read(descriptor, &bytes, bytes.count)
        guard count > 0 else { return nil }
        let name = bytes[..<count].prefix { $0 != UInt8(ascii: "\n") }
        return name.isEmpty ? nil : String(decoding: name, as: UTF8.self)
    }
}
