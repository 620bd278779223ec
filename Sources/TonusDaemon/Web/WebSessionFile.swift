// SPDX-License-Identifier: Apache-2.0
import Glibc

/// One browser that was let in.
struct WebSession: Hashable, Sendable {
    let secret: WebSecret
    /// Seconds since the Unix epoch.
    let expires: Int64
}

/// Where sessions are kept while the daemon is restarted: beside the socket, which a reboot empties, for its owner alone.
struct WebSessionFile: Sendable {
    let path: String

    private static let longestBytes = 4096

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
                guard words.count == 2, let secret = WebSecret(words[0]), let expires = Int64(words[1]) else {
                    return nil
                }
                return WebSession(secret: secret, expires: expires)
            }
    }

    /// Keeps the sessions. Where that cannot be done they end with the daemon, and `tonus open` lets in again.
    func write(_ sessions: [WebSession]) {
        // A file of somebody else's making is not written into.
        unlink(path)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let text = sessions.map { "\($0.secret.text) \($0.expires)\n" }.joined()
        _ = Array(text.utf8).withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }
}
