// SPDX-License-Identifier: Apache-2.0

/// Every constant of the contraction detector under one name, so that a result can say by which rule it was found.
///
/// The rule looks at how far the pressure rises within a short time, not at how high it stands: drift, posture, an
/// incomplete release and a probe that was never zeroed move the level, none of them moves it that fast. No published,
/// validated detector for vaginal pressure is known: figures without a source are assumptions, chosen on simulated
/// sessions.
public struct DetectorDefinition: Hashable, Sendable {
    /// The name that goes with every result.
    public var id = "tonus.rise/2"

    /// The least rate at which the detector steps, Hz; faster signals are thinned to less than twice this, which their
    /// low-pass allows.
    public var stepsPerSecond = 100.0

    // Rest

    /// Seconds of resting signal whose median is the resting level: two quiet breaths.
    public var restWindowSeconds = 10.0
    /// Seconds of signal needed before a resting level is stated: a good third of a breath.
    public var settlingSeconds = 1.5
    /// Seconds needed to learn the level again after an interruption, when the noise is known already.
    public var resettlingSeconds = 1.0
    /// Seconds over which the signal is averaged to one value of the resting window.
    public var restStepSeconds = 0.05
    /// Seconds by which learning lags, so that the foot of a rise never enters the resting level.
    public var learningDelaySeconds = 0.5
    /// Seconds after a release in which nothing is learned: its tail.
    public var learningPauseSeconds = 1.0
    /// Seconds for which an incomplete release is not taken for the new rest.
    public var incompletePauseSeconds = 10.0
    /// σ of the rest is 1.4826 times its median absolute deviation, which estimates the standard deviation of a normal
    /// distribution (Rousseeuw & Croux 1993).
    public var deviationScale = 1.4826
    /// The range of σ in cmH2O: at least the ripple of a quiet probe, and no more than leaves an ordinary squeeze to be
    /// seen while the rest itself is shifting.
    public var deviationRange = 0.1...2.0

    // Onset

    /// A rise is measured from the least value of this many seconds: longer than a squeeze needs to stand out, shorter
    /// than a breath.
    public var riseSeconds = 0.6
    /// And from the line through two means of so many seconds each, the later of which ended so many seconds ago.
    public var trendMeanSeconds = 0.3
    public var trendGapSeconds = 0.2
    /// The least rise that is looked at, cmH2O.
    public var riseFloor = 0.7
    /// A rise must exceed what is usual at rest by this factor …
    public var riseOverNoise = 2.2
    /// … by this one more in the first seconds, of this many …
    public var unlearnedFactor = 2.0
    public var unlearnedSeconds = 6.0
    /// … and this share of the greatest of the last contractions.
    public var riseShareOfAmplitude = 0.12
    /// How many contractions count as the last.
    public var amplitudeCount = 9
    /// For this many seconds without a break; a rise of twice the threshold needs half of it.
    public var confirmSeconds = 0.03
    /// Blocks over which the unsteadiness of the rest is taken: seconds of one, how many, and which greatest counts.
    public var noiseBlockSeconds = 0.5
    public var noiseBlocks = 24
    public var noiseRank = 3
    /// By which factor one block may raise the level at most.
    public var noiseGrowth = 1.35
    /// How far back an onset may lie, seconds.
    public var footSearchSeconds = 2.0

    // Release

    /// A contraction is let go below this share of its height.
    public var releaseShare = 0.45
    /// Or where it has fallen by this share within `fallSeconds` and become level: an incomplete release.
    public var levelledShare = 0.4
    public var fallSeconds = 1.0
    /// Level is what falls by less than this share of the fall in `levelSeconds`.
    public var levelShare = 0.05
    public var levelSeconds = 0.2
    /// For this many seconds without a break.
    public var releaseSeconds = 0.08
    /// Seconds in which the height follows a fading hold down: slower than a release, faster than fatigue.
    public var peakDecaySeconds = 5.0
    /// A dip in a hold that comes back within this many seconds is part of it …
    public var dipSeconds = 0.45
    /// … unless it went below this share of the height.
    public var dipShare = 0.3
    /// Seconds from the release until the contraction is final.
    public var settlingAfterReleaseSeconds = 2.0

    // Kind

    /// Contractions lower than this, cmH2O, or than this share of the last ones, are withdrawn.
    public var leastAmplitude = 1.0
    public var leastShareOfAmplitude = 0.15
    /// Shorter ones too, seconds.
    public var leastSeconds = 0.15
    /// Abdominal rise over pelvic rise from which the abdomen did it. On manometry squeezes had 0.40 at most, pushes 1.0
    /// at least, coughs and Valsalva mostly 0.8.
    public var abdominalRatio = 0.6
    /// Time above half of the height up to which an abdominal rise is a cough and not a strain, seconds.
    public var coughWidthSeconds = 1.0
    /// Where there is no abdominal channel: a cough is at most this quick (10 to 90 %), wide and quick to fall, seconds.
    public var coughRiseSeconds = 0.16
    public var coughShapeWidthSeconds = 0.6
    public var coughFallSeconds = 0.4
    /// A rise (10 to 90 %) quicker than this is no muscle, seconds.
    public var motionRiseSeconds = 0.05
    /// Time above half of the height up to which a contraction is a flick, seconds.
    public var flickWidthSeconds = 1.0
    /// What rises and falls no quicker than this, seconds, and is as round as a sine, may be a breath: the time above 0.8
    /// of the height over that above half of it, 0.59 for a sine.
    public var breathRiseSeconds = 0.5
    public var breathRoundness = 0.68
    /// Seconds from which a contraction is a hold.
    public var holdSeconds = 7.0
    /// A level that lasts longer is no contraction, seconds.
    public var longestSeconds = 75.0
    /// A rise by this share of the last contractions from a level that lasted `plateauSeconds` shows that the level was
    /// none.
    public var plateauRiseShare = 0.5
    public var plateauSeconds = 1.5

    public init() {}

    public static let current = DetectorDefinition()
}
