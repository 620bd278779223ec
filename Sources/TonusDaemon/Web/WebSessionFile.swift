// SPDX-License-Identifier: Apache-2.0
import Glibc

/// One browser that was let in.
struct WebSession: Hashable, Sendable {
    let secret: WebSecret
    /// Seconds since the Unix epoch.
    let expires: Int64
    /// Who asked for the link that it came by.
    let userID: uid_t
    let groupIDs: [gid_t]

    init(secret: WebSecret, expires: Int64, userID: uid_t = geteuid(), groupIDs: [gid_t] = []) {
        self.secret = secret
        self.expires = expires
        self.userID = userID
        self.groupIDs = groupIDs
    }
}

/// Where sessions are kept while the daemon is restarted: beside the socket, which a reboot empties, for its owner alone.
struct WebSessionFile: Sendable {
    let path: String

    private static let longestBytes = 16 * 1024

    /// What is kept; nothing where the file is missing, somebody else's, readable for others, or not of this form.
    func read() -> [WebSession] {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid(),
            status.st_mode & 0o077 == 0
        else { return [] }
        var bytes = [UInt8](repeating: 0, count: Self.longestBytes)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        guard count > 0 else { return [] }
        return String(decoding: bytes.prefix(count), as: UTF8.self).split(separator: "\n").prefix(WebDoor.limit)
            .compactMap { line in
                let words = line.split(separator: " ")
                guard words.count == 3 || words.count == 4, let secret = WebSecret(words[0]),
                    let expires = Int64(words[1]), let userID = uid_t(words[2])
                else { return nil }
                let groupIDs = words.count == 4 ? words[3].split(separator: ",").compactMap { gid_t($0) } : []
                return WebSession(secret: secret, expires: expires, userID: userID, groupIDs: groupIDs)
            }
    }

    /// Keeps the sessions. Where that cannot be done they end with the daemon, and `tonus open` lets in again.
    func write(_ sessions: [WebSession]) {
        // A file of somebody else's making is not written into.
        unlink(path)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let text = sessions.map { session in
            let groups = session.groupIDs.prefix(32).map(String.init).joined(separator: ",")
            return "\(session.secret.text) \(session.expires) \(session.userID) \(groups)\n"
        }.joined()
        _ = Array(text.utf8).withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }
}
