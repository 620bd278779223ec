// SPDX-License-Identifier: Apache-2.0

/// Parameters of `participants.list`: by pseudonym.
public struct ParticipantsListParams: Codable, Sendable {
    public static let method = "participants.list"

    /// Only this one.
    public var participant: String?
    /// True: names are told too. Default false, so that a list can lie open on a screen.
    public var names: Bool?
    /// Only those whose pseudonyms come after this one: to go on where a list ended.
    public var after: String?

    public init(participant: String? = nil, names: Bool? = nil, after: String? = nil) {
        self.participant = participant
        self.names = names
        self.after = after
    }
}

/// The reply to `participants.list`.
public struct ParticipantsListResult: Codable, Sendable {
    /// By pseudonym.
    public var participants: [ParticipantReport]
    /// Whether others follow.
    public var more: Bool
    /// How many rows of the catalogue, participants or diary, do not open: they are kept as they are, and
    /// `sessions.verify` names them.
    public var unreadable: Int

    public init(participants: [ParticipantReport], more: Bool, unreadable: Int) {
        self.participants = participants
        self.more = more
        self.unreadable = unreadable
    }
}

/// Parameters of `participants.add`.
public struct ParticipantAddParams: Codable, Sendable {
    public static let method = "participants.add"

    /// The pseudonym, of 1 to 64 bytes. Never a name: it is shown in lists.
    public var participant: String
    /// The name, of up to 256 bytes; kept sealed, told only where names are asked for. Best left out.
    public var name: String?

    public init(participant: String, name: String? = nil) {
        self.participant = participant
        self.name = name
    }
}

/// Parameters of `participants.change`. Exactly one of `pseudonym`, `name` and `unname` is to be given.
public struct ParticipantChangeParams: Codable, Sendable {
    public static let method = "participants.change"

    /// Whose, by the pseudonym in use.
    public var participant: String
    /// A new pseudonym; the diary goes along. Refused where sessions carry the old one, in which it stays for good.
    public var pseudonym: String?
    /// The name, new or another one.
    public var name: String?
    /// True: the name is taken away, and what the disk may keep of it can be read no more.
    public var unname: Bool?

    public init(participant: String, pseudonym: String? = nil, name: String? = nil, unname: Bool? = nil) {
        self.participant = participant
        self.pseudonym = pseudonym
        self.name = name
        self.unname = unname
    }
}

/// Parameters of `participants.delete`.
public struct ParticipantDeleteParams: Codable, Sendable {
    public static let method = "participants.delete"

    /// The pseudonym.
    public var participant: String
    /// True: the sessions too. Default false: they are kept, under the pseudonym.
    public var sessions: Bool?
    /// True: say what would be deleted, and delete nothing.
    public var dryRun: Bool?

    public init(participant: String, sessions: Bool? = nil, dryRun: Bool? = nil) {
        self.participant = participant
        self.sessions = sessions
        self.dryRun = dryRun
    }
}

/// The reply to `participants.delete`: what is gone, or would be.
public struct ParticipantDeleteResult: Codable, Sendable {
    /// The pseudonym.
    public var participant: String
    /// Whether a name goes.
    public var named: Bool
    /// How many entries of the diary go.
    public var entries: Int
    /// Ids of the sessions that go.
    public var deleted: [String]
    /// Ids of the sessions that stay, and carry the pseudonym.
    public var kept: [String]
    /// Nothing was deleted: this only says what would be.
    public var dryRun: Bool

    public init(participant: String, named: Bool, entries: Int, deleted: [String], kept: [String], dryRun: Bool) {
        self.participant = participant
        self.named = named
        self.entries = entries
        self.deleted = deleted
        self.kept = kept
        self.dryRun = dryRun
    }
}

/// Parameters of `participants.export`: makes one file of everything about a participant, to be fetched piece by piece
/// with `export.read`. The reply is that of `sessions.export`.
public struct ParticipantExportParams: Codable, Sendable {
    public static let method = "participants.export"

    /// The pseudonym.
    public var participant: String
    /// True: the name is in it. Default false.
    public var names: Bool?
    /// Seal it as age v1 to this passphrase.
    public var passphrase: String?
    /// Seal it as age v1 to this recipient ("age1…").
    public var recipient: String?

    public init(participant: String, names: Bool? = nil, passphrase: String? = nil, recipient: String? = nil) {
        self.participant = participant
        self.names = names
        self.passphrase = passphrase
        self.recipient = recipient
    }
}
