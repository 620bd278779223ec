// SPDX-License-Identifier: Apache-2.0

/// The first line on every connection, spoken by the daemon.
public struct Hello: Codable, Sendable {
    public static let method = "hello"

    /// A program by name and release.
    public struct Daemon: Codable, Sendable, Hashable {
        /// Always "tonusd".
        public var name: String
        /// Its release.
        public var version: String

        public init(name: String, version: String) {
            self.name = name
            self.version = version
        }
    }

    /// The two clocks at one moment: what a client needs to place `hostTime` on either.
    public struct Clock: Codable, Sendable {
        /// Seconds since the Unix epoch, on the scale of `hostTime`.
        public var hostTime: Double
        /// The same instant on `CLOCK_MONOTONIC`, in seconds.
        public var monotonic: Double

        public init(hostTime: Double, monotonic: Double) {
            self.hostTime = hostTime
            self.monotonic = monotonic
        }
    }

    /// The version that the daemon speaks.
    public var `protocol`: ProtocolVersion
    /// Which program answers.
    public var daemon: Daemon
    /// The unit of every pressure on this connection.
    public var unit: String
    /// What this client may do.
    public var role: String
    /// A fresh id per start of the daemon: when it differs, indices and subscriptions of before mean nothing.
    public var boot: String
    /// The clock of `hostTime` against the system's.
    public var clock: Clock
    /// No body is involved: the stream comes from the virtual perineometer.
    public var simulated: Bool

    public init(
        protocol version: ProtocolVersion, daemon: Daemon, unit: String, role: String, boot: String, clock: Clock,
        simulated: Bool
    ) {
        self.protocol = version
        self.daemon = daemon
        self.unit = unit
        self.role = role
        self.boot = boot
        self.clock = clock
        self.simulated = simulated
    }
}
