// SPDX-License-Identifier: Apache-2.0
public import Perineometry
public import RecordingFiles

/// What is to be said of a recording as a whole, when it was read to its end.
public struct RecordingSummary: Sendable {
    public var session: SessionMetrics
    /// Nil where breathing never showed.
    public var breathing: BreathingSummary?
    /// The pelvic-floor channel's faults.
    public var inspection: SignalSummary
    /// The abdominal channel's faults; nil where there is none.
    public var abdominalInspection: SignalSummary?
    /// Stretches without a value, in order; at most `GapSpan.limit`.
    public var gaps: [GapSpan]
    public var gapsLeftOut: Int
    /// Samples of the pelvic-floor channel that hold a number.
    public var samples: UInt64
    /// Samples that were analysed: those, less the ones that no pressure can be.
    public var analysedSamples: UInt64
    /// From the first sample to the end of the last one, gaps included.
    public var seconds: Double
    public var outline: PressureOutline

    /// What should be known of the results, a sentence each.
    public var remarks: [String]
}

extension RecordingSummary {
    /// A fault and the channel that shows it.
    public struct ChannelFault: Sendable {
        public var span: FaultSpan
        public var role: ChannelRole
    }

    /// Those of all channels, pelvic floor first; of each in order of their start.
    public var faults: [ChannelFault] {
        inspection.spans.map { ChannelFault(span: $0, role: .pelvicFloor) }
            + (abdominalInspection?.spans ?? []).map { ChannelFault(span: $0, role: .abdominal) }
    }
}
