// SPDX-License-Identifier: Apache-2.0

/// Why the daemon could not start or go on. Each case names the thing, the value and the remedy, and ends the process with an exit
/// code of sysexits.h.
public enum StartupError: Error, Sendable, Hashable {
    case noSocketPath
    case socketPathTooLong(path: String, bytes: Int)
    case socketPathNotAbsolute(path: String)
    case directory(path: String, reason: String)
    case notASocket(path: String)
    case alreadyRunning(path: String)
    case bind(path: String, reason: String)
    /// The socket was removed, or replaced by another, while the daemon ran.
    case socketLost(path: String)
    case devices(source: String, reason: String)
    case threads
    /// The service manager passed something that cannot be served.
    case inheritedSocket(reason: String)
    /// The service manager passed another socket than was asked for by name.
    case twoSockets(given: String, inherited: String)
    /// The service manager cannot be told anything.
    case notifyAddress(String, reason: String)
    /// A setting names somebody whom the system does not know.
    case access(key: String, reason: String, hint: String)
    /// A recording that was to be played cannot be.
    case replay(String, reason: String, hint: String)

    public var message: String {
        switch self {
        case .noSocketPath: "no place for the socket: XDG_RUNTIME_DIR is not set"
        case .socketPathTooLong(let path, let bytes):
            "--socket \(path): \(bytes) bytes are more than the 107 that a Unix socket's path can have"
        case .socketPathNotAbsolute(let path): "--socket \(path): the path must begin with /"
        case .directory(let path, let reason): "cannot use the directory \(path): \(reason)"
        case .notASocket(let path): "--socket \(path): there is a file at this path that is not a socket"
        case .alreadyRunning(let path): "another tonusd is listening at \(path)"
        case .bind(let path, let reason): "cannot listen at \(path): \(reason)"
        case .socketLost(let path): "the socket \(path) was removed, so no client can connect any more"
        case .devices(let source, let reason): "cannot watch for perineometers (\(source)): \(reason)"
        case .threads: "the system has no room for another thread"
        case .inheritedSocket(let reason): "the socket that the service manager passed cannot be served: \(reason)"
        case .twoSockets(let given, let inherited):
            "--socket \(given): the service manager passed another socket, \(inherited)"
        case .notifyAddress(let address, let reason): "NOTIFY_SOCKET=\(address): \(reason)"
        case .access(let key, let reason, _): "\(key): \(reason)"
        case .replay(let source, let reason, _): "--replay \(source): \(reason)"
        }
    }

    public var hint: String {
        switch self {
        case .noSocketPath: "log in through a session that sets it, or give --socket PATH"
        case .socketPathTooLong: "choose a shorter path, for instance below /tmp"
        case .socketPathNotAbsolute(let path): "write it as an absolute path, for instance --socket $PWD/\(path)"
        case .directory: "create it with mode 0700 for this user, or give --socket PATH elsewhere"
        case .notASocket: "move the file away or choose another path; tonusd removes only sockets"
        case .alreadyRunning: "use that one, stop it first, or give this one another --socket PATH"
        case .bind:
            "check that the directory is writable for this user and its disk has room, or give --socket PATH elsewhere"
        case .socketLost: "start tonusd again, and keep its directory from being cleaned up"
        case .devices: "check that /dev/bus/usb and /sys are readable, or run with --simulate"
        case .threads: "raise the process limit (ulimit -u, TasksMax=)"
        case .inheritedSocket:
            "give the .socket unit one ListenStream= with a path, as packaging/systemd/tonusd.socket does"
        case .twoSockets: "leave out --socket in the service, or name the same path in the .socket unit"
        case .notifyAddress: "start tonusd by a service manager that speaks sd_notify(3), or unset NOTIFY_SOCKET"
        case .access(_, _, let hint), .replay(_, _, let hint): hint
        }
    }

    /// sysexits.h.
    public var exitCode: Int32 {
        switch self {
        case .noSocketPath, .socketPathTooLong, .socketPathNotAbsolute: 64  // EX_USAGE
        case .replay: 66  // EX_NOINPUT
        case .alreadyRunning, .devices, .socketLost: 69  // EX_UNAVAILABLE
        case .threads: 71  // EX_OSERR
        case .directory, .notASocket, .bind: 73  // EX_CANTCREAT
        case .inheritedSocket, .twoSockets, .notifyAddress, .access: 78  // EX_CONFIG
        }
    }
}
