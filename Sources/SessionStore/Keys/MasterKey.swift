// SPDX-License-Identifier: Apache-2.0
import CSodium
import Glibc

/// The key under which the keys of all sessions are sealed: 32 random bytes in a file of their own, which whoever backs
/// up the sessions must keep elsewhere.
public struct MasterKey: ~Copyable, Sendable {
    let key: SecretKey
    /// Tells one master key from another.
    let fingerprint: [UInt8]

    static let fingerprintLength = 8
    /// The name of the systemd credential that may hold it (`LoadCredentialEncrypted=tonus-master-key:…`).
    public static let credentialName = "tonus-master-key"

    private init(_ key: consuming SecretKey) {
        fingerprint = Sodium.fingerprint(
            of: key, for: "tonus master key fingerprint", length: Self.fingerprintLength)
        self.key = key
    }

    /// Reads the key from a file of exactly 32 bytes that belongs to this user and that nobody else may read.
    ///
    /// - Throws: `StoreError.key`.
    public init(file path: String) throws(StoreError) { try self.init(path, isCredential: false) }

    /// Reads the key that systemd put into the folder `$CREDENTIALS_DIRECTORY`. Who may read it is systemd's to decide.
    ///
    /// - Throws: `StoreError.key`.
    public init(credentialsDirectory path: String) throws(StoreError) {
        try self.init(path + "/" + Self.credentialName, isCredential: true)
    }

    private init(_ path: String, isCredential: Bool) throws(StoreError) {
        let descriptor = Glibc.open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .key(path: path, reason: SystemError.text(errno)) }
        defer { Glibc.close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw .key(path: path, reason: "it is not a regular file")
        }
        if !isCredential {
            guard status.st_uid == geteuid() else { throw .key(path: path, reason: "it belongs to another user") }
            guard status.st_mode & 0o077 == 0 else {
                throw .key(path: path, reason: "others may read it; run: chmod 600 \(path)")
            }
        }
        guard status.st_size == SecretKey.length else {
            throw .key(path: path, reason: "it holds \(status.st_size) bytes instead of \(SecretKey.length)")
        }
        var bytes = [UInt8](repeating: 0, count: SecretKey.length)
        let isRead = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) == $0.count }
        let key = SecretKey(copying: bytes)
        sodium_memzero(&bytes, bytes.count)
        guard isRead, let key else { throw .key(path: path, reason: "it could not be read whole") }
        self.init(key)
    }

    /// Makes a new key and keeps it in a new file, readable by this user alone.
    ///
    /// - Throws: `StoreError.key` where the file exists already or cannot be written.
    public init(creating path: String) throws(StoreError) {
        let key = SecretKey()
        do throws(StoreError) {
            try key.withBytes { bytes throws(StoreError) in try PrivateFile.createAtOnce(path, contents: bytes) }
        } catch {
            throw .key(path: path, reason: "\(error)")
        }
        self.init(key)
    }
}
