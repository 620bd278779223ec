// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// What a recording keeps of a guided exercise besides its cues and answers.
public enum ExerciseRemark: Hashable, Sendable {
    case began(ExerciseBeginning)
    case score(ExerciseScore)
    /// What was felt beside what was measured, all of it so far.
    case noticed([ExerciseNotice])
    /// Why it ended, as the word of `EndReason`.
    case ended(String)
}

/// How an exercise began, or went on after a restart of the daemon.
public struct ExerciseBeginning: Hashable, Sendable {
    /// Id and version, "release-ladder/1".
    public var programme: String
    public var title: String
    /// The titles of its phases by their ids.
    public var phaseTitles: [String: String]
    public var isAfterRestart: Bool

    public init(programme: String, title: String, phaseTitles: [String: String], isAfterRestart: Bool = false) {
        self.programme = programme
        self.title = title
        self.phaseTitles = phaseTitles
        self.isAfterRestart = isAfterRestart
    }
}

/// An answer to a question of a guided exercise. Number, size and noneToday are all nil where she would rather not say.
public struct ExerciseAnswer: Hashable, Sendable, Codable {
    /// As programmes name it, "pain-before".
    public var question: String
    /// On the question's scale.
    public var number: Int?
    /// The trainer's name. It may be her own words, so anonymous files leave it out.
    public var size: String?
    /// No trainer on that day.
    public var noneToday: Bool?
    /// A size was said, and is left out of this file.
    public var isSizeWithheld: Bool?

    public init(question: String, number: Int? = nil, size: String? = nil, noneToday: Bool? = nil) {
        self.question = question
        self.number = number
        self.size = size
        self.noneToday = noneToday
    }
}
