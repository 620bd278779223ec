// SPDX-License-Identifier: Apache-2.0

/// One participant: a person whose sessions and diary are kept, known by a pseudonym.
public struct ParticipantReport: Codable, Sendable, Hashable {
    /// The pseudonym, such as "P-007". Lists and sessions show it.
    public var participant: String
    /// The name; only where names were asked for, and one is kept.
    public var name: String?
    /// Whether a name is kept.
    public var named: Bool
    /// False: only sessions carry this pseudonym; nobody added the participant.
    public var added: Bool
    /// Ids of the sessions that carry the pseudonym, the newest first: of a hundred at most.
    public var sessions: [String]
    /// How many sessions there are in all.
    public var sessionCount: Int
    /// How many entries the diary has.
    public var entryCount: Int

    public init(
        participant: String, name: String? = nil, named: Bool, added: Bool, sessions: [String], sessionCount: Int,
        entryCount: Int
    ) {
        self.participant = participant
        self.name = name
        self.named = named
        self.added = added
        self.sessions = sessions
        self.sessionCount = sessionCount
        self.entryCount = entryCount
    }

    /// How many ids of sessions a report has at most; `sessions.list` tells all.
    public static let sessionLimit = 100
    /// What a pseudonym may take, in bytes of UTF-8 (assumption: a line of a list).
    public static let pseudonymBytes = 64
    /// What a name may take, in bytes of UTF-8 (assumption).
    public static let nameBytes = 256
}
