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
    public internal(set) var nextID: UInt64
    /// The grounds of the last verdict; nil before the first. Of a contraction that was interrupted there are none.
    public internal(set) var latestEvidence: ContractionEvidence?

    let stepsPerSecond: Double
    let samplesPerStep: Int
    let delaySteps: Double
    let pelvicFloor: Int
    var abdominalSource: AbdominalSource

    var history: SignalHistory
    var quick: RiseStatistic
    var slow: RiseStatistic
    var negatedMaximum: SlidingMinimum
    var rest: RestTracker
    var swing: RestSwing
    var heights: SortedWindow
    var cues = CueClock()
    var events = EventQueue()
    var open: OpenContraction? {
        didSet { isContracted = open != nil && open?.released == nil }
    }
    /// Kept apart, so that a sample need not look into what is open.
    var isContracted = false
    var samplesUntilStep = 0
    /// The step at which the signal began or went on after an interruption.
    var signalStart = 0
    /// Steps since then.
    var stepsSeen = 0
    /// Steps without a break in which a rise exceeds its threshold.
    var stepsRisen = 0
    /// The step at which the last contraction was over: the next one began later.
    var lastFoot = 0
    /// What the last contraction says of the next one, and the step by which it was over.
    var lastCompany = 0.0
    var lastEnd = 0
    /// The step from which on rest is learned.
    var learningFrom = 0
    /// Below this level rest is learned at once.
    var learningBelow = -Double.infinity

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
        let reading = read(filtered, at: instant)
        return Detection(rest: reading.rest, state: reading.state, event: reading.hasEvent ? nextEvent() : nil)
    }

    /// The next event that waits; at most one is to be asked for per sample, so that each has a sample of its own.
    public mutating func nextEvent() -> ContractionEvent? { events.popFirst() }

    /// As `process`, for whoever has many samples and wants events only where there are some.
    public mutating func read(_ filtered: ChannelVector, at instant: SampleInstant) -> DetectorReading {
        // Beyond this, sums of squares would leave the range of a Double.
        guard abs(filtered[pelvicFloor]) < 1e12 else { return reading }
        if samplesUntilStep > 0 {
            samplesUntilStep -= 1
        } else {
            samplesUntilStep = samplesPerStep - 1
            advance(
                Step(
                    pelvic: filtered[pelvicFloor],
                    abdominal: abdominalSource.pressure(in: filtered, isResting: open == nil), instant: instant))
        }
        return reading
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

    var reading: DetectorReading {
        DetectorReading(
            rest: rest.level, state: isContracted ? .contraction : rest.isKnown ? .rest : .settling,
            hasEvent: !events.isEmpty)
    }

    mutating func startOver() {
        history.forget()
        signalStart = history.end
        lastFoot = history.end
        lastCompany = 0
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

    mutating func advance(_ step: Step) {
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

    func steps(_ seconds: Double) -> Int { max(1, Int((seconds * stepsPerSecond).rounded())) }

    /// The instant at which the unfiltered signal was where the filtered one was at a place.
    func instant(at place: Double) -> SampleInstant { history.instant(at: place - delaySteps) }

    mutating func say(
        _ phase: ContractionEvent.Phase, _ contraction: inout OpenContraction, isFinal: Bool = false
    ) {
        contraction.record.revision += 1
        events.append(
            ContractionEvent(
                phase: phase, contraction: contraction.record, isFinal: isFinal,
                instant: history[history.end - 1].instant))
    }
}
