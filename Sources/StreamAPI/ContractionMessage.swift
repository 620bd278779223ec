// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// `contraction`: something became known of a rise of pressure at the pelvic floor.
///
/// Of each id the first message says `began`; the last one has `final`, and it alone counts in a record.
public struct ContractionMessage: Codable, Sendable, Hashable {
    public static let method = "contraction"

    /// What is said of a contraction.
    public enum Phase: String, Codable, Sendable, CaseIterable {
        /// A rise was noticed.
        case began
        /// Something said before is now known better; without `offset` it lasts, or lasts again.
        case revised
        /// The release was noticed.
        case ended
        /// There was no contraction after all.
        case withdrawn
    }

    /// The subscription that it belongs to, by the number that `subscribe` gave.
    public var subscription: Int
    /// What is said of the contraction: that it began, is known better, ended, or was none.
    public var phase: Phase
    /// The same in all that is said of one contraction.
    public var id: UInt64
    /// Counts what was said of this id, from 1.
    public var revision: UInt32
    /// Nothing more follows for this id.
    public var final: Bool
    /// The sample by which this was known; the host time at which it was said lies a little later.
    public var known: InstantMessage
    /// Where a tenth of the rise was done.
    public var onset: InstantMessage
    /// Where all but a tenth of the descent was done; absent while it lasts.
    public var offset: InstantMessage?
    /// Resting level before the rise.
    public var rest: Double
    /// The level from which the pressure rose; above `rest` where the release before was incomplete.
    public var baseline: Double
    /// Highest filtered pressure so far.
    public var peak: Double
    /// When the highest filtered pressure was, seconds on the device clock.
    public var peakTime: Double
    /// Peak less resting level.
    public var amplitude: Double
    /// Seconds from onset to offset.
    public var duration: Double?
    /// What it was; `indeterminate` until the end, and where it cannot be told.
    public var kind: ContractionKind
    /// Where the pressure came from.
    public var origin: ContractionOrigin
    /// Whether somebody asked for it.
    public var cue: ContractionCue
    /// 0 to 1; it orders, it is no probability.
    public var confidence: Double
    /// What decided the kind.
    public var rule: ContractionRule
    /// How far the muscle let go within two seconds of the release.
    public var relaxation: Relaxation
    /// Share of the rise that stayed after the release.
    public var residual: Double?
    /// No body is involved: it comes from the virtual perineometer.
    public var simulated: Bool

    public init(
        subscription: Int, phase: Phase, final: Bool, known: InstantMessage, onset: InstantMessage,
        offset: InstantMessage?, of contraction: Contraction, simulated: Bool
    ) {
        self.subscription = subscription
        self.phase = phase
        id = contraction.id
        revision = contraction.revision
        self.final = final
        self.known = known
        self.onset = onset
        self.offset = offset
        rest = contraction.restBefore
        baseline = contraction.baseline
        peak = contraction.peak
        peakTime = contraction.peakTime.seconds
        amplitude = contraction.amplitude
        duration = contraction.duration
        kind = contraction.kind
        origin = contraction.origin
        cue = contraction.cue
        confidence = contraction.confidence
        rule = contraction.rule
        relaxation = contraction.relaxation
        residual = contraction.residual
        self.simulated = simulated
    }
}
