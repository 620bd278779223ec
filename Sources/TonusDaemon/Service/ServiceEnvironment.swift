// SPDX-License-Identifier: Apache-2.0
import Glibc

/// What a service manager tells the process that it starts, in the environment (sd_notify(3), sd_watchdog_enabled(3),
/// sd_listen_fds(3)).
public struct ServiceEnvironment: Sendable, Hashable {
    /// Where notifications go: a path, or `@` and an abstract name. Nil where nobody listens.
    public var notifyAddress: String?
    /// Within which the service manager wants a sign of life; nil where it does not.
    public var watchdogPeriod: Duration?
    /// How many descriptors the process has got, counted from 3.
    public var descriptors = 0
    /// The folder that was made for the daemon's socket.
    public var runtimeDirectory: String?

    private static let passedOn = [
        "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES",
    ]

    /// Nobody manages this process.
    public init() {}

    /// - Parameters:
    ///   - variables: the environment.
    ///   - process: this process. What is meant for another one, and was merely inherited, counts for nothing.
    public init(_ variables: [String: String], process: Int32) {
        func isMeant(_ name: String, byDefault: Bool) -> Bool {
            variables[name].map { Int32($0) == process } ?? byDefault
        }
        if let address = variables["NOTIFY_SOCKET"], !address.isEmpty { notifyAddress = address }
        // Without WATCHDOG_PID it is whoever reads it (sd_watchdog_enabled); LISTEN_FDS counts only with LISTEN_PID.
        if isMeant("WATCHDOG_PID", byDefault: true),
            let microseconds = variables["WATCHDOG_USEC"].flatMap({ Int64($0) }), microseconds > 0
        {
            watchdogPeriod = .microseconds(microseconds)
        }
        if isMeant("LISTEN_PID", byDefault: false), let count = variables["LISTEN_FDS"].flatMap({ Int($0) }), count > 0
        {
            descriptors = count
        }
        // Of several, the first: the units name one.
        runtimeDirectory = variables["RUNTIME_DIRECTORY"]?.split(separator: ":").first.map(String.init)
    }

    /// Reads the environment of this process and removes what no child of it should take for its own. To be called
    /// before there are other threads that read the environment.
    public static func take() -> ServiceEnvironment {
        var variables: [String: String] = [:]
        for name in passedOn + ["RUNTIME_DIRECTORY"] {
            if let value = getenv(name) { variables[name] = String(cString: value) }
        }
        for name in passedOn { unsetenv(name) }
        return ServiceEnvironment(variables, process: getpid())
    }
}
