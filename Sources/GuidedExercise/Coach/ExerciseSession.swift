// SPDX-License-Identifier: Apache-2.0
public import ContractionDetection
public import Perineometry

/// A coach on a stream: it works out what the coach needs of the frames and contractions that everybody gets.
///
///     var session = ExerciseSession(coach, sampleRateHertz: 250, channels: channels)
///     try session.follow(.start)
///     session.take(frame, event: event)       // each frame, with the event that belongs to it
///     session.note(gap, isBridged: false)     // before the frame that follows the gap
///     while let event = session.nextEvent() { … }
///
/// What it remembers besides the coach is a minute or two of signal. So the coach alone is saved; a session made anew of it
/// goes on.
public struct ExerciseSession: ~Copyable, Sendable {
    public private(set) var coach: Coach
    private var recorder: MetricsRecorder
    private var monitor: RestMonitor
    private let channels: DetectionChannels
    private var zero: ZeroState
    private var knownRelease: UInt64?

    /// - Parameters:
    ///   - coach: new, or restored; a restored one waits until frames come.
    ///   - sampleRateHertz: of the frames, 10 to 20 000.
    ///   - channels: those that the detector looks at.
    ///   - pauses: whether a restored coach is paused, rather than to go on by itself.
    public init(
        _ coach: Coach, sampleRateHertz: Double, channels: DetectionChannels = DetectionChannels(), pauses: Bool = false
    ) {
        self.coach = coach
        self.channels = channels
        zero = coach.gate.zero
        knownRelease = coach.latestRelease
        recorder = MetricsRecorder(
            sampleRateHertz: sampleRateHertz, delaySeconds: coach.options.delaySeconds, channels: channels,
            zero: coach.gate.zero, mvc: coach.options.usableMaximum)
        monitor = RestMonitor(sampleRateHertz: sampleRateHertz, channels: channels)
        self.coach.restart(pauses: pauses)
    }

    public mutating func nextEvent() -> CoachEvent? { coach.nextEvent() }

    /// Follows a command as of the newest frame.
    public mutating func follow(_ command: CoachCommand) throws(CommandRefusal) {
        try coach.follow(command)
        noteRelease()
    }

    /// What a contraction with this onset is, for whoever streams contractions.
    public func cue(of onset: DeviceTime) -> ContractionCue { coach.cue(of: onset) }

    /// Takes the next frame, and the event that was known by it.
    public mutating func take(_ frame: Frame, event: ContractionEvent? = nil, quality: SampleQuality = .measured) {
        let instant = SampleInstant(index: frame.index, deviceTime: frame.deviceTime, hostTime: frame.hostTime)
        let event = event.map { judged($0) }
        if let event {
            coach.take(event)
            monitor.note(event)
        }
        let detection = Detection(rest: frame.rest, state: frame.state, event: event)
        let sample = CoachSample(frame, channel: channels.pelvicFloor, quality: quality)
        let metrics = recorder.record(
            PressureAnalysis.Sample(filtered: frame.filtered, detection: detection), at: instant,
            quality: sample.quality)
        if let metrics { coach.take(metrics) }
        let seen = monitor.process(
            frame.filtered, rest: frame.rest, state: frame.state, at: instant, zero: zero)
        if let seen {
            coach.take(RestGate(zero: zero, isSettled: seen.isSettled, slopePerMinute: seen.slopePerMinute))
        }
        coach.take(sample)
        noteRelease()
    }

    /// Takes a gap. Where it is not bridged the coach waits for the frames that follow.
    ///
    /// - Parameters:
    ///   - gap: what is missing.
    ///   - isBridged: the analysis went on over it.
    ///   - events: what the interrupted analysis still had to say.
    ///   - reason: what the person is told.
    public mutating func note(
        _ gap: Gap, isBridged: Bool, events: [ContractionEvent] = [], reason: WaitReason = .gap
    ) {
        recorder.note(gap, isBridged: isBridged)
        if !isBridged { interrupt(events: events, reason: reason) }
    }

    /// The signal ends, for now.
    public mutating func interrupt(events: [ContractionEvent] = [], reason: WaitReason) {
        for event in events {
            let judged = judged(event)
            coach.take(judged)
            recorder.note(judged)
        }
        while let metrics = recorder.interrupt() { coach.take(metrics) }
        // Where nothing countable is missing nobody knows for how long the probe was away.
        if reason == .gap { monitor.interrupt() } else { monitor.restart() }
        coach.interrupt(reason)
    }

    /// What pressures count from now on. Where that is another zero than before, `interrupt` is called first.
    public mutating func noteZero(_ zero: Zero) {
        guard coach.takeZero(zero.state, offset: zero.offset[channels.pelvicFloor]) else { return }
        self.zero = zero.state
        recorder.noteZero(zero.state)
        monitor.restart()
    }

    /// The figures of the whole run that need no cues.
    public var metrics: SessionMetrics { recorder.session }

    private func judged(_ event: ContractionEvent) -> ContractionEvent {
        var event = event
        event.contraction.cue = coach.cue(of: event.contraction.onset.deviceTime)
        return event
    }

    private mutating func noteRelease() {
        guard let release = coach.latestRelease, release != knownRelease else { return }
        knownRelease = release
        recorder.cueRelease(at: DeviceTime(microseconds: release))
    }
}
