// SPDX-License-Identifier: Apache-2.0
public import VirtualPerineometer

/// Everything about `tonusd` that can be set, with the values that hold where nobody set any. What each may be, and how it
/// is written, stands in the table of `SettingDefinition`.
public struct Settings: Hashable, Sendable {
    /// Absolute path of the socket; nil for the usual place.
    public var socket: String?
    /// Absolute path of where sessions and their key are kept; nil for the usual place.
    public var stateDirectory: String?
    /// Virtual perineometers instead of USB; none means USB.
    public var simulate: [SimulationSpecification] = []
    /// "off", or a port of this machine for the dashboard, 1 to 65535; nil for the usual or a free one.
    public var http: String?
    public var metrics = MetricsSetting.off
    public var log = LogSettings()
    public var clients = ClientSettings()
    public var access = AccessSettings()

    public init() {}
}

/// Who may read counts and latencies at the dashboard's port.
public enum MetricsSetting: String, Hashable, Sendable, CaseIterable {
    case off
    /// Whoever can reach the port: every user of this machine.
    case open
}

/// What is logged, and how it is written.
public struct LogSettings: Hashable, Sendable {
    /// The least important that is logged.
    public enum Level: String, Hashable, Sendable, CaseIterable {
        case debug, info, notice, warning, error
    }

    public enum Format: String, Hashable, Sendable, CaseIterable {
        /// A line for people.
        case text
        /// A JSON object a line, for programs.
        case json
    }

    public var level = Level.info
    public var format = Format.text

    public init() {}
}

/// How many clients are served, and with how much patience.
public struct ClientSettings: Hashable, Sendable {
    /// The most clients that can be allowed at once: half of the 1024 descriptors that a process may have by default.
    public static let mostClients = 512

    /// The most clients at once, 1 to `mostClients`.
    public var limit = mostClients
    /// A client whose socket has had no room for so many seconds is closed (assumption: nobody reads what is half a minute
    /// old as live).
    public var evictionSeconds = 30
    /// How much may wait in the daemon to be sent to one client, in KiB; beyond it nothing more is written until a quarter
    /// is left.
    public var waitingKiB = 128

    public init() {}
}
