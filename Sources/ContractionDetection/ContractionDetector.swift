// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// Finds contractions in one filtered pressure signal, sample by sample.
///
/// The rule and its constants are those of a `DetectorDefinition`. The detector is causal, works sample by sample (so
/// that the size of blocks cannot matter), measures its windows in seconds, and allocates nothing after it is made.
///
/// The instants it reports are those of the unfiltered signal: the filter's group delay is taken off.
///
/// It cannot be copied: it is some kilobytes of running state, and a copy per sample would go unnoticed.
public struct ContractionDetector: ~Copyable, Sendable {
    /// The rule by which contractions are found.
    public let definition: DetectorDefinition
    /// The id that the next contraction will get.
    public private(set) var nextID: UInt64

    private let delaySamples: Int
    private let onsetSamples: Int
    private let offsetSamples: Int
    private let footSearchSamples: Int
    private let troughSamples: Int
    private let fallSamples: Int
    private let pauseSamples: Int
    private let longestSamples: Int
    private let peakDecay: Double

    private var history: SignalHistory
    private var rest: RestTracker
    private var open: OpenContraction?
    /// Samples without a break above the onset threshold.
    private var samplesAbove = 0
    /// Samples without a break below rest by as much as the onset threshold lies above it.
    private var samplesFallen = 0
    /// Samples for which nothing is to be learned yet.
    private var pauseLeft = 0
    /// The least value since the last offset. Where a release stays incomplete, the next rise starts from here.
    private var valley = -Double.infinity

    /// A contraction that has begun and not ended.
    private struct OpenContraction: Sendable, BitwiseCopyable {
        var onset: ContractionOnset
        var peak: Double
        var peakTime: DeviceTime
        /// The peak, following a fading hold down.
        var recentPeak: Double
        var samplesBelow = 0
        var samples = 0
    }

    /// Makes a detector that knows nothing of the signal yet.
    ///
    /// - Parameters:
    ///   - sampleRateHertz: above 0; 50 to 2000 are tested.
    ///   - groupDelaySeconds: how late the filtered signal is; 0 or more.
    ///   - firstID: the id of the first contraction.
    ///   - definition: the rule.
    public init(
        sampleRateHertz: Double, groupDelaySeconds: Double, firstID: UInt64 = 1,
        definition: DetectorDefinition = .threshold1
    ) {
        precondition(
            sampleRateHertz > 0 && sampleRateHertz <= 1e6,
            "a sampling rate of \(sampleRateHertz) Hz is not valid: give one above 0 and at most 1 MHz"
        )
        precondition(
            groupDelaySeconds >= 0 && groupDelaySeconds <= 10,
            "a group delay of \(groupDelaySeconds) s is not valid: give 0 to 10 s"
        )
        func samples(_ seconds: Double) -> Int { max(1, Int((seconds * sampleRateHertz).rounded())) }
        self.definition = definition
        nextID = firstID
        delaySamples = Int((groupDelaySeconds * sampleRateHertz).rounded())
        onsetSamples = samples(definition.onsetSeconds)
        offsetSamples = samples(definition.offsetSeconds)
        footSearchSamples = samples(definition.footSearchSeconds)
        troughSamples = samples(definition.troughSeconds)
        fallSamples = samples(definition.fallSeconds)
        pauseSamples = samples(definition.learningPauseSeconds)
        longestSamples = samples(definition.longestSeconds)
        peakDecay = 1 / (definition.peakDecaySeconds * sampleRateHertz)
        history = SignalHistory(capacity: max(footSearchSamples, offsetSamples) + delaySamples + 1)
        rest = RestTracker(sampleRateHertz: sampleRateHertz, definition: definition)
    }

    /// Takes the next sample.
    ///
    /// - Parameters:
    ///   - filtered: the low-pass filtered pressure in cmH2O. A value that is not finite is passed over.
    ///   - instant: where the sample stands; not corrected for the filter's delay.
    /// - Returns: the resting level and state as of this sample, and what began or ended by it.
    public mutating func process(_ filtered: Double, at instant: SampleInstant) -> Detection {
        guard filtered.isFinite else { return detection(nil) }
        history.append(filtered, at: instant)
        guard rest.isKnown else {
            rest.learn(filtered)
            return detection(nil)
        }
        return detection(open == nil ? watch(filtered) : follow(filtered))
    }

    /// Marks a gap that cannot be bridged: what stood before says nothing of what comes. A rise that was not confirmed
    /// is forgotten and the resting level is learned again, in `resettlingSeconds`.
    ///
    /// - Returns: the end (or withdrawal) of a contraction that was open, at the last sample before the gap.
    @discardableResult
    public mutating func interrupt() -> ContractionEvent? {
        var event: ContractionEvent?
        if let open { event = end(open, offsetAgo: 0) }
        history.removeAll()
        startOver()
        return event
    }

    private func detection(_ event: ContractionEvent?) -> Detection {
        Detection(rest: rest.level, state: state, event: event)
    }

    private var state: MuscleState {
        if open != nil { return .contraction }
        return rest.isKnown ? .rest : .settling
    }

    /// Relaxed so far: looks for a rise.
    private mutating func watch(_ value: Double) -> ContractionEvent? {
        valley = min(valley, value)
        let threshold = max(definition.onsetDeviations * rest.deviation, definition.onsetRise)
        let reference = max(rest.level, valley)
        if value > reference + threshold {
            samplesAbove += 1
            samplesFallen = 0
            return samplesAbove == onsetSamples ? begin(above: reference) : nil
        }
        samplesAbove = 0
        samplesFallen = value < rest.level - threshold ? samplesFallen + 1 : 0
        if samplesFallen == fallSamples {
            startOver()
        } else if pauseLeft > 0 {
            pauseLeft -= 1
        } else {
            rest.learn(value)
        }
        return nil
    }

    private mutating func begin(above reference: Double) -> ContractionEvent {
        let footAgo = samplesSinceFoot(above: reference)
        let onset = ContractionOnset(id: nextID, onset: instant(ago: footAgo), restBefore: rest.level)
        nextID += 1
        var peakAgo = 0
        for ago in 0..<footAgo where history.value(ago: ago) > history.value(ago: peakAgo) { peakAgo = ago }
        let peak = history.value(ago: peakAgo)
        open = OpenContraction(
            onset: onset, peak: peak, peakTime: instant(ago: peakAgo).deviceTime, recentPeak: peak
        )
        samplesAbove = 0
        rest.forgetRecent()
        return .began(onset)
    }

    /// How many samples ago the rise began that has just been confirmed.
    private func samplesSinceFoot(above reference: Double) -> Int {
        // The tracked rest lags behind a drift; the trough just before the rise does not.
        let trough = history.least(from: onsetSamples - 1, through: onsetSamples - 1 + troughSamples)
        let base = max(reference, trough)
        let height = max(definition.footShareOfRise * (history.value(ago: 0) - base), definition.onsetRise)
        let upper = history.samplesSince(atOrBelow: base + height, limit: footSearchSamples)
        let lower = history.samplesSince(atOrBelow: base + height / 4, limit: footSearchSamples)
        let before = definition.footExtrapolation * Double(lower - upper)
        return min(footSearchSamples, lower + Int(before.rounded()))
    }

    /// Contracted: looks for the release.
    private mutating func follow(_ value: Double) -> ContractionEvent? {
        guard var contraction = open else { return nil }
        contraction.samples += 1
        if value > contraction.peak {
            contraction.peak = value
            contraction.peakTime = instant(ago: 0).deviceTime
        }
        contraction.recentPeak = max(value, contraction.recentPeak - (contraction.recentPeak - value) * peakDecay)
        let rise = max(
            definition.offsetDeviations * rest.deviation, definition.offsetRise,
            definition.offsetShareOfPeak * (contraction.recentPeak - rest.level)
        )
        contraction.samplesBelow = value < rest.level + rise ? contraction.samplesBelow + 1 : 0
        open = contraction
        if contraction.samplesBelow == offsetSamples { return end(contraction, offsetAgo: offsetSamples - 1) }
        if contraction.samples == longestSamples {
            let event = end(contraction, offsetAgo: 0)
            startOver()
            return event
        }
        return nil
    }

    private mutating func end(_ contraction: OpenContraction, offsetAgo: Int) -> ContractionEvent {
        open = nil
        pauseLeft = pauseSamples
        valley = history.value(ago: 0)
        let ended = Contraction(
            onset: contraction.onset, offset: instant(ago: offsetAgo), peak: contraction.peak,
            peakTime: contraction.peakTime
        )
        return ended.duration < definition.leastSeconds
            ? .withdrawn(id: contraction.onset.id, at: history.instant(ago: 0)) : .ended(ended)
    }

    private mutating func startOver() {
        rest.restart()
        samplesAbove = 0
        samplesFallen = 0
        pauseLeft = 0
        valley = -.infinity
    }

    /// The instant at which the unfiltered signal was where the filtered one was so many samples ago.
    private func instant(ago: Int) -> SampleInstant { history.instant(ago: ago + delaySamples) }
}
