// SPDX-License-Identifier: Apache-2.0
import Glibc
import StreamAPI

/// The claim on a socket path: a lock that the kernel drops when the process ends, however it ends.
///
/// A socket left behind by a killed daemon is replaced; the socket of a living one, or anything that is not a socket, is
/// never touched.
final class SocketFile: @unchecked Sendable {
    // Unchecked: `lock` is set in `init` and used by `release`, which the owner calls once; `identity` is set by
    // `bindSocket`, before anybody else asks.
    let path: String
    private let lock: Int32
    /// Whether the group of the directory may connect.
    private let isForGroup: Bool
    /// Device and inode of the socket that was bound: what a path names may change.
    private var identity: (device: UInt, inode: UInt)?

    /// Claims a path: makes its directory (0700) if need be, takes the lock, removes a stale socket.
    ///
    /// - Parameters:
    ///   - path: of the socket.
    ///   - groupDirectory: the folder that a service manager made for the socket, of which nil is the usual case. If the
    ///     socket is to be right in it, and its mode lets its group in and nobody else, the group may connect as well.
    /// - Throws: where the path cannot be had.
    init(claiming path: String, groupDirectory: String? = nil) throws(StartupError) {
        self.path = path
        guard path.hasPrefix("/") else { throw .socketPathNotAbsolute(path: path) }
        guard path.utf8.count <= SocketPath.longestBytes else {
            throw .socketPathTooLong(path: path, bytes: path.utf8.count)
        }
        let directory = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "/"
        try Self.makeDirectory(directory)
        isForGroup = directory == groupDirectory && Self.isForGroup(directory)
        lock = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard lock >= 0 else { throw .bind(path: path, reason: Self.reason()) }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            let isHeld = errno == EWOULDBLOCK
            let reason = Self.reason()
            close(lock)
            throw isHeld ? .alreadyRunning(path: path) : .bind(path: path, reason: "locking \(path).lock: \(reason)")
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
        if isInPlace { unlink(path) }
        close(lock)
    }

    /// Makes the socket, for its owner, or for owner and group. The caller owns the descriptor.
    ///
    /// Bound here and not by the event loop, which would remove whatever stands at the path when it closes.
    func bindSocket() throws(StartupError) -> Int32 {
        let flags = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_UNIX, flags, 0)
        guard descriptor >= 0 else { throw .bind(path: path, reason: Self.reason()) }
        // Linux gives the file the socket's own mode, less the process's mask: it is never wider than this. What the
        // mask takes away from the group is given back before the socket listens.
        guard fchmod(descriptor, 0o600) == 0, Self.withAddress(path, { bind(descriptor, $0, $1) }) == 0,
            !isForGroup || chmod(path, 0o660) == 0
        else {
            let reason = Self.reason()
            close(descriptor)
            throw .bind(path: path, reason: reason)
        }
        identity = Self.identity(of: path)
        return descriptor
    }

    /// Whether the path still names the socket that was bound. Somebody may have removed it, and another daemon may
    /// have taken the place.
    var isInPlace: Bool {
        guard let identity, let found = Self.identity(of: path) else { return false }
        return identity == found
    }

    private static func identity(of path: String) -> (device: UInt, inode: UInt)? {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        return (UInt(status.st_dev), UInt(status.st_ino))
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

    private static func isForGroup(_ directory: String) -> Bool {
        var status = stat()
        return stat(directory, &status) == 0 && status.st_mode & 0o017 == 0o010
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
        return withAddress(path) { connect(probe, $0, $1) } == 0
    }

    /// `path` must not be longer than `SocketPath.longestBytes`.
    private static func withAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}
