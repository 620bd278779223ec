// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Which file holds the configuration, and its bytes.
public struct ConfigurationFile: Hashable, Sendable {
    /// Nil where there is no place for one.
    public let path: String?
    /// Whether it was asked for by name, and so must exist.
    public let isNamed: Bool

    /// The variable that names the file.
    public static let environmentVariable = "TONUSD_CONFIG"
    /// Where a system service looks.
    public static let service = "/etc/tonus/tonusd.yaml"

    /// The file that was given by name; else the one of `$TONUSD_CONFIG`; else the one in the folder that the service
    /// manager names; else for root the service's, for anybody else the user's own.
    public init(given: String?, environment: [String: String], isRoot: Bool) {
        if let given {
            (path, isNamed) = (given, true)
        } else if let named = environment[Self.environmentVariable], !named.isEmpty {
            (path, isNamed) = (named, true)
        } else if let folder = environment["CONFIGURATION_DIRECTORY"]?.split(separator: ":").first,
            folder.hasPrefix("/")
        {
            // systemd separates several by colons; the units name one.
            (path, isNamed) = (folder + "/tonusd.yaml", false)
        } else if isRoot {
            (path, isNamed) = (Self.service, false)
        } else if let folder = environment["XDG_CONFIG_HOME"], folder.hasPrefix("/") {
            // XDG Base Directory Specification: a relative path is to be ignored.
            (path, isNamed) = (folder + "/tonus/tonusd.yaml", false)
        } else if let home = environment["HOME"], home.hasPrefix("/") {
            (path, isNamed) = (home + "/.config/tonus/tonusd.yaml", false)
        } else {
            (path, isNamed) = (nil, false)
        }
    }

    /// Reads the file.
    ///
    /// - Returns: path and bytes, at most one more than may be read; nil where there is no file and need be none.
    public func read() throws(SettingFault) -> (path: String, bytes: [UInt8])? {
        guard let path else { return nil }
        // Not to wait for a writer, should it be a pipe.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else {
            if !isNamed, errno == ENOENT || errno == ENOTDIR { return nil }
            throw fault(path, String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw fault(path, String(cString: strerror(errno))) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw fault(path, "it is not a regular file") }
        let limit = ConfigurationText.bytesLimit + 1
        var bytes: [UInt8] = []
        while bytes.count < limit {
            let wanted = min(limit - bytes.count, 16 * 1024)
            var got = 0
            bytes.append(
                contentsOf: [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
                    got = Glibc.read(descriptor, buffer.baseAddress, wanted)
                    count = max(0, got)
                })
            if got == 0 { break }
            guard got > 0 || errno == EINTR else { throw fault(path, String(cString: strerror(errno))) }
        }
        return (path, bytes)
    }

    private func fault(_ path: String, _ reason: String) -> SettingFault {
        SettingFault(
            .file(path, line: 0, column: 0), "The configuration cannot be read: \(reason).",
            hint: isNamed
                ? "Name a file that this user may read with --config, or leave --config and $TONUSD_CONFIG out."
                : "Let this user read it, or move it away: tonusd works without one.")
    }
}
