// SPDX-License-Identifier: Apache-2.0

/// Why a stretch of a recording should not be trusted.
public enum RecordingFault: String, CaseIterable, Sendable {
    /// No number, or a gap.
    case missing
    /// The value stands at a limit: one that the file states, or the highest or lowest of the whole recording, at which
    /// the signal stops dead.
    case clipped
    /// Not the least change, longer than a live sensor keeps still.
    case constant
    /// Beyond any pressure of a pelvic floor.
    case implausible
}

/// A stretch of a recording that shows one fault.
public struct FaultSpan: Sendable, Equatable {
    public var fault: RecordingFault
    /// Seconds from the first sample of the recording to the first of the stretch.
    public var startSeconds: Double
    /// Seconds from the first sample of the recording to the end of the last of the stretch.
    public var endSeconds: Double
}

/// What an inspection found in one channel.
public struct SignalSummary: Sendable, Equatable {
    /// Samples that hold a number.
    public var samples: UInt64
    /// Samples without a number, and those in gaps.
    public var missing: UInt64
    /// The least value; nil where there is no number.
    public var least: Double?
    public var greatest: Double?
    /// The least change between neighbouring samples, which is the resolution of a recording long enough; nil where
    /// nothing changed.
    public var resolution: Double?
    /// In order of their start; at most `SignalInspection.spanLimit` of each fault.
    public var spans: [FaultSpan]
    /// Seconds of each fault, spans that were not kept among them.
    public var seconds: [RecordingFault: Double]
    /// Spans of each fault that were not kept.
    public var spansLeftOut: [RecordingFault: Int]
    /// What the numbers as a whole suggest, in a sentence each, such as a wrong unit.
    public var remarks: [String]
}
