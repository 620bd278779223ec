// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// Works out the figures of contractions and of their session while the samples come, live, replayed or from a file.
///
/// It is given every analysed sample in order, every gap, and where the analysis is interrupted what that still has to
/// say:
///
///     var recorder = MetricsRecorder(sampleRateHertz: 250, delaySeconds: filter.delaySeconds, zero: .air)
///     // A sample:
///     if let metrics = recorder.record(analysis.process(pressure, at: instant), at: instant) { … }
///     // A gap:
///     let isBridged = analysis.canBridge(missing: gap.missing)
///     recorder.note(gap, isBridged: isBridged)
///     // … bridged, for each missing sample:
///     if let metrics = recorder.record(analysis.standIn(at: instant), at: instant, quality: .standIn) { … }
///     // … not bridged, and at the end:
///     while let event = analysis.interrupt() { recorder.note(event) }
///     while let metrics = recorder.interrupt() { … }
///     // At any time:
///     let session = recorder.session
///
/// The figures of a contraction come when it is final and nothing more of its tail is to be seen: five seconds after its
/// offset, at the next onset, or at an interruption. The same samples give the same figures, however they are cut into
/// blocks. Nothing is allocated by recording, and memory does not grow: 24 to 48 bytes a sample for `historySeconds`, and
/// 8 bytes a second of accepted rest up to `restLimit`. The figures of a contraction are worked out in one go, which takes
/// longer the longer it lasted: some milliseconds for a minute at 1 kHz.
public struct MetricsRecorder: ~Copyable, Sendable {
    /// The signal that is remembered: the longest contraction that the detector knows, and its tail, with room to spare.
    public static let historySeconds = 130.0
    /// Seconds of accepted rest that are kept for the figures of rest: four hours.
    public static let restLimit = 4 * 3600
    /// cmH2O above the tracked resting level up to which rest is at ease (assumption).
    public static let easeRange = 2.0

    private let channels: DetectionChannels
    private let delayMicroseconds: UInt64
    private let delaySeconds: Double
    private let intervalMicroseconds: UInt64
    private let referenceMVC: Double?
    private var zero: ZeroState
    private var isZeroChanged = false

    private var trace: PressureTrace
    private var rest: RestSeconds
    private var tally: ContractionTally
    private var recorded: FixedBuffer<RecordedContraction?>
    private var recordedCount = 0

    private var previous: DeviceTime?
    private var lastClipped: DeviceTime?
    /// Until then the tail of the last contraction is no rest.
    private var tailUntil = DeviceTime(microseconds: 0)
    /// Accepted rest before the first contraction, and where that after the last one begins.
    private var restBeforeFirst: Int?
    private var restAfterLast = 0

    // Microseconds, so that sums stay exact.
    private var atEase: UInt64 = 0
    private var contracting: UInt64 = 0
    private var aboveRest: UInt64 = 0
    private var notUsable: UInt64 = 0
    private var gapCount = 0

    /// - Parameters:
    ///   - sampleRateHertz: 1 to 20 000; 5 to 1000 are tested.
    ///   - delaySeconds: how late the filtered pressures are, `FilterChain.delaySeconds`; 0 to 10.
    ///   - channels: those that the analysis looks at.
    ///   - zero: what pressures are measured from.
    ///   - mvc: amplitude of a maximal contraction in cmH2O, above 0, for `endurance_t60`; nil takes the session's own
    ///     once it is known.
    ///   - selection: the contractions behind the session's `mvc`.
    public init(
        sampleRateHertz: Double, delaySeconds: Double, channels: DetectionChannels = DetectionChannels(),
        zero: ZeroState, mvc: Double? = nil, selection: MVCSelection = .firstThree
    ) {
        precondition(
            sampleRateHertz >= 1 && sampleRateHertz <= 20_000,
            "a sampling rate of \(sampleRateHertz) Hz is not valid: give 1 to 20000 Hz")
        precondition(
            delaySeconds >= 0 && delaySeconds <= 10, "a delay of \(delaySeconds) s is not valid: give 0 to 10 s")
        self.channels = channels
        self.delaySeconds = delaySeconds
        delayMicroseconds = UInt64((delaySeconds * 1e6).rounded())
        intervalMicroseconds = UInt64((1e6 / sampleRateHertz).rounded())
        referenceMVC = mvc.flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
        self.zero = zero
        trace = PressureTrace(
            capacity: Int((Self.historySeconds * sampleRateHertz).rounded(.up)), intervalSeconds: 1 / sampleRateHertz,
            delaySeconds: delaySeconds)
        rest = RestSeconds(sampleRateHertz: sampleRateHertz, limit: Self.restLimit)
        tally = ContractionTally(selection: selection)
        recorded = FixedBuffer(count: 8, repeating: nil)
    }

    // MARK: Samples

    /// Takes the next sample, one that stands in for a missing one among them.
    ///
    /// - Returns: the figures of a contraction of which all has now been seen.
    public mutating func record(
        _ sample: PressureAnalysis.Sample, at instant: SampleInstant, quality: SampleQuality = .measured
    ) -> ContractionMetrics? {
        let pressure = sample.filtered[channels.pelvicFloor]
        let time = instant.deviceTime
        let isUsable = quality == .measured && pressure.isFinite
        let isInOrder = spend(upTo: time, in: isUsable ? sample.detection : nil, pressure)
        if isInOrder, quality == .clipped { noteClipped(at: time) }
        if isInOrder, pressure.isFinite {
            let abdominal = channels.abdominal.map { sample.filtered[$0] } ?? .nan
            trace.append(
                pelvicFloor: pressure, abdominal: abdominal, at: time, isMeasured: quality == .measured)
        }
        if let event = sample.detection.event { note(event) }
        let seen = DeviceTime(microseconds: time.microseconds - min(time.microseconds, delayMicroseconds))
        if isInOrder, isUsable, sample.detection.state == .rest, seen >= tailUntil {
            rest.take(pressure, at: seen)
        } else {
            rest.breakOff()
        }
        return nextComplete()
    }

    /// Counts the time up to a sample. False where it does not lie after the one before: nothing can be made of it.
    private mutating func spend(upTo time: DeviceTime, in detection: Detection?, _ pressure: Double) -> Bool {
        var elapsed = intervalMicroseconds
        if let previous {
            guard time > previous else { return false }
            elapsed = time.microseconds - previous.microseconds
            // More than jitter: samples are missing that nobody spoke of.
            if elapsed > 2 * intervalMicroseconds + 100_000 {
                notUsable &+= elapsed - intervalMicroseconds
                elapsed = intervalMicroseconds
                rest.breakOff()
            }
        }
        previous = time
        guard let detection, detection.state != .settling else {
            notUsable &+= elapsed
            return true
        }
        if detection.state == .contraction {
            contracting &+= elapsed
        } else if pressure <= detection.rest + Self.easeRange {
            atEase &+= elapsed
        } else {
            aboveRest &+= elapsed
        }
        return true
    }

    private mutating func noteClipped(at time: DeviceTime) {
        lastClipped = time
        for place in 0..<recordedCount where recorded[place]?.firstClipped == nil {
            recorded[place]?.firstClipped = time
        }
    }

    // MARK: Events

    /// Takes an event that came without a sample: those of `PressureAnalysis.interrupt`. The events of samples are taken
    /// by `record`.
    public mutating func note(_ event: ContractionEvent) {
        let contraction = event.contraction
        let place = place(of: contraction)
        if event.phase == .withdrawn { return remove(place) }
        recorded[place]?.contraction = contraction
        if let offset = contraction.offset {
            let tail =
                contraction.relaxation == .complete
                ? RecordedContraction.completeTailSeconds : RecordedContraction.tailSeconds
            tailUntil = DeviceTime(microseconds: offset.deviceTime.microseconds &+ UInt64(tail * 1e6))
        }
        guard event.isFinal else { return }
        recorded[place]?.isFinal = true
        // What cannot be told may have been a contraction.
        if contraction.kind.isContraction || contraction.kind == .indeterminate {
            if restBeforeFirst == nil { restBeforeFirst = recorded[place]?.restBefore }
            restAfterLast = rest.count
        }
    }

    /// Where a contraction is kept; one that was not heard of before gets a place and ends the tails of those before it.
    private mutating func place(of contraction: Contraction) -> Int {
        for place in 0..<recordedCount where recorded[place]?.contraction.id == contraction.id { return place }
        let onset = contraction.onset.deviceTime
        rest.rise(at: onset)
        if recordedCount == recorded.count { remove(0) }
        for place in 0..<recordedCount where recorded[place]?.nextOnset == nil { recorded[place]?.nextOnset = onset }
        let clipped = lastClipped.flatMap { $0 >= onset ? $0 : nil }
        recorded[recordedCount] = RecordedContraction(
            contraction: contraction, firstClipped: clipped, restBefore: rest.count)
        recordedCount += 1
        return recordedCount - 1
    }

    private mutating func remove(_ place: Int) {
        for later in place..<recordedCount - 1 { recorded[later] = recorded[later + 1] }
        recordedCount -= 1
        recorded[recordedCount] = nil
    }

    /// She was cued to let go, at a time of the device clock: for `relax_latency` of the contraction that lasts.
    public mutating func cueRelease(at time: DeviceTime) {
        for place in 0..<recordedCount where recorded[place]?.contraction.offset == nil {
            recorded[place]?.releaseCue = time
        }
    }

    /// The device was zeroed anew: from here on pressures are measured from elsewhere.
    public mutating func noteZero(_ zero: ZeroState) {
        self.zero = zero
        isZeroChanged = true
    }

    /// Samples are missing. Where the gap is bridged, what stands in for them is recorded and counts as not usable;
    /// otherwise `interrupt` is called too.
    public mutating func note(_ gap: Gap, isBridged: Bool) {
        gapCount += 1
        if !isBridged {
            let missing = gap.missing.multipliedReportingOverflow(by: intervalMicroseconds)
            if !missing.overflow { notUsable &+= missing.partialValue }
        }
    }

    // MARK: Figures

    private mutating func nextComplete(isInterrupted: Bool = false) -> ContractionMetrics? {
        guard recordedCount > 0, let now = previous else { return nil }
        for place in 0..<recordedCount {
            guard let candidate = recorded[place], candidate.isFinal else { continue }
            let offset = (candidate.contraction.offset ?? candidate.contraction.onset).deviceTime
            // A microsecond more, lest rounding makes the tail a hair too short.
            let isSeen = now.seconds(since: offset) >= delaySeconds + RecordedContraction.tailSeconds + 1e-6
            // The next onset may lie nearer than the filter's delay.
            let isFollowed = candidate.nextOnset.map { now.seconds(since: $0) >= delaySeconds + 1e-6 } ?? false
            guard isSeen || isFollowed || isInterrupted else { continue }
            remove(place)
            let metrics = ContractionMetrics(of: candidate, in: &trace, mvc: referenceMVC ?? tally.mvc)
            tally.add(metrics)
            return metrics
        }
        return nil
    }

    /// The signal is interrupted, or ends. Call it after the analysis has been interrupted and its events were noted.
    ///
    /// - Returns: the figures of contractions of which no more will be seen. Call again until nil.
    public mutating func interrupt() -> ContractionMetrics? {
        if let metrics = nextComplete(isInterrupted: true) { return metrics }
        recordedCount = 0
        trace.forget()
        rest.acceptAll()
        tally.interrupt()
        previous = nil
        lastClipped = nil
        tailUntil = DeviceTime(microseconds: 0)
        return nil
    }

    /// The figures of the session so far. The last seconds of rest count once it is clear that they were rest.
    public var session: SessionMetrics {
        let refusal = restRefusal
        let before = 0..<(restBeforeFirst ?? rest.count)
        let after = restBeforeFirst == nil ? rest.count..<rest.count : restAfterLast..<rest.count
        var session = SessionMetrics(
            zero: zero, rest: rest.figures(of: 0..<rest.count, refusal: refusal),
            preRest: rest.figures(of: before, refusal: refusal), postRest: rest.figures(of: after, refusal: refusal))
        if !isZeroChanged, min(before.count, after.count) >= RestFigures.leastSeconds {
            session.restDelta = rest.median(of: after) - rest.median(of: before)
        }
        session.restSecondsOmitted = rest.omitted
        tally.add(to: &session)
        session.timeAtEase = Double(atEase) / 1e6
        session.timeContracting = Double(contracting) / 1e6
        session.timeAboveRest = Double(aboveRest) / 1e6
        session.timeNotUsable = Double(notUsable) / 1e6
        session.gapCount = gapCount
        return session
    }

    /// Why no resting pressure may be stated; nil where it may.
    private var restRefusal: RestPressureRefusal? {
        if isZeroChanged { return .zeroChanged }
        return switch zero {
        case .air: nil
        case .inSitu: .zeroedInSitu
        case .none: .notZeroed
        }
    }
}
