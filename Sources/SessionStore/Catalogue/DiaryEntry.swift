// SPDX-License-Identifier: Apache-2.0

/// How strong something was: pain from 0 to 10 (numerical rating scale), anxiety from 0 to 100 (subjective units of
/// distress). Nil where nobody said.
public struct DiaryLevels: Hashable, Sendable, Codable {
    public var before: Int?
    public var peak: Int?
    public var after: Int?

    public init(before: Int? = nil, peak: Int? = nil, after: Int? = nil) {
        self.before = before
        self.peak = peak
        self.after = after
    }

    public var isEmpty: Bool { before == nil && peak == nil && after == nil }
}

/// A trainer that was used, as far as it was told.
public struct TrainerUse: Hashable, Sendable, Codable {
    /// In the person's own words.
    public var size: String?
    /// Its diameter.
    public var millimetres: Double?
    public var minutes: Double?
    public var pain: DiaryLevels
    public var anxiety: DiaryLevels
    /// The person chose to stop, which is a good end.
    public var stoppedByChoice: Bool

    public init(
        size: String? = nil, millimetres: Double? = nil, minutes: Double? = nil, pain: DiaryLevels = DiaryLevels(),
        anxiety: DiaryLevels = DiaryLevels(), stoppedByChoice: Bool = false
    ) {
        self.size = size
        self.millimetres = millimetres
        self.minutes = minutes
        self.pain = pain
        self.anxiety = anxiety
        self.stoppedByChoice = stoppedByChoice
    }
}

/// Pain, anxiety or both at one moment.
public struct Feeling: Hashable, Sendable, Codable {
    /// 0 to 10.
    public var pain: Int?
    /// 0 to 100.
    public var anxiety: Int?

    public init(pain: Int? = nil, anxiety: Int? = nil) {
        self.pain = pain
        self.anxiety = anxiety
    }
}

/// What an entry is about, besides its text.
public enum DiaryContent: Hashable, Sendable {
    /// The text alone.
    case note
    case trainer(TrainerUse)
    case feeling(Feeling)
    /// What was done: "botox", "examination", "infection", or other words.
    case treatment(String)
}

extension DiaryContent: Codable {
    private enum Key: String, CodingKey { case trainer, feeling, treatment }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        if let use = try container.decodeIfPresent(TrainerUse.self, forKey: .trainer) {
            self = .trainer(use)
        } else if let feeling = try container.decodeIfPresent(Feeling.self, forKey: .feeling) {
            self = .feeling(feeling)
        } else if let treatment = try container.decodeIfPresent(String.self, forKey: .treatment) {
            self = .treatment(treatment)
        } else {
            // Also what a later version added: its text is there all the same.
            self = .note
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch self {
        case .note: break
        case .trainer(let use): try container.encode(use, forKey: .trainer)
        case .feeling(let feeling): try container.encode(feeling, forKey: .feeling)
        case .treatment(let what): try container.encode(what, forKey: .treatment)
        }
    }
}

/// What a person, or whoever treats her, wrote down. All of it is sealed.
public struct DiaryEntry: Hashable, Sendable, Codable {
    /// A participant's pseudonym.
    public var participant: String
    /// When, microseconds since 1970-01-01 UTC.
    public var unixMicroseconds: Int64
    /// "2026-03-14" where only the day is known: `unixMicroseconds` is then its beginning where it was written.
    public var day: String?
    /// The session it belongs to; nil where it belongs to none.
    public var session: SessionID?
    /// At most 4096 bytes; may be empty.
    public var text: String
    /// Nil in what the first versions wrote: a note.
    public var content: DiaryContent?
    /// Name and version of the guided exercise that wrote it; nil where a person did.
    public var programme: String?
    /// True: no body was measured.
    public var isSimulated: Bool?

    public init(
        participant: String, unixMicroseconds: Int64, day: String? = nil, session: SessionID? = nil, text: String = "",
        content: DiaryContent? = nil, programme: String? = nil, isSimulated: Bool? = nil
    ) {
        self.participant = participant
        self.unixMicroseconds = unixMicroseconds
        self.day = day
        self.session = session
        self.text = text
        self.content = content
        self.programme = programme
        self.isSimulated = isSimulated
    }
}

/// An entry under its id: random, so that it tells nothing.
public struct StoredDiaryEntry: Hashable, Sendable, Identifiable {
    public var id: String
    public var entry: DiaryEntry
}
