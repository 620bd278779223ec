// SPDX-License-Identifier: Apache-2.0
import Glibc
import SessionStore

/// Opens the store in the daemon's state directory, under its key.
enum SessionFolder {
    /// The key is the systemd credential `tonus-master-key` where there is one; else `master.key` in the directory, which
    /// is made at the first start.
    ///
    /// - Parameters:
    ///   - directory: the state directory; made, with mode 0700, where it is missing.
    ///   - credentials: where systemd puts credentials; nil without systemd.
    /// - Returns: the store, with what an earlier run left open closed.
    /// - Throws: `StoreError` where sessions cannot be kept there.
    static func open(_ directory: String, credentials: String?) throws(StoreError) -> SessionStore {
        try makeFolders(of: directory)
        let path = directory + "/master.key"
        let key: MasterKey
        if let credentials, access(credentials + "/" + MasterKey.credentialName, F_OK) == 0 {
            key = try MasterKey(credentialsDirectory: credentials)
        } else if access(path, F_OK) == 0 {
            key = try MasterKey(file: path)
        } else {
            key = try MasterKey(creating: path)
        }
        return try SessionStore(directory: directory + "/sessions", key: key)
    }

    /// Makes a folder and those above it that are missing, for this user alone.
    private static func makeFolders(of path: String) throws(StoreError) {
        var partial = ""
        for name in path.split(separator: "/") {
            partial += "/" + name
            guard mkdir(partial, 0o700) == 0 || errno == EEXIST else {
                throw .file(
                    path: partial,
                    reason: "\(String(cString: strerror(errno))); make it, or name another "
                        + "with --state-dir")
            }
        }
    }
}
