// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// What became of a contraction at a sample.
public enum ContractionEvent: Hashable, Sendable, BitwiseCopyable {
    /// A contraction was confirmed. Its onset lies before the sample that confirmed it.
    case began(ContractionOnset)
    /// The contraction that began under this id has ended. Its offset lies before the sample that confirmed it.
    case ended(Contraction)
    /// What began under this id was too short to be a contraction; `at` is the sample at which this was decided.
    case withdrawn(id: UInt64, at: SampleInstant)
}

/// What the detector says of one sample.
public struct Detection: Hashable, Sendable, BitwiseCopyable {
    /// The tracked resting level in cmH2O; NaN while it is not known.
    public var rest: Double
    public var state: MuscleState
    /// At most one event belongs to a sample.
    public var event: ContractionEvent?

    public init(rest: Double, state: MuscleState, event: ContractionEvent? = nil) {
        self.rest = rest
        self.state = state
        self.event = event
    }
}
