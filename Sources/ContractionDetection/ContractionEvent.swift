// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// What the detector says of a contraction at a sample.
///
/// Of each it says first that it began, last something final; in between it may revise. The last word alone counts in a
/// record; the first is what a listener reacts to.
public struct ContractionEvent: Hashable, Sendable, Codable, BitwiseCopyable {
    /// What has changed. The raw value is the name on the wire.
    public enum Phase: String, Sendable, Codable, CaseIterable, BitwiseCopyable {
        /// A rise was noticed. Its onset lies before the sample that told.
        case began
        /// Something that was said before is now known better. A contraction without an offset lasts (again).
        case revised
        /// The release was noticed. Its offset lies before the sample that told.
        case ended
        /// There was no contraction after all.
        case withdrawn
    }

    public var phase: Phase
    public var contraction: Contraction
    /// Nothing more will be said of this contraction.
    public var isFinal: Bool
    /// The sample by which this was known.
    public var instant: SampleInstant

    public init(phase: Phase, contraction: Contraction, isFinal: Bool, instant: SampleInstant) {
        self.phase = phase
        self.contraction = contraction
        self.isFinal = isFinal
        self.instant = instant
    }
}

/// What the detector says of one sample, but for events: small, for they are rare and samples are many.
public struct DetectorReading: Hashable, Sendable, BitwiseCopyable {
    /// The tracked resting level in cmH2O; NaN while it is not known.
    public var rest: Double
    public var state: MuscleState
    /// An event waits to be asked for, by `nextEvent`.
    public var hasEvent: Bool
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
