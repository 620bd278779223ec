// SPDX-License-Identifier: Apache-2.0

/// The file key, wrapped for one recipient: a stanza of an age file's header (age-encryption.org/v1).
struct AgeStanza: Hashable {
    static let fileKeyBytes = 16
    /// What age itself uses: about a second, and 256 MiB.
    static let workFactor = 18
    /// Four times that.
    static let workFactorLimit = 20
    private static let nonce = [UInt8](repeating: 0, count: 12)

    var arguments: [String]
    var body: [UInt8]

    init(arguments: [String], body: [UInt8]) {
        self.arguments = arguments
        self.body = body
    }

    init(wrapping fileKey: [UInt8], to recipient: AgeRecipient) throws(AgeError) {
        var secret = Sodium.random(32)
        defer { Sodium.wipe(&secret) }
        let share = Sodium.publicKey(of: secret)
        guard var shared = Sodium.sharedSecret(secret, recipient.point) else {
            throw .recipient(recipient.description)
        }
        defer { Sodium.wipe(&shared) }
        arguments = ["X25519", Base64.encode(share)]
        body = Sodium.seal(
            fileKey[...], key: Self.key(shared, share: share, point: recipient.point), nonce: Self.nonce)
    }

    init(wrapping fileKey: [UInt8], by passphrase: String, workFactor: Int = workFactor) throws(AgeError) {
        guard !passphrase.isEmpty else { throw .emptyPassphrase }
        let salt = Sodium.random(16)
        guard var key = Self.key(passphrase, salt: salt, workFactor: workFactor) else { throw .noMemory }
        defer { Sodium.wipe(&key) }
        arguments = ["scrypt", Base64.encode(salt), "\(workFactor)"]
        body = Sodium.seal(fileKey[...], key: key, nonce: Self.nonce)
    }

    var isPassphrase: Bool { arguments.first == "scrypt" }

    /// The file key; nil where the stanza is for somebody else.
    func fileKey(for identity: AgeIdentity) throws(AgeError) -> [UInt8]? {
        switch (identity, arguments.first) {
        case (.key(let own), "X25519"):
            guard arguments.count == 2, let share = Base64.decode(arguments[1]), share.count == 32, isBodyLong else {
                throw .header("an X25519 recipient is malformed")
            }
            guard let shared = Sodium.sharedSecret(own.secret, share) else {
                throw .header("an X25519 recipient has no key")
            }
            return Sodium.open(
                body[...], key: Self.key(shared, share: share, point: own.recipient.point), nonce: Self.nonce)
        case (.passphrase(let passphrase), "scrypt"):
            guard arguments.count == 3, let salt = Base64.decode(arguments[1]), salt.count == 16, isBodyLong,
                let factor = Int(arguments[2]), "\(factor)" == arguments[2], factor > 0
            else { throw .header("the passphrase recipient is malformed") }
            guard factor <= Self.workFactorLimit else { throw .workFactor(factor) }
            guard let key = Self.key(passphrase, salt: salt, workFactor: factor) else { throw .noMemory }
            return Sodium.open(body[...], key: key, nonce: Self.nonce)
        default: return nil
        }
    }

    private var isBodyLong: Bool { body.count == Self.fileKeyBytes + 16 }

    private static func key(_ shared: [UInt8], share: [UInt8], point: [UInt8]) -> [UInt8] {
        Sodium.key(from: shared, salt: share + point, info: "age-encryption.org/v1/X25519")
    }

    private static func key(_ passphrase: String, salt: [UInt8], workFactor: Int) -> [UInt8]? {
        Sodium.prepare()
        return Sodium.scrypt(
            passphrase, salt: Array("age-encryption.org/v1/scrypt".utf8) + salt, workFactor: workFactor)
    }
}
