// SPDX-License-Identifier: Apache-2.0

/// Somebody to whom a file can be sealed: the public half of an age key, `age1…`.
public struct AgeRecipient: Hashable, Sendable, CustomStringConvertible {
    let point: [UInt8]

    /// - Throws: `AgeError.recipient`.
    public init(parsing text: String) throws(AgeError) {
        guard let point = Bech32.decode(text, prefix: "age"), point.count == 32 else { throw .recipient(text) }
        self.point = point
    }

    init(point: [UInt8]) { self.point = point }

    public var description: String { Bech32.encode(point, prefix: "age") }
}

/// What a file is sealed to: a passphrase, or people; the format allows no mixture.
public enum AgeRecipients: Sendable {
    case passphrase(String)
    case keys([AgeRecipient])

    /// So many people; more would make a header that no reader expects.
    public static let limit = 20
}

/// What opens a file.
public enum AgeIdentity: Sendable {
    case passphrase(String)
    case key(AgeSecretKey)
}

/// The secret half of an age key, `AGE-SECRET-KEY-1…`. It does not print itself.
public struct AgeSecretKey: Sendable, CustomStringConvertible, CustomReflectable {
    let secret: [UInt8]

    /// A new one.
    public init() { secret = Sodium.random(32) }

    /// - Throws: `AgeError.identity`.
    public init(parsing text: String) throws(AgeError) {
        guard let secret = Bech32.decode(text, prefix: "age-secret-key-"), secret.count == 32 else { throw .identity }
        self.secret = secret
    }

    /// Who seals to this opens to the key.
    public var recipient: AgeRecipient { AgeRecipient(point: Sodium.publicKey(of: secret)) }

    /// For the owner's key file alone.
    public var exposed: String { Bech32.encode(secret, prefix: "age-secret-key-").uppercased() }

    public var description: String { "AgeSecretKey(\(recipient))" }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
