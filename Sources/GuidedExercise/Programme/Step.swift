// SPDX-License-Identifier: Apache-2.0

/// One cue and its time, or one question.
public struct Step: Hashable, Sendable, Codable {
    public var activity: Activity
    /// Nil for a question, which waits for its answer.
    public var length: StepLength?
    public var target: Target?
    /// Said instead of the usual cue.
    public var text: String?

    public init(_ activity: Activity, _ length: StepLength? = nil, target: Target? = nil, text: String? = nil) {
        self.activity = activity
        self.length = length
        self.target = target
        self.text = text
    }

    /// The longest it may last, in seconds; 0 for a question.
    public var longestSeconds: Double { length?.longestSeconds ?? 0 }
}

/// What a person is asked to do.
public enum Activity: Hashable, Sendable, Codable {
    case action(Action)
    /// Another group of muscles, with the pelvic floor left alone.
    case tense(MuscleGroup)
    case ease(MuscleGroup)
    case question(Question)

    /// A contraction of the pelvic floor is asked for.
    public var isContraction: Bool {
        switch self {
        case .action(.squeeze), .action(.flick), .tense(.pelvicFloor): true
        default: false
        }
    }

    /// A contraction that was asked for is to end.
    public var isRelease: Bool {
        switch self {
        case .action(.release), .action(.rest), .ease(.pelvicFloor): true
        default: false
        }
    }
}

/// The raw value is the word in files and on the wire.
public enum Action: String, Hashable, Sendable, Codable, CaseIterable {
    /// Wait until the pressure has settled: over when it has, or when the time is.
    case settle
    /// Nothing at all.
    case rest
    case squeeze
    /// A quick squeeze.
    case flick
    case release
    /// With the squeeze before it still held.
    case cough
    case breatheIn = "breathe-in"
    case breatheOut = "breathe-out"
    /// Say when tension is felt, without seeing the pressure.
    case notice
    /// See what was felt beside what was measured.
    case reveal
    /// A trainer, at one's own pace.
    case trainer
}

/// In the order in which progressive relaxation goes through them.
public enum MuscleGroup: String, Hashable, Sendable, Codable, CaseIterable {
    case feet
    case calves
    case thighs
    case buttocks
    case pelvicFloor = "pelvic-floor"
    case abdomen
    case hands
    case arms
    case shoulders
    case face
}

/// What a person is asked to tell. The raw value is the word in files and on the wire.
public enum Question: String, Hashable, Sendable, Codable, CaseIterable {
    case painBefore = "pain-before"
    case painPeak = "pain-peak"
    case painAfter = "pain-after"
    case anxietyBefore = "anxiety-before"
    case anxietyPeak = "anxiety-peak"
    case anxietyAfter = "anxiety-after"
    /// How tense it feels, before it is shown.
    case tension
    case size
    /// The digital Modified Oxford grade, by who examines.
    case oxford

    /// The answers that it takes; nil where they are the programme's sizes.
    public var scale: ClosedRange<Int>? {
        switch self {
        // Numerical rating scale, and subjective units of distress.
        case .painBefore, .painPeak, .painAfter, .tension: 0...10
        case .anxietyBefore, .anxietyPeak, .anxietyAfter: 0...100
        case .oxford: 0...5
        case .size: nil
        }
    }
}

/// How long a step lasts.
public enum StepLength: Hashable, Sendable, Codable {
    case fixed(milliseconds: Int)
    /// Until the person goes on, and no longer than this.
    case ownPace(atMostMilliseconds: Int)
    /// As long as `endurance_perfect` was in an earlier phase, in whole seconds from 1 to 10; without it, `otherwise`.
    case measuredHold(otherwiseMilliseconds: Int)

    /// In seconds.
    public var longestSeconds: Double {
        switch self {
        case .fixed(let milliseconds), .ownPace(let milliseconds): Double(milliseconds) / 1000
        case .measuredHold: 10
        }
    }
}
