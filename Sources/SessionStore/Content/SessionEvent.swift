// SPDX-License-Identifier: Apache-2.0
public import ContractionDetection
public import Perineometry
public import SignalProcessing

/// Something that somebody marked.
public struct SessionMark: Hashable, Sendable, Codable {
    /// The sample it belongs to; nil where none was flowing.
    public var index: SampleIndex?
    /// At most 4096 bytes.
    public var text: String?

    public init(index: SampleIndex?, text: String? = nil) {
        self.index = index
        self.text = text
    }
}

/// What a programme asked for.
public struct SessionCue: Hashable, Sendable, Codable {
    /// The sample at which it was given; nil where none was flowing.
    public var index: SampleIndex?
    /// "squeeze", "relax", "hold", "rest": the programme's own word.
    public var name: String
    /// How long it was to last; nil where that was open.
    public var seconds: Double?

    public init(index: SampleIndex?, name: String, seconds: Double? = nil) {
        self.index = index
        self.name = name
        self.seconds = seconds
    }
}

/// Something besides packets that a session keeps, as it was said at the time.
public struct SessionEvent: Hashable, Sendable {
    public enum Body: Hashable, Sendable {
        case gap(Gap)
        /// What the detector said, with the rule that decided.
        case contraction(ContractionEvent)
        /// From a sample on, pressures count from another zero.
        case zeroed(Zero, from: SampleIndex)
        case mark(SessionMark)
        case cue(SessionCue)
        case score(ExerciseScore)
        /// A guided exercise began, or went on after a restart.
        case exercise(SessionExercise)
        /// A guided exercise ended; why, as a word.
        case exerciseEnded(String)
        case answer(SessionAnswer)
        /// The spans of noticing, where they are shown to the person.
        case noticed([ExerciseNotice])
        /// Free text, at most 4096 bytes.
        case note(String)
        /// What was known of the device's clock.
        case clock(ClockEstimate)
        /// The wall's clock, microseconds since 1970-01-01 UTC: it may be set while a session is recorded.
        case wallClock(Int64)
        /// Events that are in no recording because the recorder was behind.
        case eventsLost(UInt64)
        /// Of a newer version; the name of its type.
        case unknown(String)
    }

    /// When it was told, on the host's monotonic clock.
    public var at: HostTime
    public var body: Body

    public init(at: HostTime, _ body: Body) {
        self.at = at
        self.body = body
    }

    /// The longest text in it, bytes.
    var textLength: Int {
        switch body {
        case .mark(let mark): mark.text?.utf8.count ?? 0
        case .cue(let cue): cue.name.utf8.count
        case .exercise(let exercise): exercise.textLength
        case .exerciseEnded(let reason): reason.utf8.count
        case .answer(let answer): max(answer.question.utf8.count, answer.size?.utf8.count ?? 0)
        case .note(let text): text.utf8.count
        default: 0
        }
    }
}

extension SessionEvent: Codable {
    private enum Key: String, CodingKey { case host, type, value, from }

    private var type: String {
        switch body {
        case .gap: "gap"
        case .contraction: "contraction"
        case .zeroed: "zeroed"
        case .mark: "mark"
        case .cue: "cue"
        case .score: "score"
        case .exercise: "exercise"
        case .exerciseEnded: "exerciseEnded"
        case .answer: "answer"
        case .noticed: "noticed"
        case .note: "note"
        case .clock: "clock"
        case .wallClock: "wallClock"
        case .eventsLost: "eventsLost"
        case .unknown(let type): type
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(at.nanoseconds, forKey: .host)
        try container.encode(type, forKey: .type)
        switch body {
        case .gap(let value): try container.encode(value, forKey: .value)
        case .contraction(let value): try container.encode(value, forKey: .value)
        case .zeroed(let value, let from):
            try container.encode(value, forKey: .value)
            try container.encode(from, forKey: .from)
        case .mark(let value): try container.encode(value, forKey: .value)
        case .cue(let value): try container.encode(value, forKey: .value)
        case .score(let value): try container.encode(value, forKey: .value)
        case .exercise(let value): try container.encode(value, forKey: .value)
        case .exerciseEnded(let value): try container.encode(value, forKey: .value)
        case .answer(let value): try container.encode(value, forKey: .value)
        case .noticed(let value): try container.encode(value, forKey: .value)
        case .note(let value): try container.encode(value, forKey: .value)
        case .clock(let value): try container.encode(value, forKey: .value)
        case .wallClock(let value): try container.encode(value, forKey: .value)
        case .eventsLost(let value): try container.encode(value, forKey: .value)
        case .unknown: break
        }
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        at = HostTime(nanoseconds: try container.decode(UInt64.self, forKey: .host))
        let type = try container.decode(String.self, forKey: .type)
        body =
            switch type {
            case "gap": .gap(try container.decode(Gap.self, forKey: .value))
            case "contraction": .contraction(try container.decode(ContractionEvent.self, forKey: .value))
            case "zeroed":
                .zeroed(
                    try container.decode(Zero.self, forKey: .value),
                    from: try container.decode(SampleIndex.self, forKey: .from))
            case "mark": .mark(try container.decode(SessionMark.self, forKey: .value))
            case "cue": .cue(try container.decode(SessionCue.self, forKey: .value))
            case "answer": .answer(try container.decode(SessionAnswer.self, forKey: .value))
            case "noticed": .noticed(try container.decode([ExerciseNotice].self, forKey: .value))
            case "score": .score(try container.decode(ExerciseScore.self, forKey: .value))
            case "exercise": .exercise(try container.decode(SessionExercise.self, forKey: .value))
            case "exerciseEnded": .exerciseEnded(try container.decode(String.self, forKey: .value))
            case "note": .note(try container.decode(String.self, forKey: .value))
            case "clock": .clock(try container.decode(ClockEstimate.self, forKey: .value))
            case "wallClock": .wallClock(try container.decode(Int64.self, forKey: .value))
            case "eventsLost": .eventsLost(try container.decode(UInt64.self, forKey: .value))
            default: .unknown(type)
            }
    }
}
