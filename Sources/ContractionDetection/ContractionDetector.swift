// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// Finds contractions in filtered pressures, sample by sample, and says what each of them looks like.
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
    /// The grounds of the last verdict; nil before the first. Of a contraction that was interrupted there are none.
    public private(set) var latestEvidence: ContractionEvidence?

    let stepsPerSecond: Double
    private let samplesPerStep: Int
    private let delaySteps: Double
    private let pelvicFloor: Int
    private var abdominalSource: AbdominalSource

    var history: SignalHistory
    private var quick: RiseStatistic
    private var slow: RiseStatistic
    private var negatedMaximum: SlidingMinimum
    private var rest: RestTracker
    private var swing: RestSwing
    private var heights: SortedWindow
    private var cues = CueClock()
    private var events = EventQueue()
    private var open: OpenContraction?
    private var samplesUntilStep = 0
    /// The step at which the signal began or went on after an interruption.
    private var signalStart = 0
    /// Steps since then.
    private var stepsSeen = 0
    /// Steps without a break in which a rise exceeds its threshold.
    private var stepsRisen = 0
    /// The step at which the last contraction was over: the next one began later.
    private var lastFoot = 0
    /// The step from which on rest is learned.
    private var learningFrom = 0
    /// Below this level rest is learned at once.
    private var learningBelow = -Double.infinity

    /// Makes a detector that knows nothing of the signal yet.
    ///
    /// - Parameters:
    ///   - sampleRateHertz: above 0; 20 to 2000 are tested.
    ///   - groupDelaySeconds: how late the filtered signal is; 0 or more.
    ///   - channels: which channels to look at.
    ///   - firstID: the id of the first contraction.
    ///   - definition: the rule.
    public init(
        sampleRateHertz: Double, groupDelaySeconds: Double, channels: DetectionChannels = DetectionChannels(),
        firstID: UInt64 = 1, definition: DetectorDefinition = .current
    ) {
        precondition(
            sampleRateHertz > 0 && sampleRateHertz <= 1e6,
            "a sampling rate of \(sampleRateHertz) Hz is not valid: give one above 0 and at most 1 MHz"
        )
        precondition(
            groupDelaySeconds >= 0 && groupDelaySeconds <= 10,
            "a group delay of \(groupDelaySeconds) s is not valid: give 0 to 10 s"
        )
        self.definition = definition
        nextID = firstID
        samplesPerStep = max(1, Int(sampleRateHertz / definition.stepsPerSecond))
        let stepRate = sampleRateHertz / Double(samplesPerStep)
        stepsPerSecond = stepRate
        delaySteps = groupDelaySeconds * stepRate
        pelvicFloor = channels.pelvicFloor
        abdominalSource = AbdominalSource(channels, stepsPerSecond: stepRate)
        history = SignalHistory(capacity: Int((definition.longestSeconds + 20) * stepRate))
        quick = RiseStatistic(definition.quickRise, stepsPerSecond: stepRate)
        slow = RiseStatistic(definition.slowRise, stepsPerSecond: stepRate)
        negatedMaximum = SlidingMinimum(length: Int((definition.fallSeconds * stepRate).rounded()))
        rest = RestTracker(sampleRateHertz: stepRate, definition: definition)
        swing = RestSwing(stepsPerSecond: stepRate, definition: definition)
        heights = SortedWindow(length: definition.heightCount)
    }

    /// Takes the next sample.
    ///
    /// - Parameters:
    ///   - filtered: the low-pass filtered pressures in cmH2O. A sample whose pressure at the pelvic floor is not a number
    ///     that a pressure can have is passed over.
    ///   - instant: where the sample stands; not corrected for the filter's delay.
    /// - Returns: the resting level and state as of this sample, and what has become known by it.
    public mutating func process(_ filtered: ChannelVector, at instant: SampleInstant) -> Detection {
        // Beyond this, sums of squares would leave the range of a Double.
        guard abs(filtered[pelvicFloor]) < 1e12 else { return detection }
        if samplesUntilStep > 0 {
            samplesUntilStep -= 1
        } else {
            samplesUntilStep = samplesPerStep - 1
            advance(
                Step(
                    pelvic: filtered[pelvicFloor],
                    abdominal: abdominalSource.pressure(in: filtered, isResting: open == nil), instant: instant))
        }
        return detection
    }

    /// Notes that the person is asked to contract. Once there was a cue, contractions that answer none are `uncued`;
    /// before, nobody knows.
    ///
    /// - Parameter time: on the device clock.
    public mutating func cue(at time: DeviceTime) { cues.cue(at: time) }

    /// Marks a gap that cannot be bridged, or the end: what stood before says nothing of what comes. What is open ends at
    /// the last sample before the gap, and the resting level is learned again, in `resettlingSeconds`.
    ///
    /// - Returns: what is still to be said. Call again until nil.
    public mutating func interrupt() -> ContractionEvent? {
        if let contraction = open {
            open = nil
            settle(contraction, isInterrupted: contraction.released == nil)
        }
        if stepsSeen > 0 { startOver() }
        return events.popFirst()
    }

    private var detection: Detection {
        mutating get { Detection(rest: rest.level, state: state, event: events.popFirst()) }
    }

    private var state: MuscleState {
        if let open, open.released == nil { return .contraction }
        return rest.isKnown ? .rest : .settling
    }

    private mutating func startOver() {
        history.forget()
        signalStart = history.end
        lastFoot = history.end
        quick.removeAll()
        slow.removeAll()
        negatedMaximum.removeAll()
        rest.restart()
        swing.removeAll()
        stepsSeen = 0
        stepsRisen = 0
        samplesUntilStep = 0
        learningFrom = 0
        learningBelow = -.infinity
    }

    private mutating func advance(_ step: Step) {
        let now = history.end
        history.append(step)
        stepsSeen += 1
        quick.advance(step.pelvic, number: now)
        slow.advance(step.pelvic, number: now)
        let fall = -negatedMaximum.insert(-step.pelvic, number: now) - step.pelvic
        if let contraction = open, contraction.released == nil {
            follow(contraction, step, now: now, fall: fall)
        } else {
            watch(step, now: now)
        }
    }

    // MARK: Relaxed

    /// How high this person's contractions are, cmH2O: nearer to the lower of the last ones. 0 before there were any.
    private var usualHeight: Double {
        heights.count == 0 ? 0 : heights.least(rank: (heights.count + 2) / 3)
    }

    private func thresholds() -> (quick: Double, slow: Double) {
        let isLearned = quick.isLearned || stepsSeen > steps(definition.unlearnedSeconds)
        let caution = isLearned ? 1 : definition.unlearnedFactor
        let height = usualHeight
        return (
            quick.threshold(height: height, caution: caution),
            slow.threshold(height: height, caution: caution)
        )
    }

    private mutating func watch(_ step: Step, now: Int) {
        let thresholds = thresholds()
        // A slow rise tells nothing before breathing is known, nor on the heels of a release.
        let isSlowRise = open == nil && slow.isLearned && slow.rise > thresholds.slow
        let excess = max(quick.rise / thresholds.quick, isSlowRise ? slow.rise / thresholds.slow : 0)
        stepsRisen = excess > 1 && stepsSeen > steps(definition.blindSeconds) ? stepsRisen + 1 : 0
        let confirmed = Double(stepsRisen) * (excess > 2 ? 2 : 1) >= definition.confirmSeconds * stepsPerSecond
        if stepsRisen > 0, confirmed {
            if let released = open {
                takeUp(after: released, now: now, thresholds: thresholds)
            } else {
                begin(now: now, thresholds: thresholds)
            }
            return
        }
        if let released = open {
            watchRelease(released, step, now: now)
            return
        }
        guard stepsRisen == 0 else { return }
        if now >= learningFrom || step.pelvic < learningBelow {
            quick.learn()
            slow.learn()
            swing.learn(step.pelvic)
            rest.learn(step.pelvic)
        }
    }

    private mutating func watchRelease(_ contraction: OpenContraction, _ step: Step, now: Int) {
        var contraction = contraction
        let released = contraction.released ?? now
        if contraction.levelled == nil, now - released >= steps(0.5) {
            let drop = contraction.recentPeak - step.pelvic
            let late = history.mean(now - steps(0.1), now)
            let early = history.mean(now - steps(0.6), now - steps(0.5))
            if early - late < definition.tailShare * drop { contraction.levelled = now }
        }
        let isDone = contraction.levelled != nil && now - released >= steps(definition.settlingAfterReleaseSeconds)
        if isDone || now - released >= steps(definition.longestReleaseSeconds) {
            open = nil
            slow.forgetMinimum()
            settle(contraction, isInterrupted: false)
        } else {
            open = contraction
        }
    }

    /// The pressure rises again before the release of the last contraction was final.
    private mutating func takeUp(
        after contraction: OpenContraction, now: Int, thresholds: (quick: Double, slow: Double)
    ) {
        let released = contraction.released ?? now
        let foot = history.lowest(from: released - steps(definition.releaseSeconds), through: now)
        let wasLong = Double(released) - contraction.rise10 > stepsPerSecond * 2
        let isShallow = history.pelvic(foot) > contraction.baseline + definition.dipShare * contraction.height
        if wasLong, isShallow, now - released <= steps(definition.dipSeconds) {
            var reopened = contraction
            reopened.released = nil
            reopened.levelled = nil
            reopened.stepsBelow = 0
            reopened.record.offset = nil
            say(.revised, &reopened)
            open = reopened
            stepsRisen = 0
            return
        }
        open = nil
        settle(contraction, isInterrupted: false, through: foot)
        begin(now: now, thresholds: thresholds)
    }

    private mutating func begin(now: Int, thresholds: (quick: Double, slow: Double)) {
        stepsRisen = 0
        quick.forgetRecent()
        slow.forgetRecent()
        swing.forgetRecent()
        rest.forgetRecent()
        let isQuick = quick.rise > thresholds.quick
        let seconds = isQuick ? definition.quickRise.seconds : definition.slowRise.seconds
        let foot = history.lowest(from: max(lastFoot, now - steps(seconds)), through: now)
        let level = history.pelvic(foot)
        let place = history.rise(through: level + 0.3 * (history.pelvic(now) - level), before: now, from: foot)
        let pressure = history.pelvic(now)
        var contraction = OpenContraction(
            record: Contraction(
                id: nextID, onset: instant(at: place), restBefore: rest.isKnown ? rest.level : level, baseline: level,
                peak: pressure, peakTime: instant(at: Double(now)).deviceTime, kind: .indeterminate,
                confidence: 0.5, rule: .rise),
            begun: now, quickRise: quick.rise, slowRise: slow.rise, quickThreshold: thresholds.quick,
            slowThreshold: thresholds.slow,
            restSwing: swing.range, baseline: level, foot: foot,
            earliest: max(lastFoot, now - steps(definition.footSearchSeconds)), rise10: place, peakStep: now,
            recentPeak: pressure)
        nextID += 1
        contraction.record.revision = 0
        contraction.record.cue = cues.judge(onset: contraction.record.onset.deviceTime)
        say(.began, &contraction)
        open = contraction
    }

    // MARK: Contracted

    private mutating func follow(_ contraction: OpenContraction, _ step: Step, now: Int, fall: Double) {
        var contraction = contraction
        if step.pelvic > contraction.record.peak {
            contraction.record.peak = step.pelvic
            contraction.record.peakTime = instant(at: Double(now)).deviceTime
            contraction.peakStep = now
        }
        let decay = (contraction.recentPeak - step.pelvic) / (definition.peakDecaySeconds * stepsPerSecond)
        contraction.recentPeak = max(step.pelvic, contraction.recentPeak - decay)
        contraction.quickRise = max(contraction.quickRise, quick.rise)
        contraction.slowRise = max(contraction.slowRise, slow.rise)

        if !contraction.isOnsetRefined, now - contraction.peakStep >= steps(0.15) || now - contraction.begun >= steps(2)
        {
            contraction.isOnsetRefined = true
            dateOnset(of: &contraction)
            say(.revised, &contraction)
        }
        if hasLetGo(&contraction, step, now: now, fall: fall) {
            dateOnset(of: &contraction)
            contraction.released = now
            contraction.record.offset = instant(at: expectedOffset(of: contraction, now: now))
            stepsRisen = 0
            quick.forgetMinimum()
            say(.ended, &contraction)
            open = contraction
            return
        }
        if now - contraction.begun >= steps(definition.longestSeconds) {
            open = nil
            close(contraction, asShiftAt: now)
        } else if let foot = footOnPlateau(of: contraction, now: now) {
            open = nil
            // What stands well below the peak is tone that stayed after a release; what does not is another level.
            let peak = history.greatest(from: Int(contraction.rise10), through: foot)
            let level = contraction.baseline + definition.plateauShare * (peak - contraction.baseline)
            if history.pelvic(foot) < level {
                contraction.released = Int(history.fall(through: level, before: foot, from: Int(contraction.rise10)))
                settle(contraction, isInterrupted: false, through: foot)
            } else {
                close(contraction, asShiftAt: foot)
            }
            begin(now: now, thresholds: thresholds())
        } else {
            open = contraction
        }
    }

    private func hasLetGo(_ contraction: inout OpenContraction, _ step: Step, now: Int, fall: Double) -> Bool {
        let height = contraction.height
        let risen = step.pelvic - contraction.baseline
        let isBelow = risen < definition.releaseShare * height
        let before = history.pelvic(now - steps(definition.levelSeconds))
        let hasLevelled =
            fall > definition.levelledShare * height && risen < definition.levelledBelow * height
            && before - step.pelvic < definition.levelShare * fall
        contraction.stepsBelow = isBelow || hasLevelled ? contraction.stepsBelow + 1 : 0
        return contraction.stepsBelow >= steps(definition.releaseSeconds)
    }

    /// Where a new rise began on a level that had lasted; nil where there is none.
    private func footOnPlateau(of contraction: OpenContraction, now: Int) -> Int? {
        let usual = usualHeight
        let scale = usual > 0 ? min(usual, contraction.height) : contraction.height
        guard quick.rise > max(1.5 * contraction.quickThreshold, definition.plateauRiseShare * scale) else {
            return nil
        }
        let foot = history.lowest(from: now - steps(definition.quickRise.seconds), through: now)
        let first = foot - steps(definition.plateauSeconds)
        guard first > Int(contraction.rise10) + steps(0.5) else { return nil }
        let greatest = history.greatest(from: first, through: foot)
        let least = history.pelvic(history.lowest(from: first, through: foot))
        return greatest - least < 0.4 * quick.rise ? foot : nil
    }

    private mutating func close(_ contraction: OpenContraction, asShiftAt now: Int) {
        var contraction = contraction
        dateOnset(of: &contraction)
        contraction.record.offset = instant(at: Double(now))
        contraction.record.kind = .shift
        contraction.record.rule = .lastingLevel
        rest.restart()
        swing.removeAll()
        lastFoot = now
        say(.ended, &contraction, isFinal: true)
    }

    // MARK: Dating

    /// Sets baseline and onset by what is known of the rise so far.
    private func dateOnset(of contraction: inout OpenContraction) {
        let dated = history.onset(
            peak: contraction.record.peak, foot: history.pelvic(contraction.foot), begun: contraction.begun,
            earliest: contraction.earliest, stepsPerSecond: stepsPerSecond)
        contraction.baseline = dated.baseline
        contraction.record.baseline = dated.baseline
        contraction.rise10 = dated.place
        contraction.record.onset = instant(at: dated.place)
        contraction.record.cue = cues.judge(onset: contraction.record.onset.deviceTime)
    }

    /// Where the release will have done nine tenths, as its speed so far lets expect.
    private func expectedOffset(of contraction: OpenContraction, now: Int) -> Double {
        func fall(through share: Double, before last: Int) -> Double {
            history.fall(
                through: contraction.baseline + share * contraction.height, before: last, from: contraction.begun)
        }
        let noticed = fall(through: definition.releaseShare, before: now)
        let begun = fall(through: 0.9, before: Int(noticed))
        let slope = max(0, noticed - begun) / (0.9 - definition.releaseShare)
        return min(noticed + slope * (definition.releaseShare - 0.1), Double(now))
    }

    /// Everything about the contraction is known that ever will be.
    ///
    /// - Parameters:
    ///   - contraction: no longer open.
    ///   - isInterrupted: the signal ended before its release was noticed.
    ///   - foot: the step at which the next one rises; nil where there is none yet.
    private mutating func settle(_ contraction: OpenContraction, isInterrupted: Bool, through foot: Int? = nil) {
        var contraction = contraction
        let end = foot ?? history.end - 1
        lastFoot = end
        dateOnset(of: &contraction)
        let classifier = ContractionClassifier(definition: definition, hasAbdominal: abdominalSource.exists)
        var verdict: ContractionClassifier.Verdict?
        if isInterrupted {
            contraction.record.offset = instant(at: Double(end))
            verdict = classifier.classifyInterrupted(height: contraction.amplitude, usualHeight: usualHeight)
        } else {
            let release = settleRelease(of: &contraction, through: end)
            var evidence = history.evidence(
                of: contraction, release: release, usualHeight: usualHeight, stepsPerSecond: stepsPerSecond)
            let isEarly = contraction.begun - signalStart < steps(definition.unlearnedSeconds)
            verdict = classifier.classify(&evidence, isEarly: isEarly)
            latestEvidence = evidence
            if contraction.rise10 - Double(signalStart) < definition.unseenSeconds * stepsPerSecond, verdict != nil {
                verdict = classifier.classifyInterrupted(height: contraction.amplitude, usualHeight: usualHeight)
            }
        }
        guard let verdict else {
            learn(excursion: contraction, through: end)
            say(.withdrawn, &contraction, isFinal: true)
            return
        }
        contraction.record.kind = verdict.kind
        contraction.record.rule = verdict.rule
        contraction.record.confidence = verdict.confidence
        if verdict.kind.isContraction { heights.insert(contraction.amplitude) }
        say(isInterrupted ? .ended : .revised, &contraction, isFinal: true)
    }

    private mutating func settleRelease(of contraction: inout OpenContraction, through end: Int) -> ReleaseDates {
        let released = contraction.released ?? end
        let release = history.release(
            from: Int(contraction.rise10), noticed: released, levelled: contraction.levelled, through: end,
            stepsPerSecond: stepsPerSecond)
        contraction.record.offset = instant(at: release.fall10)
        let height = max(contraction.height, .leastNormalMagnitude)
        if end - released >= steps(definition.settlingAfterReleaseSeconds) {
            let after = released + steps(definition.settlingAfterReleaseSeconds)
            contraction.record.residual = max(
                0, (history.mean(after - steps(0.1), after) - contraction.baseline) / height)
        }
        let left = (history.pelvic(end) - contraction.baseline) / height
        learningFrom =
            history.end
            + (left > definition.partialRelaxationShare ? steps(definition.partialRelaxationPauseSeconds) : 0)
        learningBelow = contraction.baseline + definition.partialRelaxationShare * height
        return release
    }

    /// What was no contraction belongs to the unsteadiness of the rest.
    private mutating func learn(excursion contraction: OpenContraction, through end: Int) {
        if (latestEvidence?.genuine ?? 1) < 0.2 { quick.learnExcursion(contraction.quickRise) }
        slow.learnExcursion(contraction.slowRise)
        swing.learn(
            excursion: min(contraction.baseline, contraction.record.peak)...contraction.record.peak,
            steps: end - Int(contraction.rise10))
    }

    // MARK: Places

    private func steps(_ seconds: Double) -> Int { max(1, Int((seconds * stepsPerSecond).rounded())) }

    /// The instant at which the unfiltered signal was where the filtered one was at a place.
    private func instant(at place: Double) -> SampleInstant { history.instant(at: place - delaySteps) }

    private mutating func say(
        _ phase: ContractionEvent.Phase, _ contraction: inout OpenContraction, isFinal: Bool = false
    ) {
        contraction.record.revision += 1
        events.append(
            ContractionEvent(
                phase: phase, contraction: contraction.record, isFinal: isFinal,
                instant: history[history.end - 1].instant))
    }
}
