// SPDX-License-Identifier: Apache-2.0

/// What an entry of the diary is about.
public enum DiaryKind: String, Codable, Sendable, CaseIterable {
    /// A trainer was used.
    case trainer
    /// Pain, anxiety or both, by themselves.
    case feeling
    /// Something was done that may matter to the measurements: an injection, an examination, an infection treated.
    case treatment
    /// A free note.
    case note
}

/// How strong something was: pain from 0 (none) to 10 (the worst imaginable), or anxiety from 0 (none) to 100 (the
/// strongest imaginable). Whole numbers; those that nobody said are absent.
public struct DiaryRating: Codable, Sendable, Hashable {
    /// At the time of the entry; of the kind `feeling`.
    public var now: Int?
    /// Before the trainer.
    public var before: Int?
    /// The strongest while it was used.
    public var peak: Int?
    /// After it.
    public var after: Int?

    public init(now: Int? = nil, before: Int? = nil, peak: Int? = nil, after: Int? = nil) {
        self.now = now
        self.before = before
        self.peak = peak
        self.after = after
    }
}

/// One entry of a participant's diary.
public struct DiaryEntryReport: Codable, Sendable, Hashable {
    /// 26 letters and digits, drawn at random. Requests take the first letters as well, where only one entry begins with
    /// them.
    public var entry: String
    /// The pseudonym.
    public var participant: String
    /// What it is about.
    public var kind: DiaryKind
    /// When, in seconds since the Unix epoch; where only the day is known, its beginning in the daemon's time zone.
    public var at: Double
    /// "2026-03-14", where only the day is known.
    public var day: String?
    /// The trainer, in the person's own words.
    public var size: String?
    /// Its diameter, in millimetres.
    public var millimetres: Double?
    /// How long it was used, in minutes.
    public var minutes: Double?
    /// True: the person chose to stop, which is a good end.
    public var stoppedByChoice: Bool?
    /// From 0 to 10.
    public var pain: DiaryRating?
    /// From 0 to 100.
    public var anxiety: DiaryRating?
    /// Of the kind `treatment`: "botox", "examination", "infection", or other words.
    public var treatment: String?
    /// Free text.
    public var text: String?
    /// Id of the session that it belongs to; absent where it belongs to none, or that is gone.
    public var session: String?
    /// The guided exercise that wrote it: name and version of the programme.
    public var programme: String?
    /// No body was measured.
    public var simulated: Bool

    public init(
        entry: String, participant: String, kind: DiaryKind, at: Double, day: String? = nil, size: String? = nil,
        millimetres: Double? = nil, minutes: Double? = nil, stoppedByChoice: Bool? = nil, pain: DiaryRating? = nil,
        anxiety: DiaryRating? = nil, treatment: String? = nil, text: String? = nil, session: String? = nil,
        programme: String? = nil, simulated: Bool
    ) {
        self.entry = entry
        self.participant = participant
        self.kind = kind
        self.at = at
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
        self.programme = programme
        self.simulated = simulated
    }
}
