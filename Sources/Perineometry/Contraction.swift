// SPDX-License-Identifier: Apache-2.0

/// Where a contraction event happened: the sample and its two times.
public struct SampleInstant: Hashable, Sendable, Codable, BitwiseCopyable {
    public var index: SampleIndex
    public var deviceTime: DeviceTime
    public var hostTime: HostTime

    public init(index: SampleIndex, deviceTime: DeviceTime, hostTime: HostTime) {
        self.index = index
        self.deviceTime = deviceTime
        self.hostTime = hostTime
    }
}

/// A rise of pressure at the pelvic floor and what became of it: a contraction, or something that looks like one.
///
/// What is known of it grows: it is open until its offset is known, and its figures may be revised until it is final.
/// Pressures are in cmH2O and low-pass filtered; instants are those of the unfiltered signal.
public struct Contraction: Hashable, Sendable, Codable, BitwiseCopyable {
    /// Unique within a run of the daemon, from 1.
    public var id: UInt64
    /// From 1; counts what was said of it.
    public var revision: UInt32 = 1
    /// Where the pressure had risen by a tenth of the whole rise, not where this was noticed.
    public var onset: SampleInstant
    /// Where all but a tenth of the descent was done; nil while it lasts.
    public var offset: SampleInstant?
    /// The tracked resting level before the rise; the level from which the pressure rose while that is not known.
    public var restBefore: Double
    /// The level from which the pressure rose. It lies above the rest where the release before was incomplete.
    public var baseline: Double
    /// Highest pressure so far, or between onset and offset.
    public var peak: Double
    public var peakTime: DeviceTime
    public var kind: ContractionKind
    public var cue: ContractionCue
    /// How sure the detector is that this is a contraction of this kind: 0 (a guess) to 1. It orders, it is no
    /// probability.
    public var confidence: Double
    /// What decided the kind.
    public var rule: ContractionRule
    /// The pressure that stayed after the release, as a share of the rise; nil where that is not known.
    public var residual: Double?

    public init(
        id: UInt64, onset: SampleInstant, offset: SampleInstant? = nil, restBefore: Double, baseline: Double,
        peak: Double, peakTime: DeviceTime, kind: ContractionKind, cue: ContractionCue = .unknown, confidence: Double,
        rule: ContractionRule, residual: Double? = nil
    ) {
        self.id = id
        self.onset = onset
        self.offset = offset
        self.restBefore = restBefore
        self.baseline = baseline
        self.peak = peak
        self.peakTime = peakTime
        self.kind = kind
        self.cue = cue
        self.confidence = confidence
        self.rule = rule
        self.residual = residual
    }

    /// `squeeze_amplitude`: the peak less the resting pressure before it (resting pressure not included, Bø 1990).
    public var amplitude: Double { peak - restBefore }

    /// Where the pressure came from, as far as that can be told.
    public var origin: ContractionOrigin {
        guard rule == .abdominalRatio else { return .indeterminate }
        return kind.isContraction ? .pelvicFloor : .abdomen
    }

    /// Seconds from onset to offset on the device clock; nil while it lasts.
    public var duration: Double? { offset.map { $0.deviceTime.seconds(since: onset.deviceTime) } }

    /// How fully the muscle let go. Partial where more than 15 % of the rise stays two seconds after the release
    /// (assumption).
    public var relaxation: Relaxation {
        guard let residual else { return .unknown }
        return residual > 0.15 ? .partial : .complete
    }
}

/// How fully a contraction was let go, in the words of the ICS (Messelink 2005: absent, partial, complete). An absent
/// relaxation cannot be seen as one: the contraction lasts. The raw value is the name on the wire.
public enum Relaxation: String, Sendable, Codable, CaseIterable, BitwiseCopyable {
    /// It lasts, or the next rise came before this could be seen.
    case unknown
    case complete
    /// A share of the rise stayed.
    case partial
}

/// What a rise of pressure is taken for. The raw value is the name on the wire.
public enum ContractionKind: String, Sendable, Codable, CaseIterable, BitwiseCopyable {
    /// A contraction of some seconds.
    case squeeze
    /// A quick contraction, let go at once.
    case flick
    /// A sustained contraction.
    case hold
    /// A short push from the abdomen: cough, sneeze, laugh.
    case cough
    /// Bearing down, lifting, a Valsalva manoeuvre: pressure from the abdomen for a second or more.
    case strain
    /// The probe or the person moved: too quick for a muscle, or ragged.
    case motion
    /// The level changed and stayed: another posture, or the probe slipped.
    case shift
    /// What there is to see does not tell, or does not tell yet.
    case indeterminate

    /// The pelvic floor did this.
    public var isContraction: Bool { self == .squeeze || self == .flick || self == .hold }
}

/// Where a rise of pressure came from. One channel alone cannot tell a squeeze from bearing down. The raw value is the
/// name on the wire.
public enum ContractionOrigin: String, Sendable, Codable, CaseIterable, BitwiseCopyable {
    case pelvicFloor
    case abdomen
    case indeterminate
}

/// Whether a contraction answered a cue. The raw value is the name on the wire.
public enum ContractionCue: String, Sendable, Codable, CaseIterable, BitwiseCopyable {
    case cued
    case uncued
    /// Nobody said whether there was a cue.
    case unknown
}

/// What decided the kind of a contraction. The raw value is the name on the wire.
public enum ContractionRule: String, Sendable, Codable, CaseIterable, BitwiseCopyable {
    /// The pressure rose faster than the rest's own unsteadiness explains; no more is known yet.
    case rise
    /// Its shape alone: a strain can look the same.
    case shape
    /// Its shape, and that the abdominal pressure rose with it or did not.
    case abdominalRatio
    /// Steeper than a muscle can be.
    case steepness
    /// It stayed up.
    case lastingLevel
    /// Signal was missing before its end.
    case interrupted
}
