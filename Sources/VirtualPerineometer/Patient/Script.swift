// SPDX-License-Identifier: Apache-2.0

/// What the virtual patient does, and when.
public enum Script: Hashable, Sendable {
    /// These patterns in order, again and again, each time a little different.
    case repeating([ActivityPattern])
    /// Exactly these activities, and rest between them and after them.
    case exactly([ScheduledActivity])
}

/// One line of a repeating script. What is a range is drawn anew each time.
public struct ActivityPattern: Hashable, Sendable {
    public var kind: ActivityKind
    /// How often it is done in a row.
    public var repetitions: ClosedRange<Int>
    /// Seconds of rest before each repetition, from the end of the fall before it.
    public var rest: ClosedRange<Double>
    /// Seconds of rest before the first repetition; nil: as before the others.
    public var restBeforeFirst: ClosedRange<Double>?
    /// Seconds from onset to the start of the release; never shorter than the rise.
    public var duration: ClosedRange<Double>
    /// Share of the patient's strongest contraction; for `push` and `cough` of her abdominal pressure.
    public var effort: ClosedRange<Double>

    public init(
        _ kind: ActivityKind, repetitions: ClosedRange<Int> = 1...1, rest: ClosedRange<Double>,
        restBeforeFirst: ClosedRange<Double>? = nil, duration: ClosedRange<Double>,
        effort: ClosedRange<Double> = 0.9...1
    ) {
        self.kind = kind
        self.repetitions = repetitions
        self.rest = rest
        self.restBeforeFirst = restBeforeFirst
        self.duration = duration
        self.effort = effort
    }
}

/// One activity at a given time.
public struct ScheduledActivity: Hashable, Sendable {
    public var kind: ActivityKind
    /// Seconds of device time at which the rise begins.
    public var onset: Double
    /// Seconds from onset to the start of the release; never shorter than the rise.
    public var duration: Double
    /// Pressure above rest at the peak in the pelvic-floor channel, cmH2O; nil: what the patient reaches.
    public var amplitude: Double?
    /// Seconds from 10 to 90 % of the rise; nil: as the patient does it.
    public var rise: Double?
    /// Seconds from 90 to 10 % of the fall, without the residual; nil: as the patient does it.
    public var fall: Double?

    public init(
        _ kind: ActivityKind, onset: Double, duration: Double, amplitude: Double? = nil, rise: Double? = nil,
        fall: Double? = nil
    ) {
        self.kind = kind
        self.onset = onset
        self.duration = duration
        self.amplitude = amplitude
        self.rise = rise
        self.fall = fall
    }
}
