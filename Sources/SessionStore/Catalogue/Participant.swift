// SPDX-License-Identifier: Apache-2.0

/// A person as the catalogue knows her: by a pseudonym. All of it is sealed.
public struct Participant: Hashable, Sendable, Codable {
    /// Given by whoever keeps the sessions, and unique: "P-007".
    public var pseudonym: String
    /// Left out where it can be.
    public var name: String?
    public var note: String?

    public init(pseudonym: String, name: String? = nil, note: String? = nil) {
        self.pseudonym = pseudonym
        self.name = name
        self.note = note
    }
}

/// What a person, or whoever treats her, wrote down. All of it is sealed.
public struct DiaryEntry: Hashable, Sendable, Codable {
    /// A participant's pseudonym.
    public var participant: String
    /// When, microseconds since 1970-01-01 UTC.
    public var unixMicroseconds: Int64
    /// The session it belongs to; nil where it belongs to none.
    public var session: SessionID?
    /// At most 4096 bytes.
    public var text: String

    public init(participant: String, unixMicroseconds: Int64, session: SessionID? = nil, text: String) {
        self.participant = participant
        self.unixMicroseconds = unixMicroseconds
        self.session = session
        self.text = text
    }
}
