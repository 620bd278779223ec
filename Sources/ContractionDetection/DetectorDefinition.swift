// SPDX-License-Identifier: Apache-2.0

/// Every constant of the contraction detector under one name, so that a result can say by which rule it was found.
///
/// The rule is a double threshold on the rise above the resting level, as in the surface EMG literature (Hodges & Bui
/// 1996: rest plus a multiple of its deviation, for a least time), with hysteresis. No published, validated detector for
/// vaginal pressure is known: figures marked "assumption" have no source.
public struct DetectorDefinition: Hashable, Sendable {
    /// The name that goes with every result.
    public var id = "tonus.threshold/1"

    // Rest

    /// Seconds of resting signal whose median is the resting level (assumption: two quiet breaths).
    public var restWindowSeconds = 10.0
    /// Seconds of signal needed before a resting level is stated (assumption: a good third of a breath, and short enough
    /// that a squeeze right after the start is seen).
    public var settlingSeconds = 1.5
    /// Seconds needed to learn the level again after an interruption, when the noise is known already (assumption).
    public var resettlingSeconds = 1.0
    /// Seconds over which the signal is averaged to one value of the resting window (assumption).
    public var restStepSeconds = 0.05
    /// Seconds by which learning lags, so that the foot of a rise never enters the resting level (assumption).
    public var learningDelaySeconds = 0.5
    /// Seconds after an offset in which nothing is learned: the tail of the release (assumption).
    public var learningPauseSeconds = 1.0
    /// Seconds below rest after which the resting level is learned again (assumption): it was taken from a contraction.
    public var fallSeconds = 1.0
    /// σ of the rest is 1.4826 times its median absolute deviation, which estimates the standard deviation of a normal
    /// distribution (Rousseeuw & Croux 1993).
    public var deviationScale = 1.4826
    /// The range of σ in cmH2O (assumption): at least the ripple of a quiet probe, and no more than leaves an ordinary
    /// squeeze to be seen while the rest itself is shifting.
    public var deviationRange = 0.1...2.0

    // Onset

    /// A contraction must rise above rest by this many σ (Hodges & Bui 1996 use 1 to 3).
    public var onsetDeviations = 3.0
    /// And by at least this much, cmH2O (assumption).
    public var onsetRise = 2.0
    /// For this many seconds without a break (assumption).
    public var onsetSeconds = 0.12
    /// A contraction rises from rest, or from the lowest value of this many seconds before it crossed the threshold where
    /// that is higher (assumption: shorter than a breath, longer than the rise to the threshold).
    public var troughSeconds = 0.6
    /// The onset is found from two crossings: of this share of the rise seen so far (at least `onsetRise`), and of a
    /// quarter of that level. Both stand clear of breathing, which a crossing of rest plus 1 σ (Leitner 2019) does not
    /// (assumption).
    public var footShareOfRise = 0.5
    /// The onset lies before the lower crossing by this much of the time between the two (assumption: the mean of 1/3,
    /// which is exact for a rise at constant speed, and 1, which is exact at constant acceleration).
    public var footExtrapolation = 2.0 / 3
    /// How far back an onset may be dated, seconds (assumption: the slowest rise to the threshold).
    public var footSearchSeconds = 2.0

    // Offset

    /// A contraction ends below rest plus the greatest of: this many σ (assumption) …
    public var offsetDeviations = 2.0
    /// … this much, cmH2O (assumption) …
    public var offsetRise = 1.2
    /// … and this share of the recent peak's rise above rest, so that an incomplete release is not an endless hold
    /// (assumption).
    public var offsetShareOfPeak = 0.45
    /// Seconds in which the recent peak follows a fading hold down (assumption: slower than a release, faster than
    /// fatigue).
    public var peakDecaySeconds = 5.0
    /// A contraction ends when it stays below for this many seconds; shorter dips are part of it (assumption).
    public var offsetSeconds = 0.25
    /// What lasted less than this many seconds is withdrawn (assumption).
    public var leastSeconds = 0.25
    /// What lasts longer than this many seconds is ended and its level learned as the new rest: the probe or the posture
    /// changed (assumption: twice the longest hold in use, the 60 s of the Glazer assessment).
    public var longestSeconds = 120.0

    public init() {}

    /// The definition in use.
    public static let threshold1 = DetectorDefinition()
}
