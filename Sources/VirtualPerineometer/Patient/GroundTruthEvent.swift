// SPDX-License-Identifier: Apache-2.0

/// What the virtual patient truly did, to judge a detector by. Times are seconds of device time.
///
/// All figures are those of the intended course, before tremor, breathing, drift and noise are added.
public struct GroundTruthEvent: Hashable, Sendable {
    public var kind: ActivityKind
    /// Highest pressure above rest in the pelvic-floor channel, cmH2O.
    public var amplitude: Double
    /// Highest rise of abdominal pressure, cmH2O.
    public var abdominalAmplitude: Double
    /// Where the rise begins.
    public var onset: Double
    /// Where the rise passes 10, 50 and 90 % of `amplitude`.
    public var rise10: Double
    public var rise50: Double
    public var rise90: Double
    public var peakTime: Double
    /// Where letting go begins.
    public var releaseStart: Double
    /// Level at `releaseStart` as a share of `amplitude`: a hold sags.
    public var releaseLevel: Double
    /// Where the fall passes 90, 50 and 10 % of the level at `releaseStart`.
    public var fall90: Double
    public var fall50: Double
    public var fall10: Double

    public var isVoluntary: Bool { kind.isVoluntary }
}
