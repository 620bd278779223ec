// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// Guides somebody through a programme: gives its cues in device time, and works out its scores.
///
/// It is a state machine that does nothing by itself. It is given samples, contractions and their figures in order, what
/// is missing, and commands; what it says is asked for by `nextEvent`. Time is that of the samples' own clock: where no
/// samples come, nothing moves. The same input gives the same events, whatever pieces it comes in.
///
///     var coach = try Coach(programme, options: CoachOptions(zero: .air))
///     try coach.follow(.start)
///     coach.take(CoachSample(frame, channel: 0))
///     while let event = coach.nextEvent() { … }
///
/// All of it can be saved and restored (`Codable`); a restored coach waits for the signal and goes on where it was. An
/// `ExerciseSession` feeds one from a stream.
public struct Coach: Sendable, Codable {
    enum Status: Hashable, Sendable, Codable {
        case ready
        case waiting(WaitReason)
        case running
        case paused
        /// All steps are done, and figures are still to come.
        case closing
        case ended(EndReason)
    }

    public let programme: Programme
    public let options: CoachOptions
    var status = Status.ready
    /// From 0; the phase, how often its steps were gone through, and the step.
    var phase = 0
    var repetition = 0
    var step = 0
    /// The running phase has begun, and the running step has been asked for.
    var isInPhase = false
    var stepMicroseconds: Int64 = 0
    /// Nil for a question.
    var stepLength: Int64?
    var progressSeconds = 0
    var elapsedMicroseconds: Int64 = 0
    /// Of this phase, without pauses.
    var phaseMicroseconds: Int64 = 0

    /// How long the resting level has been known, of a coach that waits.
    var steadyMicroseconds: Int64 = 0
    var lastTime: UInt64?
    var lastRest: Double?
    var band: PressureBand?
    /// The running step and, for the length of the filter's delay, the one before it.
    var measures: [StepMeasure] = []
    var records: [PhaseRecord]
    var gate: RestGate
    var maximum: Double?
    var baseline: Baseline?
    /// cmH2O that the zero takes off; nil until it was told.
    var zeroOffset: Double?
    /// The newest contractions heard of in this stretch of the signal.
    var seen: [SeenContraction] = []

    var answers: [Answered] = []
    /// The place of the chosen trainer.
    var size: Int?
    var isSmallerToday = false
    var isNoneToday = false

    var events: [CoachEvent] = []
    /// When somebody was last asked to let go, microseconds of device time.
    var latestRelease: UInt64?

    /// - Throws: `StartRefusal`, where the programme cannot be done as things are. Nothing has begun then.
    public init(_ programme: Programme, options: CoachOptions) throws(StartRefusal) {
        let faults = options.faults(starting: programme)
        guard faults.isEmpty else { throw StartRefusal(faults: faults) }
        self.programme = programme
        self.options = options
        records = programme.phases.map { _ in PhaseRecord() }
        gate = RestGate(zero: options.zero)
        maximum = options.usableMaximum
    }

    /// What waits to be said, in order.
    public mutating func nextEvent() -> CoachEvent? { events.isEmpty ? nil : events.removeFirst() }

    /// How it ended; nil while it has not.
    public var end: EndReason? { if case .ended(let reason) = status { reason } else { nil } }

    /// Somebody does something now, so that a sample moves time on.
    public var isRunning: Bool { status == .running && !isAsking }

    var isAsking: Bool {
        guard isInPhase, case .question = currentStep?.activity else { return false }
        return true
    }

    var currentPhase: Phase? { phase < programme.phases.count ? programme.phases[phase] : nil }
    var currentStep: Step? {
        guard let currentPhase, step < currentPhase.steps.count else { return nil }
        return currentPhase.steps[step]
    }

    mutating func say(_ kind: CoachEvent.Kind) {
        events.append(
            CoachEvent(deviceMicroseconds: lastTime, elapsedSeconds: Double(elapsedMicroseconds) / 1e6, kind: kind))
    }

    // MARK: Samples

    /// For so long the resting level must have been known: in its first seconds a signal says little of what rises in it,
    /// and a person wants a moment too (assumption).
    static let steadyBeforeGoingOn: Int64 = 4_000_000

    /// A longer hole between two samples is a gap that nobody spoke of.
    static let holeMicroseconds: UInt64 = 500_000

    /// Takes the next sample.
    public mutating func take(_ sample: CoachSample) {
        guard status != .ready, end == nil else { return }
        let time = sample.deviceTime.microseconds
        var elapsed: Int64 = 0
        if let lastTime {
            if time <= lastTime || time - lastTime > Self.holeMicroseconds {
                interrupt(.gap)
            } else {
                elapsed = Int64(time - lastTime)
            }
        }
        lastTime = time
        lastRest = sample.rest.isFinite ? sample.rest : nil
        switch status {
        case .waiting(let reason):
            guard sample.state != .settling, sample.pressure.isFinite else {
                steadyMicroseconds = 0
                return
            }
            steadyMicroseconds += elapsed
            guard steadyMicroseconds >= Self.steadyBeforeGoingOn else { return }
            status = .running
            goOn(isAnnounced: reason != .settling)
        case .running: if !isAsking { spend(elapsed) }
        case .paused, .closing, .ready, .ended: break
        }
        if sample.pressure.isFinite { measure(sample) }
        settleScores()
    }

    private mutating func spend(_ elapsed: Int64) {
        elapsedMicroseconds += elapsed
        stepMicroseconds += elapsed
        phaseMicroseconds += elapsed
        if currentStep?.activity == .action(.settle), gate.isSettled {
            stepMicroseconds = 0
            return advance()
        }
        while status == .running, let length = stepLength, stepMicroseconds >= length {
            stepMicroseconds -= length
            advance()
        }
        sayProgress()
    }

    private mutating func sayProgress() {
        guard status == .running, !isAsking, let length = stepLength else { return }
        let seconds = Int(stepMicroseconds / 1_000_000)
        guard seconds > progressSeconds else { return }
        progressSeconds = seconds
        let isOwnPace = if case .ownPace = currentStep?.length { true } else { false }
        let left = Int((Double(length - stepMicroseconds) / 1e6).rounded(.up))
        say(.progress(Progress(second: seconds, left: isOwnPace ? nil : left)))
    }

    private mutating func measure(_ sample: CoachSample) {
        let time = Int64(clamping: sample.deviceTime.microseconds) - delayMicroseconds
        while let first = measures.first, let to = first.to, time >= to { closeMeasure() }
        guard let first = measures.first, time >= first.from else { return }
        measures[0].take(sample, at: time)
    }

    var delayMicroseconds: Int64 { Int64((options.delaySeconds * 1e6).rounded()) }

    /// All of the oldest step has been seen.
    mutating func closeMeasure() {
        var measure = measures.removeFirst()
        measure.finish()
        records[measure.phase].add(measure, maximum: maximum)
        guard programme.phases[measure.phase].scores.contains(.exercise(.phaseRestSD)) else { return }
        if records[measure.phase].endedAt != nil, !measures.contains(where: { $0.phase == measure.phase }) {
            baseline = records[measure.phase].baseline ?? baseline
            resolveTarget()
        }
    }

    // MARK: What else is known

    /// Takes what is known of the zero and of the warming up.
    public mutating func take(_ gate: RestGate) { self.gate = gate }

    /// Takes what pressures count from. After another zero, rest from before it is not compared with rest from after it.
    ///
    /// - Parameters:
    ///   - state: what it was zeroed by.
    ///   - offset: what is taken off the pressure of the pelvic floor, cmH2O.
    /// - Returns: whether it is another zero than before.
    mutating func takeZero(_ state: ZeroState, offset: Double) -> Bool {
        let isNew = state != gate.zero || zeroOffset != nil && zeroOffset != offset
        zeroOffset = offset
        guard isNew else { return false }
        gate = RestGate(zero: state)
        baseline = nil
        for phase in records.indices where records[phase].scores == nil { records[phase].noteZeroChange() }
        return true
    }

    /// Samples are missing that cannot be bridged, or the probe is gone. The figures of contractions that this cut short
    /// are given before. It goes on by itself with the samples that come; a repetition that was cut short begins anew.
    public mutating func interrupt(_ reason: WaitReason) { interrupt(reason, pauses: false) }

    private mutating func interrupt(_ reason: WaitReason, pauses: Bool) {
        guard status != .ready, end == nil else { return }
        standStill(isInterrupted: true)
        lastTime = nil
        lastRest = nil
        steadyMicroseconds = 0
        seen.removeAll()
        switch status {
        case .running where pauses, .waiting where pauses, .paused where pauses:
            status = .paused
            say(.paused(.restart))
        case .running, .waiting:
            if status != .waiting(reason) {
                status = .waiting(reason)
                say(.waiting(reason))
            }
        case .closing: break
        case .paused, .ready, .ended: break
        }
        settleScores(isForced: true)
    }

    /// As `interrupt`, of a coach that was saved and restored.
    ///
    /// - Parameter pauses: whether it is paused then, rather than to go on by itself: nobody may be there.
    public mutating func restart(pauses: Bool = false) { interrupt(.restart, pauses: pauses) }
}
