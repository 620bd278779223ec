// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// What comes next in a recorded session.
public enum SessionPiece: Sendable {
    case samples(SampleRun)
    /// Stands between the samples before and after it.
    case gap(Gap)
    /// As finally detected, withdrawn ones left out; comes after the sample of its onset, in no other order.
    case contraction(Contraction, ContractionMetrics? = nil)
    case remark(SessionRemark)
    /// The figures of the whole session, once, where the recording has them.
    case figures(SessionMetrics)
}

/// Samples without a break. A second or a block at a time is a good length; whatever it is, the exports are the same.
public struct SampleRun: Sendable {
    /// Of the first sample. The others follow at the session's rate.
    public var first: SampleInstant
    /// A column for each channel, all of the same length: cmH2O, zeroed, not filtered; NaN where there is no number.
    public var pressures: [[Double]]
    /// Where the converter was at its limit, as offsets into the columns, in order.
    public var clipped: [Range<Int>]

    public init(first: SampleInstant, pressures: [[Double]], clipped: [Range<Int>] = []) {
        self.first = first
        self.pressures = pressures
        self.clipped = clipped
    }

    /// How many sample instants.
    public var count: Int { pressures.first?.count ?? 0 }
}

/// What somebody or something said at an instant of a session.
public struct SessionRemark: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// A person wrote it; it may name her, so anonymous files hold the fact alone.
        case mark(String)
        /// A programme asked for something: "squeeze", "let go".
        case cue(String)
        /// What a person answered to a question of a guided exercise.
        case answer(ExerciseAnswer)
        /// The rest of a guided exercise: it belongs beside the samples, not among them.
        case exercise(ExerciseRemark)
        /// From here pressures count from another zero.
        case zero(ZeroState)
    }

    public var at: SessionInstant
    public var kind: Kind

    public init(_ kind: Kind, at: SessionInstant) {
        self.at = at
        self.kind = kind
    }
}

/// By a sample, or by the host's clock where there was none just then.
public enum SessionInstant: Hashable, Sendable {
    case sample(SampleIndex)
    case host(HostTime)
}
