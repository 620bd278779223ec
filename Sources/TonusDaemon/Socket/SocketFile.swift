// SPDX-License-Identifier: Apache-2.0
import Glibc
import StreamAPI

/// The claim on a socket path: a lock that the kernel drops when the process ends, however it ends.
///
/// A socket left behind by a killed daemon is replaced; the socket of a living one, or anything that is not a socket, is
/// never touched.
final class SocketFile: @unchecked Sendable {
    // Unchecked: `lock` is set in `init` and used by `release`, which the owner calls once.
    let path: String
    private let lock: Int32

    /// Claims a path: makes its directory (0700) if need be, takes the lock, removes a stale socket.
    init(claiming path: String) throws(StartupError) {
        self.path = path
        guard path.hasPrefix("/") else { throw .socketPathNotAbsolute(path: path) }
        guard path.utf8.count <= SocketPath.longestBytes else {
            throw .socketPathTooLong(path: path, bytes: path.utf8.count)
        }
        let directory = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "/"
        try Self.makeDirectory(directory)
        lock = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard lock >= 0 else { throw .bind(path: path, reason: Self.reason()) }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            close(lock)
            throw .alreadyRunning(path: path)
        }
        do throws(StartupError) {
            try Self.removeStale(path)
        } catch {
            close(lock)
            throw error
        }
    }

    /// Removes the socket and drops the lock. The lock file stays: removing it would let two daemons hold "the" lock.
    func release() {
        unlink(path)
        close(lock)
    }

    private static func makeDirectory(_ directory: String) throws(StartupError) {
        var status = stat()
        if stat(directory, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFDIR else {
                throw .directory(path: directory, reason: "it is not a directory")
            }
            guard access(directory, W_OK | X_OK) == 0 else { throw .directory(path: directory, reason: reason()) }
            return
        }
        guard mkdir(directory, 0o700) == 0 else { throw .directory(path: directory, reason: reason()) }
    }

    private static func removeStale(_ path: String) throws(StartupError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path: path) }
        // Holding the lock proves that no tonusd of this kind lives; another program may still listen here.
        if isAnswered(path) { throw .alreadyRunning(path: path) }
        guard unlink(path) == 0 else { throw .bind(path: path, reason: reason()) }
    }

    private static func isAnswered(_ path: String) -> Bool {
        let probe = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard probe >= 0 else { return false }
        defer { close(probe) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(probe, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}
