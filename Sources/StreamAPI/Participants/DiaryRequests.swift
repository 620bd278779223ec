// SPDX-License-Identifier: Apache-2.0

/// Parameters of `diary.add`: something to remember of a participant.
public struct DiaryAddParams: Codable, Sendable {
    public static let method = "diary.add"

    /// The pseudonym; of somebody who was added, or has sessions.
    public var participant: String
    /// What it is about.
    public var kind: DiaryKind
    /// The day, as "2026-03-14"; not one to come. Default: now.
    public var day: String?
    /// Of the kind `trainer`: its name, in the person's own words, of up to 64 bytes.
    public var size: String?
    /// Of the kind `trainer`: its diameter, in millimetres, 5 to 60.
    public var millimetres: Double?
    /// Of the kind `trainer`: how long it was used, in minutes, 0 to 240.
    public var minutes: Double?
    /// Of the kind `trainer`: true where the person chose to stop, which is a good end.
    public var stoppedByChoice: Bool?
    /// Of the kinds `trainer` (before, peak, after) and `feeling` (now): 0 to 10.
    public var pain: DiaryRating?
    /// Of the kinds `trainer` (before, peak, after) and `feeling` (now): 0 to 100.
    public var anxiety: DiaryRating?
    /// Of the kind `treatment`: "botox", "examination", "infection", or other words of up to 64 bytes.
    public var treatment: String?
    /// Free text of up to 4096 bytes; the kind `note` is nothing else.
    public var text: String?
    /// The session that it belongs to, by id.
    public var session: String?

    public init(
        participant: String, kind: DiaryKind, day: String? = nil, size: String? = nil, millimetres: Double? = nil,
        minutes: Double? = nil, stoppedByChoice: Bool? = nil, pain: DiaryRating? = nil, anxiety: DiaryRating? = nil,
        treatment: String? = nil, text: String? = nil, session: String? = nil
    ) {
        self.participant = participant
        self.kind = kind
        self.day = day
        self.size = size
        self.millimetres = millimetres
        self.minutes = minutes
        self.stoppedByChoice = stoppedByChoice
        self.pain = pain
        self.anxiety = anxiety
        self.treatment = treatment
        self.text = text
        self.session = session
    }
}

/// Parameters of `diary.list`: the newest first.
public struct DiaryListParams: Codable, Sendable {
    public static let method = "diary.list"

    /// The pseudonym.
    public var participant: String
    /// Only those from so long on, in seconds since the Unix epoch.
    public var since: Double?
    /// Only those that come after this entry, by id: to go on where a list ended.
    public var after: String?

    public init(participant: String, since: Double? = nil, after: String? = nil) {
        self.participant = participant
        self.since = since
        self.after = after
    }
}

/// The reply to `diary.list`.
public struct DiaryListResult: Codable, Sendable {
    /// The newest first: as many as a line holds.
    public var entries: [DiaryEntryReport]
    /// Whether older ones follow.
    public var more: Bool
    /// How many entries of the catalogue, whosesoever, do not open: they are kept as they are, and `sessions.verify`
    /// names them.
    public var unreadable: Int

    public init(entries: [DiaryEntryReport], more: Bool, unreadable: Int) {
        self.entries = entries
        self.more = more
        self.unreadable = unreadable
    }
}

/// Parameters of `diary.delete`.
public struct DiaryDeleteParams: Codable, Sendable {
    public static let method = "diary.delete"

    /// Which entry, by id.
    public var entry: String

    public init(entry: String) { self.entry = entry }
}
