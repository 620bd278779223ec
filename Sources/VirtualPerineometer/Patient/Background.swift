// SPDX-License-Identifier: Apache-2.0

/// What moves the pressure whether the patient contracts or not, advanced by one sample at a time.
struct Background: Sendable {
    /// Wandering of the pelvic floor's tone, cmH2O.
    private(set) var wandering: Double
    /// Abdominal pressure from breathing, cmH2O.
    private(set) var breathing = 0.0
    /// Ripple from the heart, cmH2O.
    private(set) var heart = 0.0
    /// What warming and leaking add, cmH2O.
    private(set) var drift = 0.0

    private var generator: SplitMix64
    private let wanderingDeviation: Double
    private let wanderingTimeConstant: Double
    private var wanderingKept = 0.0
    private var wanderingNew = 0.0
    private var breath: Oscillator
    private let breathAmplitude: Double
    private var beat: Oscillator
    private let beatAmplitude: Double
    private var warmUp: Approach
    private var leak: Approach

    init(disturbance: Disturbance, seed: UInt64, intervalSeconds: Double) {
        // What is drawn here must not depend on the rate: figures first, from a stream of their own.
        var figures = SplitMix64(seed: seed, stream: 2)
        wanderingDeviation = figures.uniform(disturbance.wandering)
        wanderingTimeConstant = figures.uniform(disturbance.wanderingTimeConstant)
        breath = Oscillator(hertz: figures.uniform(disturbance.breathingHertz), phase: figures.unit())
        breathAmplitude = figures.uniform(disturbance.breathing) / 2
        beat = Oscillator(hertz: figures.uniform(disturbance.heartHertz), phase: figures.unit())
        beatAmplitude = figures.uniform(disturbance.heart) / 2
        warmUp = Approach(
            target: figures.uniform(disturbance.warmUp),
            timeConstant: figures.uniform(disturbance.warmUpTimeConstant))
        leak = Approach(
            target: -figures.uniform(disturbance.leak), timeConstant: figures.uniform(disturbance.leakTimeConstant))
        wandering = wanderingDeviation * figures.normal()
        generator = SplitMix64(seed: seed, stream: 3)
        setInterval(seconds: intervalSeconds)
    }

    mutating func setInterval(seconds: Double) {
        let half = seconds / (2 * wanderingTimeConstant)
        wanderingKept = (1 - half) / (1 + half)
        // Keeps the standard deviation whatever the rate.
        wanderingNew = wanderingDeviation * (1 - wanderingKept * wanderingKept).squareRoot()
        breath.setInterval(seconds: seconds)
        beat.setInterval(seconds: seconds)
        warmUp.setInterval(seconds: seconds)
        leak.setInterval(seconds: seconds)
    }

    mutating func advance() {
        wandering = wanderingKept * wandering + wanderingNew * generator.roughNormal()
        breathing = breathAmplitude * breath.next()
        heart = beatAmplitude * beat.next()
        drift = warmUp.next() + leak.next()
    }
}

/// A sine with a phase of its own.
struct Oscillator: Sendable {
    private let hertz: Double
    private var phase: Double
    private var step = 0.0

    /// - Parameters:
    ///   - hertz: turns per second; less than the sampling rate.
    ///   - phase: where it begins, 0 up to 1.
    init(hertz: Double, phase: Double) {
        self.hertz = hertz
        self.phase = phase
    }

    mutating func setInterval(seconds: Double) { step = hertz * seconds }

    mutating func next() -> Double {
        phase += step
        if phase >= 1 { phase -= 1 }
        return Curves.sine(phase: phase)
    }
}

/// Goes from 0 to a target and slows down on the way: a first-order step response.
struct Approach: Sendable {
    private let target: Double
    private let timeConstant: Double
    private var value = 0.0
    private var pace = 0.0

    init(target: Double, timeConstant: Double) {
        self.target = target
        self.timeConstant = timeConstant
    }

    mutating func setInterval(seconds: Double) { pace = 1 - Curves.decay(seconds / timeConstant) }

    mutating func next() -> Double {
        value += (target - value) * pace
        return value
    }
}
