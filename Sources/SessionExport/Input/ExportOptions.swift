// SPDX-License-Identifier: Apache-2.0

/// How much of a person leaves with a file.
public enum Disclosure: String, Hashable, Sendable, Codable, CaseIterable {
    /// No date, no person, no serial number, and no text that somebody typed.
    case anonymous
    /// The date and time, and what was typed; no person.
    case dated
    /// All that is known of the person too.
    case identified
}

/// Which contractions an export tells of.
public enum Scoring: String, Hashable, Sendable, Codable, CaseIterable {
    /// Those that were detected while the session was recorded.
    case recorded
    /// Those that today's detector finds in the recorded pressures.
    case again
}

public struct ExportOptions: Hashable, Sendable {
    public var disclosure: Disclosure
    /// Whether texts that people typed are written as they are: they may name somebody.
    public var includesTexts: Bool
    public var scoring: Scoring

    /// - Parameters:
    ///   - disclosure: of the person.
    ///   - includesTexts: nil to leave them out of anonymous files alone.
    ///   - scoring: which contractions.
    public init(disclosure: Disclosure = .anonymous, includesTexts: Bool? = nil, scoring: Scoring = .recorded) {
        self.disclosure = disclosure
        self.includesTexts = includesTexts ?? (disclosure != .anonymous)
        self.scoring = scoring
    }
}
