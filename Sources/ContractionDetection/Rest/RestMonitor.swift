// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// How the muscle rests, as of a sample.
public struct RestObservation: Hashable, Sendable, BitwiseCopyable {
    /// The sample by which this was known; not corrected for the filter's delay.
    public var instant: SampleInstant
    /// The tracked resting level, cmH2O, whatever it counts from; nil while it is not known.
    public var level: Double?
    /// The resting pressure over the atmosphere, or why it cannot be stated.
    public var pressure: RestPressure
    /// How the resting pressure drifts, cmH2O a minute; nil until there was enough rest.
    public var slopePerMinute: Double?
    /// Whether it was seen not to drift.
    public var isSettled: Bool
    /// Standard deviation of the means of one second, without breathing, cmH2O; nil until there was enough rest.
    public var steadiness: Double?
    /// Nil where it does not show.
    public var breathing: BreathingEstimate?
    /// The channel in which breathing was looked for.
    public var breathingChannel: Int
}

/// Watches the rest between contractions: its level, its drift, its steadiness, and the breathing in it. Once a second it
/// says what it sees.
///
/// It allocates nothing after it is made. It cannot be copied: it is some kilobytes of running state.
public struct RestMonitor: ~Copyable, Sendable {
    private let channel: Int
    private let breathingChannel: Int
    private let samplesPerObservation: Int
    private var samples = 0
    private var steps: RestingSteps
    private var gate = WarmUpGate()
    private var breathing: BreathingMonitor

    /// - Parameters:
    ///   - sampleRateHertz: 10 or more.
    ///   - channels: breathing is looked for in the abdominal channel where there is one, for it is greatest there.
    public init(sampleRateHertz: Double, channels: DetectionChannels = DetectionChannels()) {
        channel = channels.pelvicFloor
        breathingChannel = channels.abdominal ?? channels.pelvicFloor
        samplesPerObservation = Int(sampleRateHertz.rounded())
        steps = RestingSteps(sampleRateHertz: sampleRateHertz)
        breathing = BreathingMonitor(stepsPerSecond: steps.rateHertz)
    }

    /// Takes the next sample as the detector saw it.
    ///
    /// - Parameters:
    ///   - filtered: low-pass filtered pressures, cmH2O.
    ///   - detection: of the same sample.
    ///   - instant: where the sample stands.
    ///   - zero: what the pressures count from.
    /// - Returns: what is seen, once a second.
    public mutating func process(
        _ filtered: ChannelVector, _ detection: Detection, at instant: SampleInstant, zero: ZeroState
    ) -> RestObservation? {
        if let event = detection.event { note(event) }
        return process(filtered, rest: detection.rest, state: detection.state, at: instant, zero: zero)
    }

    /// Takes an event of the detector.
    public mutating func note(_ event: ContractionEvent) {
        // Another level that stays is another posture or another place of the probe: no drift.
        if event.isFinal, event.contraction.kind == .shift { gate.restart() }
    }

    /// Takes the next sample; its event, if it has one, is noted before.
    ///
    /// - Parameters:
    ///   - filtered: low-pass filtered pressures, cmH2O.
    ///   - rest: the tracked resting level, cmH2O; NaN while it is not known.
    ///   - state: of the muscle.
    ///   - instant: where the sample stands.
    ///   - zero: what the pressures count from.
    /// - Returns: what is seen, once a second.
    public mutating func process(
        _ filtered: ChannelVector, rest: Double, state: MuscleState, at instant: SampleInstant, zero: ZeroState
    ) -> RestObservation? {
        if let step = steps.process(filtered, state: state, at: instant.deviceTime) {
            gate.take(step.pressure[channel], at: step.deviceTime, isResting: step.isResting)
            breathing.take(step.pressure[breathingChannel], isResting: step.isResting)
        }
        samples += 1
        guard samples >= samplesPerObservation else { return nil }
        samples = 0
        let level = rest.isFinite ? rest : nil
        return RestObservation(
            instant: instant, level: level,
            pressure: RestPressure(
                level: level, zero: zero, isContracted: state == .contraction,
                slopePerMinute: gate.slopePerMinute, isSettled: gate.isSettled),
            slopePerMinute: gate.slopePerMinute, isSettled: gate.isSettled, steadiness: breathing.steadiness,
            breathing: breathing.estimate, breathingChannel: breathingChannel)
    }

    /// Marks samples that are missing and not bridged: what stands before them does not leak across.
    public mutating func interrupt() {
        steps.interrupt()
        breathing.interrupt()
    }

    /// Begins anew with what the level was measured by: another zero, or a hole of unknown length.
    public mutating func restart() {
        interrupt()
        gate.restart()
    }
}
