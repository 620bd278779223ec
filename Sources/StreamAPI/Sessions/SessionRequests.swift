// SPDX-License-Identifier: Apache-2.0

/// Parameters of `sessions.list`: the newest first.
public struct SessionsListParams: Codable, Sendable {
    public static let method = "sessions.list"

    /// Only those of this pseudonym.
    public var participant: String?
    /// At most so many, 1 to 100. Default 100.
    public var limit: Int?
    /// Only those that began before, in seconds since the Unix epoch: to go on where a list ended.
    public var before: Double?

    public init(participant: String? = nil, limit: Int? = nil, before: Double? = nil) {
        self.participant = participant
        self.limit = limit
        self.before = before
    }
}

/// The reply to `sessions.list`.
public struct SessionsListResult: Codable, Sendable {
    /// The newest first.
    public var sessions: [SessionReport]
    /// Whether older ones were left out.
    public var more: Bool

    public init(sessions: [SessionReport], more: Bool) {
        self.sessions = sessions
        self.more = more
    }
}

/// Parameters of `sessions.get`.
public struct SessionGetParams: Codable, Sendable {
    public static let method = "sessions.get"

    /// Which session, by id.
    public var session: String

    public init(session: String) { self.session = session }
}

/// Parameters of `sessions.verify`.
public struct SessionsVerifyParams: Codable, Sendable {
    public static let method = "sessions.verify"

    /// Which session, by id. Default: all of them, and the catalogue.
    public var session: String?

    public init(session: String? = nil) { self.session = session }
}

/// The reply to `sessions.verify`.
public struct SessionsVerifyResult: Codable, Sendable {
    /// Something that is not as it was written.
    public struct Fault: Codable, Sendable {
        /// Absent where the catalogue is meant.
        public var session: String?
        /// What and where, in one sentence.
        public var message: String

        public init(session: String?, message: String) {
            self.session = session
            self.message = message
        }
    }

    /// How many sessions were read to their end.
    public var sessions: Int
    /// How many blocks were opened.
    public var blocks: UInt64
    /// What is not as it was written; empty where all is well.
    public var faults: [Fault]

    public init(sessions: Int, blocks: UInt64, faults: [Fault]) {
        self.sessions = sessions
        self.blocks = blocks
        self.faults = faults
    }
}

/// Parameters of `sessions.delete`. Exactly one of `session`, `all` and `olderThan` is to be given.
public struct SessionsDeleteParams: Codable, Sendable {
    public static let method = "sessions.delete"

    /// Which session, by id.
    public var session: String?
    /// True: every session.
    public var all: Bool?
    /// Those that began longer ago than so many seconds.
    public var olderThan: Double?
    /// True: say what would be deleted, and delete nothing.
    public var dryRun: Bool?

    public init(session: String? = nil, all: Bool? = nil, olderThan: Double? = nil, dryRun: Bool? = nil) {
        self.session = session
        self.all = all
        self.olderThan = olderThan
        self.dryRun = dryRun
    }
}

/// The reply to `sessions.delete`.
public struct SessionsDeleteResult: Codable, Sendable {
    /// Ids of the sessions that are gone, or would be.
    public var deleted: [String]
    /// Bytes that their files took.
    public var bytes: UInt64
    /// Nothing was deleted: this only says what would be.
    public var dryRun: Bool

    public init(deleted: [String], bytes: UInt64, dryRun: Bool) {
        self.deleted = deleted
        self.bytes = bytes
        self.dryRun = dryRun
    }
}

/// Parameters of `sessions.export`: makes a file of a session, to be fetched piece by piece with `export.read`.
public struct SessionsExportParams: Codable, Sendable {
    public static let method = "sessions.export"

    /// What file is made.
    public enum Format: String, Codable, Sendable, CaseIterable {
        /// EDF+C, 16 bits.
        case edf
        case csv
        /// The contractions with their figures, as CSV.
        case contractions
        /// A FHIR R4 bundle as JSON.
        case fhir
        /// A page to print, HTML.
        case report
        /// Everything about the session, as a tar.
        case archive
        /// The figures of a review, as JSON.
        case review
        /// Today's detection over the recorded packets, against what was told while it was recorded, as JSON.
        case rescore
    }

    /// Which session, by id.
    public var session: String
    /// What file is made.
    public var format: Format
    /// Whether the pseudonym, notes and marks are in it. Default false.
    public var identified: Bool?
    /// Seal it as age v1 to this passphrase.
    public var passphrase: String?
    /// Seal it as age v1 to this recipient ("age1…").
    public var recipient: String?

    public init(
        session: String, format: Format, identified: Bool? = nil, passphrase: String? = nil, recipient: String? = nil
    ) {
        self.session = session
        self.format = format
        self.identified = identified
        self.passphrase = passphrase
        self.recipient = recipient
    }
}

/// The reply to `sessions.export`.
public struct SessionsExportResult: Codable, Sendable {
    /// The number to ask `export.read` with, on this connection.
    public var export: Int
    /// What a file of it may be called: of the id, never of a person.
    public var fileName: String

    public init(export: Int, fileName: String) {
        self.export = export
        self.fileName = fileName
    }
}

/// Parameters of `export.read`.
public struct ExportReadParams: Codable, Sendable {
    public static let method = "export.read"

    /// The number that `sessions.export` gave.
    public var export: Int

    public init(export: Int) { self.export = export }
}

/// The reply to `export.read`: the next piece, of up to 32 KiB.
public struct ExportReadResult: Codable, Sendable {
    /// The number that `sessions.export` gave.
    public var export: Int
    /// Base 64.
    public var data: String
    /// Nothing follows.
    public var done: Bool

    public init(export: Int, data: String, done: Bool) {
        self.export = export
        self.data = data
        self.done = done
    }
}
