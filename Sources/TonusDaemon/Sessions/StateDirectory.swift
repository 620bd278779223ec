// SPDX-License-Identifier: Apache-2.0

/// Where the daemon keeps sessions and their key.
public enum StateDirectory {
    /// That of a system service.
    public static let service = "/var/lib/tonus"

    /// The first of: what the user named; what systemd made for the daemon; the user's own; for root, the service's.
    ///
    /// - Parameters:
    ///   - given: what the user named.
    ///   - environment: the process's environment.
    ///   - isRoot: whether root runs the daemon.
    /// - Returns: an absolute path; nil where none of these can be told.
    public static func path(given: String?, environment: [String: String], isRoot: Bool) -> String? {
        if let given { return given }
        // systemd separates several by colons; the units name one.
        if let path = environment["STATE_DIRECTORY"]?.split(separator: ":").first, path.hasPrefix("/") {
            return String(path)
        }
        if let path = environment["XDG_STATE_HOME"], path.hasPrefix("/") { return path + "/tonus" }
        if isRoot { return service }
        if let home = environment["HOME"], home.hasPrefix("/") { return home + "/.local/state/tonus" }
        return nil
    }
}
