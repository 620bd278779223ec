// SPDX-License-Identifier: Apache-2.0

/// Why something could not be sealed or opened as an age file.
public enum AgeError: Error, Hashable, Sendable {
    /// Not "age1…": what is wrong with it.
    case recipient(String)
    /// Not "AGE-SECRET-KEY-1…".
    case identity
    /// No recipient, or more than `AgeRecipients.limit`.
    case recipientCount(Int)
    case emptyPassphrase
    /// The system has no memory for turning a passphrase into a key.
    case noMemory
    /// Not an age file of version 1.
    case notAge
    /// The header breaks a rule of the format.
    case header(String)
    /// Sealed to somebody else, or by another passphrase.
    case wrongKey
    /// The passphrase was made too slow to try; nobody's age file is.
    case workFactor(Int)
    /// Changed, cut, or joined with something else since it was sealed. Nothing read before this may be trusted.
    case damaged

    /// What is the matter.
    public var message: String {
        switch self {
        case .recipient(let text): "\(text.oneLine(maximumBytes: 90)) is not an age recipient"
        case .identity: "This is not an age identity"
        case .recipientCount(let count): "\(count) recipients cannot be sealed to"
        case .emptyPassphrase: "The passphrase is empty"
        case .noMemory: "There is not enough memory to use the passphrase (256 MiB)"
        case .notAge: "This is not an age file"
        case .header(let what): "The age file's header is damaged: \(what)"
        case .wrongKey: "This key or passphrase does not open the file"
        case .workFactor(let factor): "The file's passphrase needs a work of 2^\(factor)"
        case .damaged: "The age file is damaged or incomplete"
        }
    }

    /// What helps.
    public var hint: String {
        switch self {
        case .recipient: "A recipient looks like age1… and is 62 characters long; `age-keygen` makes one."
        case .identity: "An identity looks like AGE-SECRET-KEY-1… and is 74 characters long."
        case .recipientCount: "Give 1 to \(AgeRecipients.limit) recipients."
        case .emptyPassphrase: "Give one of several words."
        case .noMemory: "Close other programs, or use a recipient instead of a passphrase."
        case .notAge: "Armoured files (-----BEGIN AGE…) are opened by `age --decrypt`."
        case .header, .damaged: "Copy the file again, or use another copy. Do not use what was read so far."
        case .wrongKey: "Try the other keys and passphrases that you have."
        case .workFactor: "No more than 2^\(AgeStanza.workFactorLimit) is tried: the file would keep the machine busy."
        }
    }
}
