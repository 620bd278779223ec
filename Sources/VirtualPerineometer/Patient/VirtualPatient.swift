// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// One sample instant of a virtual patient.
public struct PatientSample: Sendable, BitwiseCopyable {
    /// Microseconds since the patient began, which is device time unless the device's clock was disturbed.
    public var microseconds: UInt64
    /// cmH2O over atmosphere; 0 in channels that the probe does not have.
    public var pressure: ChannelVector
    /// What the patient does, from onset until the fall passes 10 %; nil at rest.
    public var activity: ActivityKind?
}

/// A made-up patient: pressures as a probe would see them, and the truth about what she did.
///
/// The same persona, seed, script, rate and number of channels give the same bits on every machine. Activities depend on
/// persona, seed and script alone. The model is a sum:
///
///     pressure = gain of the channel * (rest + wandering + contractions with tremor)
///              + share of the channel * (breathing + coughs and pushes) + heart + warming + leak + noise
///
/// All of it is simulated and none of it was measured; see the catalogue of personas for what its figures rest on.
///
///     var patient = VirtualPatient(persona: .comfortableStrong, seed: 1, rateHertz: 250, channelCount: 1)
///     let sample = patient.next()
///     let truth = patient.groundTruth(in: 0..<60)
public struct VirtualPatient: Sendable {
    public let persona: Persona
    public let seed: UInt64
    public let channelCount: Int
    public private(set) var rateHertz: Int
    /// Resting pressure of this patient in the pelvic-floor channel, cmH2O.
    public let restPressure: Double
    /// Amplitude of this patient's strongest contraction, cmH2O.
    public let strength: Double
    /// The instant of the next sample.
    public private(set) var nextMicroseconds: UInt64 = 0

    private let script: Script
    private let profile: ChannelProfile
    /// What the channels show when nothing moves.
    private let still: ChannelVector
    private var intervalMicroseconds: UInt64
    private var sequence: ActivitySequence
    private var upcoming: PlannedActivity?
    private var ongoing = OngoingActivities()
    private var background: Background
    private var tremor: Oscillator
    private var fluctuation: Oscillator
    private var noise: SensorNoise

    /// Makes a patient.
    ///
    /// - Parameters:
    ///   - persona: what kind of patient.
    ///   - seed: which patient of that kind.
    ///   - rateHertz: samples per second and channel, a divisor of 1 000 000.
    ///   - channelCount: 1 to 8; see `SimulationSpecification`.
    ///   - script: what she does; nil: the persona's own script.
    public init(
        persona: Persona, seed: UInt64, rateHertz: Int, channelCount: Int, script: Script? = nil
    ) {
        self.persona = persona
        self.seed = seed
        self.rateHertz = rateHertz
        self.channelCount = channelCount
        intervalMicroseconds = Self.intervalMicroseconds(rateHertz: rateHertz)
        let intervalSeconds = Double(intervalMicroseconds) / 1e6

        let seed = Self.seed(seed, of: persona)
        // Chosen so that the patients of seed 1, whom everybody meets first, are unremarkable ones.
        var figures = SplitMix64(seed: seed, stream: 34)
        restPressure = persona.rest.draw(from: &figures)
        strength = persona.strength.draw(from: &figures)
        // Physiologic tremor is at 6 to 12 Hz, a spasm fluctuates at 0.5 to 2 Hz: assumptions both.
        tremor = Oscillator(hertz: figures.uniform(6...12), phase: figures.unit())
        tremor.setInterval(seconds: intervalSeconds)
        fluctuation = Oscillator(hertz: figures.uniform(0.5...2), phase: figures.unit())
        fluctuation.setInterval(seconds: intervalSeconds)

        profile = ChannelProfile(channelCount: channelCount)
        still = profile.standing + profile.muscle * restPressure
        self.script = script ?? .repeating(persona.script)
        sequence = ActivitySequence(
            persona: persona, script: self.script, strength: strength, rest: restPressure, seed: seed)
        upcoming = sequence.next()
        background = Background(disturbance: persona.disturbance, seed: seed, intervalSeconds: intervalSeconds)
        noise = SensorNoise(rms: persona.disturbance.sensorNoise, present: profile.present, seed: seed)
    }

    /// The next sample. Allocates nothing.
    public mutating func next() -> PatientSample {
        let microseconds = nextMicroseconds
        let time = Double(microseconds) / 1e6
        nextMicroseconds += intervalMicroseconds
        while let activity = upcoming, activity.course.onset <= time {
            ongoing.begin(activity)
            upcoming = sequence.next()
        }
        let active = ongoing.sum(at: time)
        background.advance()
        let trembling = active.muscle * persona.contraction.tremor * tremor.next()
        let fluctuating = active.fluctuating * fluctuation.next()

        let muscle = active.muscle + trembling + fluctuating + background.wandering
        let abdominal = active.abdominal + background.breathing
        let everywhere = background.heart + background.drift
        let moving = profile.muscle * muscle + profile.abdominal * abdominal + profile.present * everywhere
        return PatientSample(
            microseconds: microseconds, pressure: still + moving + noise.next(), activity: active.kind)
    }

    /// Goes on at another rate, without a jump in time. `rateHertz` must divide 1 000 000.
    public mutating func changeRate(toHertz rateHertz: Int) {
        guard rateHertz != self.rateHertz else { return }
        self.rateHertz = rateHertz
        intervalMicroseconds = Self.intervalMicroseconds(rateHertz: rateHertz)
        let intervalSeconds = Double(intervalMicroseconds) / 1e6
        tremor.setInterval(seconds: intervalSeconds)
        fluctuation.setInterval(seconds: intervalSeconds)
        background.setInterval(seconds: intervalSeconds)
    }

    /// All that begins in a span of time, in seconds since the patient began. It neither needs nor moves the samples.
    public func groundTruth(in span: Range<Double>) -> [GroundTruthEvent] {
        var sequence = ActivitySequence(
            persona: persona, script: script, strength: strength, rest: restPressure,
            seed: Self.seed(seed, of: persona))
        var events: [GroundTruthEvent] = []
        while let activity = sequence.next(), activity.course.onset < span.upperBound {
            if span.contains(activity.course.onset) { events.append(activity.truth) }
        }
        return events
    }

    /// One number for one patient: personas of the same seed are different people, not one person with other figures.
    static func seed(_ seed: UInt64, of persona: Persona) -> UInt64 {
        persona.id.utf8.reduce(SplitMix64.mix(seed &+ SplitMix64.increment)) { SplitMix64.mix($0 ^ UInt64($1)) }
    }

    private static func intervalMicroseconds(rateHertz: Int) -> UInt64 {
        precondition(
            rateHertz > 0 && 1_000_000 % rateHertz == 0,
            "a rate of \(rateHertz) Hz has no whole number of microseconds between samples")
        return UInt64(1_000_000 / rateHertz)
    }
}
