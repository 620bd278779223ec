// SPDX-License-Identifier: Apache-2.0
internal import Glibc
internal import StreamAPI

/// Where this process looks for the daemon's socket.
public enum DaemonSocket {
    /// The given path, `$TONUS_SOCKET`, the user's socket if there is one, the service's.
    public static func path(given: String? = nil) -> String {
        var environment: [String: String] = [:]
        for name in ["TONUS_SOCKET", "XDG_RUNTIME_DIR"] {
            if let value = getenv(name) { environment[name] = String(cString: value) }
        }
        return SocketPath.forClient(given: given, environment: environment) { access($0, F_OK) == 0 }
    }
}
