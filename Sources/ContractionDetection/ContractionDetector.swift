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

    let stepsPerSecond: Double
    private let samplesPerStep: Int
    private let delaySteps: Double
    private let pelvicFloor: Int
    private var abdominalSource: AbdominalSource

    var history: SignalHistory
    private var risen: RiseStatistic
    private var negatedMaximum: SlidingMinimum
    private var rest: RestTracker
    private var noise: RiseNoise
    private var amplitudes: AmplitudeScale
    private var events = EventQueue()
    private var open: OpenContraction?
    private var samplesUntilStep = 0
    /// Steps since the signal began or was interrupted.
    private var stepsSeen = 0
    /// Steps without a break in which the rise exceeds the threshold.
    private var stepsRisen = 0
    /// The step from which on rest is learned.
    private var learningFrom = 0
    /// Below this level rest is learned at once.
    private var learningBelow = -Double.infinity

    /// Makes a detector that knows nothing of the signal yet.
    ///
    /// - Parameters:
    ///   - sampleRateHertz: above 0; 50 to 2000 are tested.
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
        func steps(_ seconds: Double) -> Int { max(1, Int((seconds * stepRate).rounded())) }
        delaySteps = groupDelaySeconds * stepRate
        pelvicFloor = channels.pelvicFloor
        abdominalSource = AbdominalSource(channels, stepsPerSecond: stepRate)
        history = SignalHistory(capacity: steps(20))
        risen = RiseStatistic(stepsPerSecond: stepRate, definition: definition)
        negatedMaximum = SlidingMinimum(length: steps(definition.fallSeconds))
        rest = RestTracker(sampleRateHertz: stepRate, definition: definition)
        noise = RiseNoise(stepsPerSecond: stepRate, definition: definition)
        amplitudes = AmplitudeScale(count: definition.amplitudeCount)
    }

    /// Takes the next sample.
    ///
    /// - Parameters:
    ///   - filtered: the low-pass filtered pressures in cmH2O. A sample whose pressure at the pelvic floor is not finite
    ///     is passed over.
    ///   - instant: where the sample stands; not corrected for the filter's delay.
    /// - Returns: the resting level and state as of this sample, and what has become known by it.
    public mutating func process(_ filtered: ChannelVector, at instant: SampleInstant) -> Detection {
        guard filtered[pelvicFloor].isFinite else { return detection }
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
        risen.removeAll()
        negatedMaximum.removeAll()
        rest.restart()
        noise.forgetRecent()
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
        let rise = risen.advance(history)
        #if DEVDEBUG
            if now % 50 == 0 {
                print(
                    "DBG", Double(now) / stepsPerSecond, "x", step.pelvic, "T", threshold, "Q", noise.level, "A",
                    amplitudes.greatest, "rise", rise, "open", open == nil ? "-" : open!.released == nil ? "O" : "R",
                    "rest", rest.level)
            }
        #endif
        let fall = -negatedMaximum.insert(-step.pelvic, number: now) - step.pelvic
        if let contraction = open, contraction.released == nil {
            follow(contraction, step, now: now, rise: rise, fall: fall)
        } else {
            watch(step, now: now, rise: rise)
        }
    }

    // MARK: Relaxed

    private var threshold: Double {
        let isLearned = noise.isKnown || stepsSeen > steps(definition.unlearnedSeconds)
        let overNoise = definition.riseOverNoise * (isLearned ? 1 : definition.unlearnedFactor) * noise.level
        return max(
            definition.riseFloor * (isLearned ? 1 : definition.unlearnedFactor), overNoise,
            definition.riseShareOfAmplitude * amplitudes.greatest)
    }

    private mutating func watch(_ step: Step, now: Int, rise: Double) {
        let threshold = threshold
        stepsRisen = rise > threshold ? stepsRisen + 1 : 0
        let needed = Double(stepsRisen) >= definition.confirmSeconds * stepsPerSecond
        let isSteep = rise > 2 * threshold && 2 * Double(stepsRisen) >= definition.confirmSeconds * stepsPerSecond
        if needed || isSteep {
            if let released = open {
                takeUp(after: released, now: now, rise: rise, threshold: threshold)
            } else {
                begin(now: now, rise: rise, threshold: threshold)
            }
            return
        }
        if let released = open {
            if now - (released.released ?? now) >= steps(definition.settlingAfterReleaseSeconds) {
                open = nil
                settle(released, isInterrupted: false)
            }
            return
        }
        guard stepsRisen == 0 else { return }
        if now >= learningFrom || step.pelvic < learningBelow {
            noise.learn(rise)
            rest.learn(step.pelvic)
        }
    }

    /// The pressure rises again before the release of the last contraction was final.
    private mutating func takeUp(after contraction: OpenContraction, now: Int, rise: Double, threshold: Double) {
        let released = contraction.released ?? now
        let foot = lowest(from: released - steps(definition.releaseSeconds), through: now)
        let wasLong = Double(released) - contraction.rise10 > stepsPerSecond * 2
        let isShallow = history.pelvic(foot) > contraction.baseline + definition.dipShare * contraction.height
        if wasLong, isShallow, now - released <= steps(definition.dipSeconds) {
            var reopened = contraction
            reopened.released = nil
            reopened.stepsBelow = 0
            reopened.record.offset = nil
            say(.revised, &reopened)
            open = reopened
            stepsRisen = 0
            return
        }
        open = nil
        settle(contraction, isInterrupted: false, through: foot)
        begin(now: now, rise: rise, threshold: threshold)
    }

    private mutating func begin(now: Int, rise: Double, threshold: Double) {
        stepsRisen = 0
        noise.forgetRecent()
        rest.forgetRecent()
        let foot = lowest(from: now - steps(definition.riseSeconds), through: now)
        let level = history.pelvic(foot)
        let place = crossing(of: level + 0.5 * threshold, before: now)
        let pressure = history.pelvic(now)
        var contraction = OpenContraction(
            record: Contraction(
                id: nextID, onset: instant(at: place), restBefore: rest.isKnown ? rest.level : level, baseline: level,
                peak: pressure, peakTime: instant(at: Double(now)).deviceTime, kind: .indeterminate,
                confidence: 0.5, rule: .rise),
            begun: now, threshold: threshold, greatestRise: rise, baseline: level,
            abdominalBaseline: history.abdominal(foot), rise10: place,
            peakStep: now, recentPeak: pressure)
        nextID += 1
        contraction.record.revision = 0
        say(.began, &contraction)
        open = contraction
    }

    // MARK: Contracted

    private mutating func follow(_ contraction: OpenContraction, _ step: Step, now: Int, rise: Double, fall: Double) {
        var contraction = contraction
        if step.pelvic > contraction.record.peak {
            contraction.record.peak = step.pelvic
            contraction.record.peakTime = instant(at: Double(now)).deviceTime
            contraction.peakStep = now
        }
        let decayed =
            contraction.recentPeak - (contraction.recentPeak - step.pelvic)
            / (definition.peakDecaySeconds * stepsPerSecond)
        contraction.recentPeak = max(step.pelvic, decayed)
        contraction.greatestRise = max(contraction.greatestRise, rise)
        let pelvicRise = step.pelvic - contraction.baseline
        contraction.sumOfProducts += pelvicRise * (step.abdominal - contraction.abdominalBaseline)
        contraction.sumOfSquares += pelvicRise * pelvicRise

        if !contraction.isOnsetRefined, now - contraction.peakStep >= steps(0.15) || now - contraction.begun >= steps(2)
        {
            refineOnset(of: &contraction, through: now)
            say(.revised, &contraction)
        }
        if hasLetGo(&contraction, step, now: now, fall: fall) {
            if !contraction.isOnsetRefined { refineOnset(of: &contraction, through: now) }
            contraction.released = now
            contraction.record.offset = instant(at: expectedOffset(of: contraction, now: now))
            stepsRisen = 0
            say(.ended, &contraction)
            open = contraction
            return
        }
        if now - contraction.begun >= steps(definition.longestSeconds)
            || risesFromPlateau(contraction, now: now, rise: rise)
        {
            open = nil
            close(contraction, asShiftAt: now)
            if rise > threshold { begin(now: now, rise: rise, threshold: threshold) } else { rest.restart() }
            return
        }
        open = contraction
    }

    private func hasLetGo(_ contraction: inout OpenContraction, _ step: Step, now: Int, fall: Double) -> Bool {
        let height = contraction.height
        let isBelow = step.pelvic < contraction.baseline + definition.releaseShare * height
        let before = history.pelvic(now - steps(definition.levelSeconds))
        let isLevel = before - step.pelvic < definition.levelShare * fall
        let hasLevelled =
            fall > definition.levelledShare * height && isLevel
            && now - contraction.peakStep > steps(definition.levelSeconds)
        contraction.stepsBelow = isBelow || hasLevelled ? contraction.stepsBelow + 1 : 0
        return contraction.stepsBelow >= steps(definition.releaseSeconds)
    }

    /// A contraction on top of what was taken for one: that was a change of level.
    private func risesFromPlateau(_ contraction: OpenContraction, now: Int, rise: Double) -> Bool {
        let scale = amplitudes.greatest > 0 ? min(amplitudes.greatest, contraction.height) : contraction.height
        guard rise > max(threshold, definition.plateauRiseShare * scale) else { return false }
        let foot = lowest(from: now - steps(definition.riseSeconds), through: now)
        let length = steps(definition.plateauSeconds)
        guard foot - length > Int(contraction.rise10) + steps(0.5) else { return false }
        var greatest = -Double.infinity
        var least = Double.infinity
        for number in (foot - length)...foot {
            greatest = max(greatest, history.pelvic(number))
            least = min(least, history.pelvic(number))
        }
        return greatest - least < 0.3 * rise
    }

    private mutating func close(_ contraction: OpenContraction, asShiftAt now: Int) {
        var contraction = contraction
        contraction.record.offset = instant(at: Double(now))
        contraction.record.kind = .shift
        contraction.record.rule = .lastingLevel
        rest.restart()
        say(.ended, &contraction, isFinal: true)
    }

    // MARK: Dating

    /// The place of a tenth of the rise, now that its top is known.
    private func refineOnset(of contraction: inout OpenContraction, through now: Int) {
        contraction.isOnsetRefined = true
        let top = contraction.record.peak
        var baseline = contraction.baseline
        var place = crossing(of: baseline + 0.1 * (top - baseline), before: contraction.begun)
        // The least value lies below the level by noise and breathing; where the signal was level before the rise, its
        // mean does not.
        let last = Int(place) - steps(0.05)
        let first = last - steps(0.25)
        if first > history.start {
            let mean = history.mean(first...last)
            if abs(mean - baseline) < 0.08 * (top - baseline) {
                baseline = mean
                place = crossing(of: baseline + 0.1 * (top - baseline), before: contraction.begun)
            }
        }
        contraction.baseline = baseline
        contraction.record.baseline = baseline
        contraction.rise10 = place
        contraction.rise90 = firstReach(of: baseline + 0.9 * (top - baseline), from: Int(place), through: now)
        contraction.record.onset = instant(at: place)
    }

    /// Where the release will have done nine tenths, as its speed so far lets expect.
    private func expectedOffset(of contraction: OpenContraction, now: Int) -> Double {
        let noticed = crossing(
            of: contraction.baseline + definition.releaseShare * contraction.height, before: now, falling: true)
        let begun = crossing(of: contraction.baseline + 0.9 * contraction.height, before: Int(noticed), falling: true)
        let slope = max(0, noticed - begun) / (0.9 - definition.releaseShare)
        return min(noticed + slope * (definition.releaseShare - 0.1), Double(now))
    }

    /// Everything about the contraction is known that ever will be.
    private mutating func settle(_ contraction: OpenContraction, isInterrupted: Bool, through foot: Int? = nil) {
        var contraction = contraction
        let end = foot ?? history.end - 1
        if !contraction.isOnsetRefined { refineOnset(of: &contraction, through: end) }
        if isInterrupted {
            contraction.record.offset = instant(at: Double(end))
            contraction.record.rule = .interrupted
        } else {
            settleRelease(of: &contraction, through: end)
        }
        let isTooSmall =
            contraction.amplitude
            < max(definition.leastAmplitude, definition.leastShareOfAmplitude * amplitudes.greatest)
        let isTooShort = (contraction.record.duration ?? 0) < definition.leastSeconds
        guard !isTooSmall, !isTooShort else {
            say(.withdrawn, &contraction, isFinal: true)
            return
        }
        if contraction.record.kind.isContraction { amplitudes.insert(contraction.amplitude) }
        say(isInterrupted ? .ended : .revised, &contraction, isFinal: true)
    }

    private mutating func settleRelease(of contraction: inout OpenContraction, through end: Int) {
        let released = contraction.released ?? end
        var top = -Double.infinity
        for number in max(Int(contraction.rise10), released - steps(2))...released {
            top = max(top, history.pelvic(number))
        }
        // The bottom: where the fall has become level, or the lowest there is.
        let window = steps(0.25)
        var bottom = lowest(from: released, through: end)
        if released + 1 <= end {
            for number in (released + 1)...end {
                let fallen = history.pelvic(number - window) - history.pelvic(number)
                if fallen < 0.04 * (top - history.pelvic(number)) {
                    bottom = number
                    break
                }
            }
        }
        let level = history.mean(max(released, bottom - steps(0.05))...max(released, min(end, bottom + steps(0.1))))
        let fall10 = crossing(of: level + 0.1 * (top - level), before: bottom, falling: true)
        contraction.record.offset = instant(at: fall10)
        let residual = (history.pelvic(end) - contraction.baseline) / max(contraction.height, .leastNormalMagnitude)
        if end - released >= steps(definition.settlingAfterReleaseSeconds) {
            contraction.record.residual = max(0, residual)
        }
        learningFrom = history.end + (residual > 0.15 ? steps(definition.incompletePauseSeconds) : 0)
        learningBelow = contraction.baseline + 0.15 * contraction.height
        classify(
            &contraction, fall10: fall10,
            fall90: crossing(of: level + 0.9 * (top - level), before: Int(fall10), falling: true))
    }

    private mutating func classify(_ contraction: inout OpenContraction, fall10: Double, fall90: Double) {
        let length = (fall10 - contraction.rise10) / stepsPerSecond
        let width = length > 5 ? length : widthSeconds(of: contraction, above: 0.5, through: fall10)
        let rise = ((contraction.rise90 ?? Double(contraction.peakStep)) - contraction.rise10) / stepsPerSecond
        let fall = (fall10 - fall90) / stepsPerSecond
        if rise > definition.breathRiseSeconds, fall > definition.breathRiseSeconds, length < 6,
            widthSeconds(of: contraction, above: 0.8, through: fall10) < definition.breathRoundness * width
        {
            noise.learnBreath(contraction.greatestRise)
        }
        contraction.record.confidence = min(1, contraction.amplitude / (4 * contraction.threshold))
        if abdominalSource.exists, contraction.abdominalRatio > definition.abdominalRatio {
            contraction.record.kind = width < definition.coughWidthSeconds ? .cough : .strain
            contraction.record.rule = .abdominalRatio
        } else if rise < definition.motionRiseSeconds, width < definition.coughShapeWidthSeconds {
            contraction.record.kind = .motion
            contraction.record.rule = .steepness
        } else if !abdominalSource.exists, rise < definition.coughRiseSeconds,
            width < definition.coughShapeWidthSeconds, fall < definition.coughFallSeconds
        {
            contraction.record.kind = .cough
            contraction.record.rule = .coughShape
        } else {
            contraction.record.kind =
                width < definition.flickWidthSeconds ? .flick : length < definition.holdSeconds ? .squeeze : .hold
            contraction.record.rule = .duration
        }
    }

    /// Seconds above a share of the height.
    private func widthSeconds(of contraction: OpenContraction, above share: Double, through end: Double) -> Double {
        let level = contraction.baseline + share * contraction.amplitude
        let above = firstReach(of: level, from: Int(contraction.rise10), through: Int(end)) ?? contraction.rise10
        return max(0, crossing(of: level, before: Int(end), falling: true) - above) / stepsPerSecond
    }

    // MARK: Places

    private func steps(_ seconds: Double) -> Int { max(1, Int((seconds * stepsPerSecond).rounded())) }

    /// The last step with the least pressure.
    private func lowest(from first: Int, through last: Int) -> Int {
        var lowest = last
        var number = last
        while number > max(first, history.start) {
            number -= 1
            if history.pelvic(number) < history.pelvic(lowest) { lowest = number }
        }
        return lowest
    }

    /// The last place before a step at which the pressure crossed a level: upwards, or downwards where `falling`.
    private func crossing(of level: Double, before last: Int, falling: Bool = false) -> Double {
        let first = max(history.start, last - steps(falling ? 10 : definition.footSearchSeconds))
        var number = last
        while number > first, (history.pelvic(number) > level) != falling { number -= 1 }
        let left = history.pelvic(number)
        let right = history.pelvic(number + 1)
        guard number < last, left != right else { return Double(number) }
        return Double(number) + min(max((level - left) / (right - left), 0), 1)
    }

    /// The first place at which the pressure reached a level; nil where it did not.
    private func firstReach(of level: Double, from first: Int, through last: Int) -> Double? {
        var number = max(first, history.start)
        while number <= last, history.pelvic(number) < level { number += 1 }
        guard number <= last else { return nil }
        let left = history.pelvic(number - 1)
        let right = history.pelvic(number)
        return left < level && right > left ? Double(number - 1) + (level - left) / (right - left) : Double(number)
    }

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
