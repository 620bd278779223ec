// SPDX-License-Identifier: Apache-2.0

/// The constants of the contraction detector under one name, so that a result can say by which rule it was found. Those
/// by which instants are dated stand beside the dating, and those of the swing of the rest in `RestSwing`; they belong to
/// the same name.
///
/// The rule looks at how far the pressure rises within a short time, not at how high it stands: drift, posture, tone that
/// stayed after a release and a probe that was never zeroed move the level, none of them moves it that fast. No published,
/// validated detector for vaginal pressure is known: figures without a source are assumptions, chosen on simulated
/// sessions (docs/detection-benchmark.md).
public struct DetectorDefinition: Hashable, Sendable {
    /// One of the two rise statistics.
    public struct Rise: Hashable, Sendable {
        /// A rise is measured from the least value of so many seconds.
        public var seconds: Double
        /// The least rise that is looked at, cmH2O.
        public var floor: Double
        /// A rise must exceed what is usual at rest by this factor …
        public var overNoise: Double
        /// … and this share of the height of the person's contractions.
        public var shareOfHeight: Double
        /// Blocks over which the unsteadiness of the rest is taken: seconds of one, how many, and which greatest counts.
        public var blockSeconds = 0.5
        public var blocks: Int
        public var rank = 3
        /// By which factor one block may raise the level at most.
        public var growth = 1.35
    }

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
    /// Seconds needed to learn the level again after an interruption, when it was known before.
    public var resettlingSeconds = 1.0
    /// Seconds over which the signal is averaged to one value of the resting window.
    public var restStepSeconds = 0.05
    /// Seconds by which learning lags, so that the foot of a rise never enters the resting level.
    public var learningDelaySeconds = 0.5
    /// Seconds for which tone that stayed after a release is not taken for the new rest.
    public var partialRelaxationPauseSeconds = 30.0
    /// The share of the rise from which tone that stays makes a relaxation partial.
    public var partialRelaxationShare = 0.15

    // Onset

    /// A rise within less than a breath takes: most contractions show here first.
    public var quickRise = Rise(seconds: 0.6, floor: 0.6, overNoise: 1.5, shareOfHeight: 0.1, blocks: 24)
    /// A rise that is slower, and must stand out of breathing.
    public var slowRise = Rise(seconds: 2.0, floor: 1.2, overNoise: 2.2, shareOfHeight: 0.25, blocks: 40)
    /// The first seconds of a signal tell nothing: what rises there may have begun before.
    public var blindSeconds = 1.0
    /// What rose this soon after the beginning of a signal may have begun before it.
    public var unseenSeconds = 0.3
    /// Thresholds are higher by this factor in the first seconds, of this many.
    public var unlearnedFactor = 2.0
    public var unlearnedSeconds = 6.0
    /// How many contractions tell how high this person's are, and how many of them are lower than the figure taken.
    public var heightCount = 9
    /// For this many seconds without a break; a rise of twice the threshold needs half of it.
    public var confirmSeconds = 0.03
    /// How far back an onset may lie, seconds.
    public var footSearchSeconds = 3.0

    /// The swing of the rest: seconds of a block, how many blocks (three slow breaths), and which one counts as the
    /// highest and lowest.
    public var swingBlockSeconds = 0.5
    public var swingBlocks = 36
    public var swingRank = 3

    // Release

    /// A contraction is let go below this share of its height …
    public var releaseShare = 0.47
    /// … or where it fell by this share within `fallSeconds`, is below `levelledBelow` and has become level: tone stays.
    public var levelledShare = 0.45
    public var levelledBelow = 0.62
    public var fallSeconds = 1.2
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
    /// Seconds from the release until the contraction is final, at least and, where it falls on and on, at most.
    public var settlingAfterReleaseSeconds = 2.0
    public var longestReleaseSeconds = 8.0

    // Kind

    /// What speaks for a contraction, or something as definite as one, against breathing and unsteadiness.
    public var genuine = LogisticRule(
        intercept: -12.86, steepness: 7.80, crown: 3.64, length: 1.09, usual: 0.96, swing: 0.44, height: 2.79)
    /// Below this share it was no contraction: less than a half, because a weak squeeze that is not told is worse than a
    /// breath that is.
    public var genuineShare = 0.45
    /// And in the first `unlearnedSeconds`, when the first breath may be what is seen.
    public var earlyGenuineShare = 0.75
    /// Below this share it was a breath or the like for certain, and teaches what rises are usual.
    public var breathGenuineShare = 0.2
    /// What speaks for the pelvic floor, against coughs, talking and movement, where its pressure is all there is.
    public var muscleAlone = LogisticRule(
        intercept: -4.64, steepness: 7.70, crown: 6.68, length: 0.73, rise: 2.74, fall: 0.22, width: 1.31, usual: -0.18,
        company: 2.70)
    /// The same where there is abdominal pressure too.
    public var muscleBesideAbdomen = LogisticRule(
        intercept: -0.42, steepness: 9.42, crown: 1.75, length: -0.15, rise: 1.56, fall: 1.04, width: 1.26, usual: 0.36,
        company: 2.48, abdominalRatio: -10.15)
    /// Contractions lower than this, cmH2O, or than this share of the last ones, are withdrawn.
    public var leastHeight = 1.0
    public var leastShareOfHeight = 0.18
    /// Shorter ones too, seconds.
    public var leastSeconds = 0.15
    /// From this share on the pelvic floor did it: in doubt a quick flick is not called a cough.
    public var muscleShare = 0.4
    /// Abdominal rise over pelvic rise from which the abdomen did it. On manometry squeezes had 0.40 at most, pushes 1.0
    /// at least, coughs and Valsalva mostly 0.8.
    public var abdominalRatio = 0.6
    /// Time above half of the height up to which an abdominal rise is a cough and not a strain, seconds.
    public var coughWidthSeconds = 1.0
    /// A rise (10 to 90 %) quicker than this is no muscle, seconds.
    public var motionRiseSeconds = 0.05
    /// Flicks come in rows and coughs in bouts: for so many seconds what was there before counts for what comes.
    public var companySeconds = 4.0
    /// Time above half of the height up to which a contraction is a flick, seconds.
    public var flickWidthSeconds = 1.15
    /// Seconds from which a contraction is a hold.
    public var holdSeconds = 7.0
    /// A level that lasts longer is no contraction, seconds.
    public var longestSeconds = 75.0
    /// And where it rose in the first seconds of a signal, of this many: less, since a probe is then still settling.
    public var settlingInSeconds = 3.0
    public var longestSettlingSeconds = 15.0
    /// A rise by this share of the height of contractions from a level that lasted `plateauSeconds` shows that the level
    /// was none.
    public var plateauRiseShare = 0.3
    public var plateauSeconds = 1.5
    /// From a level that has lasted this long already, this share is enough.
    public var longPlateauSeconds = 20.0
    public var longPlateauRiseShare = 0.15
    /// Such a level below this share of the height is tone that stayed after a release.
    public var plateauShare = 0.75
    /// A release is over when it falls by less than this share of the whole fall in half a second.
    public var tailShare = 0.02

    public init() {}

    public static let current = DetectorDefinition()
}
