// SPDX-License-Identifier: Apache-2.0

/// Where the socket is, for daemon and clients alike.
public enum SocketPath {
    /// The socket of a system service.
    public static let service = "/run/tonus/tonus.sock"

    /// The longest path that a Unix socket can have: 108 bytes of `sun_path` with its closing zero (unix(7)).
    public static let longestBytes = 107

    /// The socket of one user, or nil without `XDG_RUNTIME_DIR`.
    public static func user(environment: [String: String]) -> String? {
        guard let directory = environment["XDG_RUNTIME_DIR"], directory.hasPrefix("/") else { return nil }
        return directory + "/tonus/tonus.sock"
    }

    /// Where a client looks: the given path, `$TONUS_SOCKET`, the user's socket if there is one, the service's.
    ///
    /// - Parameters:
    ///   - given: what the user named.
    ///   - environment: the process's environment.
    ///   - exists: whether something is at a path.
    /// - Returns: the path to connect to.
    public static func forClient(
        given: String?, environment: [String: String], exists: (String) -> Bool
    ) -> String {
        if let given { return given }
        if let path = environment["TONUS_SOCKET"], !path.isEmpty { return path }
        if let path = user(environment: environment), exists(path) { return path }
        return exists(service) ? service : user(environment: environment) ?? service
    }

    /// Where the daemon listens: the given path; the directory systemd made for it; the user's; for root, the service's.
    /// Nil where none of these can be told.
    public static func forDaemon(given: String?, environment: [String: String], isRoot: Bool) -> String? {
        if let given { return given }
        // systemd separates several by colons; the units name one.
        if let directory = environment["RUNTIME_DIRECTORY"]?.split(separator: ":").first, directory.hasPrefix("/") {
            return directory + "/tonus.sock"
        }
        return user(environment: environment) ?? (isRoot ? service : nil)
    }
}
