// SPDX-License-Identifier: Apache-2.0

/// A kind of virtual patient: figures, not code. A seed makes one patient of it; a range is drawn from once per patient
/// where nothing else is said.
///
/// Nobody real is described. Where no source is named for a figure in the catalogue, it is an assumption.
public struct Persona: Hashable, Sendable {
    /// What users type.
    public var id: String
    /// One line for lists.
    public var summary: String
    /// Resting pressure in the pelvic-floor channel over atmosphere, cmH2O.
    public var rest: Spread
    /// Amplitude of the strongest contraction, resting pressure not included, cmH2O.
    public var strength: Spread
    public var contraction: ContractionManner
    public var disturbance: Disturbance
    public var script: [ActivityPattern]

    public init(
        id: String, summary: String, rest: Spread, strength: Spread, contraction: ContractionManner = .free,
        disturbance: Disturbance = .comfortable, script: [ActivityPattern]
    ) {
        self.id = id
        self.summary = summary
        self.rest = rest
        self.strength = strength
        self.contraction = contraction
        self.disturbance = disturbance
        self.script = script
    }

    /// The same patient as an ideal sensor would see her if she did not breathe: for tests that compare with exact times.
    public var undisturbed: Persona {
        var persona = self
        persona.disturbance = .none
        persona.contraction.tremor = 0
        persona.contraction.spasmFluctuation = 0
        return persona
    }
}

/// How a virtual patient contracts and lets go. Times are seconds.
public struct ContractionManner: Hashable, Sendable {
    /// 10 to 90 % of a squeeze's rise; drawn for each contraction.
    public var rise: ClosedRange<Double>
    /// 10 to 90 % of a flick's rise; drawn for each contraction.
    public var flickRise: ClosedRange<Double>
    /// 90 to 10 % of the fall, without the residual; drawn for each contraction.
    public var fall: ClosedRange<Double>
    /// Share of the level that lingers after the fall; drawn for each contraction.
    public var residual: ClosedRange<Double>
    /// Time constant of what lingers; drawn for each contraction.
    public var residualTimeConstant: ClosedRange<Double>
    public var hold: HoldShape
    /// Coefficient of variation from one repetition to the next.
    public var variation: Double
    /// Loss of strength with each contraction of a script's round, as a share.
    public var declinePerContraction: Double
    /// Share of strength that is always left.
    public var declineFloor: Double
    /// Tremor while contracted, as a share of the contraction.
    public var tremor: Double
    /// Slow fluctuation during a spasm, as a share of it.
    public var spasmFluctuation: Double
    /// Abdominal pressure that a squeeze raises along with it, as a share of its amplitude.
    public var abdominalShare: Double
    /// Peak abdominal pressure of a cough at full effort, cmH2O.
    public var coughPressure: Double
    /// Peak abdominal pressure of a push at full effort, cmH2O.
    public var pushPressure: Double
}

/// What moves the pressure of a virtual patient besides contractions. Pressures are cmH2O, times seconds.
public struct Disturbance: Hashable, Sendable {
    /// Wandering of the resting tone (Ornstein-Uhlenbeck): standard deviation and time constant.
    public var wandering: ClosedRange<Double>
    public var wanderingTimeConstant: ClosedRange<Double>
    /// Breaths per second, and peak-to-peak pressure in the abdomen.
    public var breathingHertz: ClosedRange<Double>
    public var breathing: ClosedRange<Double>
    /// Heartbeats per second, and peak-to-peak ripple.
    public var heartHertz: ClosedRange<Double>
    public var heart: ClosedRange<Double>
    /// What the probe's warming adds in the end, and its time constant.
    public var warmUp: ClosedRange<Double>
    public var warmUpTimeConstant: ClosedRange<Double>
    /// What a leak takes in the end, and its time constant.
    public var leak: ClosedRange<Double>
    public var leakTimeConstant: ClosedRange<Double>
    /// White noise of the sensor, RMS.
    public var sensorNoise: Double
}
