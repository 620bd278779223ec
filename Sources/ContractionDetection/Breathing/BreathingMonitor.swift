// SPDX-License-Identifier: Apache-2.0
import Perineometry
import SignalProcessing

/// Follows breathing in the pressure of resting muscle, and tells how steady the rest is without it.
///
/// It takes the pressure in steps, about ten a second (see `RestingSteps`). Its band is 0.08 to 0.6 Hz: 5 to 36 breaths
/// a minute, which holds quiet breathing (6 to 21 a minute) and the slow breathing that is practised to relax. Where the
/// muscle is not at rest the signal is frozen, and goes on afterwards from the level at which it stopped: what a
/// contraction does to the level is no breath. A breath counts only where all of it was rest.
///
/// It allocates nothing after it is made. It cannot be copied: a copy per step would go unnoticed.
public struct BreathingMonitor: ~Copyable, Sendable {
    /// The band in hertz.
    public static let bandHertz = 0.08...0.6
    /// Breaths count for so many seconds: ten of the slowest that is practised, six a minute, almost.
    public static let memorySeconds = 90.0
    /// Seconds after a break until breaths count again: until most of what the break did to the filter has faded
    /// (the high-pass forgets by half in 1.4 s).
    public static let runInSeconds = 3.0
    /// The mean relative deviation of the breaths' durations at which confidence is 0. A resting tone that wanders
    /// without breathing (Ornstein-Uhlenbeck, time constants of 3 to 8 s) exceeds 0.21 in 19 of 20 cases, in a
    /// simulation; breathing that stands out from it stays below 0.15.
    public static let irregularityLimit = 0.2
    /// Seconds of rest over which its steadiness is taken.
    public static let steadinessSeconds = 30

    private let stepsPerSecond: Double
    private let runInSteps: Int
    private var band: BiquadCascade
    /// The band-pass's gain at periods of whole steps: what it takes off a breath's height.
    private var gains: FixedBuffer<Double>
    private var breaths: BreathDetector
    private var recent = RecentBreaths()
    private var outside: OutsideBreathing

    /// The signal as it goes on: the pressure less what breaks did to it.
    private var signal = Double.nan
    private var offset = 0.0
    private var isBroken = true
    private var step = 0
    private var countsFrom = 0

    /// - Parameter stepsPerSecond: 5 to 100.
    public init(stepsPerSecond: Double) {
        precondition(
            stepsPerSecond >= 5 && stepsPerSecond <= 100,
            "\(stepsPerSecond) steps a second are not valid: give 5 to 100")
        self.stepsPerSecond = stepsPerSecond
        runInSteps = Int((Self.runInSeconds * stepsPerSecond).rounded())
        let designs = Self.designs(stepsPerSecond: stepsPerSecond)
        band = BiquadCascade(designs.flatMap(\.sections))
        gains = FixedBuffer(count: Int(stepsPerSecond / 0.05), repeating: 1)
        for period in 3..<gains.count {
            let hertz = stepsPerSecond / Double(period)
            gains[period] = designs.reduce(1) { $0 * $1.gain(atHertz: hertz) }
        }
        // Ten seconds: a breath or two.
        breaths = BreathDetector(memorySteps: 10 * stepsPerSecond)
        outside = OutsideBreathing(stepsPerSecond: stepsPerSecond)
    }

    /// A high-pass and a low-pass: each as steep as its side needs. The wandering of the tone below the band is large but
    /// slow, the heart above it small and only an octave away.
    static func designs(stepsPerSecond: Double) -> [FilterDesign] {
        do {
            return [
                try FilterDesign(
                    .butterworth, order: 2, .highPass(hertz: bandHertz.lowerBound), sampleRateHertz: stepsPerSecond),
                try FilterDesign(
                    .butterworth, order: 4, .lowPass(hertz: bandHertz.upperBound), sampleRateHertz: stepsPerSecond),
            ]
        } catch {
            preconditionFailure("the band of breathing cannot be cut out of \(stepsPerSecond) steps a second: \(error)")
        }
    }

    /// Takes the pressure of a step, cmH2O; one that is not finite counts as not at rest.
    public mutating func take(_ pressure: Double, isResting: Bool) {
        step += 1
        guard isResting, pressure.isFinite else {
            pause()
            return
        }
        if signal.isNaN {
            signal = pressure
            band.settle(at: ChannelVector(repeating: pressure))
            outside.settle(at: pressure)
        }
        if isBroken {
            isBroken = false
            offset = pressure - signal
            countsFrom = step + runInSteps
        }
        signal = pressure - offset
        outside.take(signal, counts: step >= countsFrom)
        let value = band.process(ChannelVector(repeating: signal))[0]
        guard step >= countsFrom else { return }
        if let breath = breaths.take(value, step: step) { recent.insert(breath) }
    }

    /// Marks a hole in the signal of which nobody knows the length: the filters begin anew.
    public mutating func interrupt() {
        signal = .nan
        isBroken = true
        breaths.interrupt()
    }

    /// Forgets everything: another probe, another person.
    public mutating func removeAll() {
        interrupt()
        recent = RecentBreaths()
        outside.removeAll()
    }

    /// Nil where fewer than five whole breaths of rest were seen in the last minute and a half, or they are not alike.
    public var estimate: BreathingEstimate? {
        guard let summary = recent.summary(since: step - Int(Self.memorySeconds * stepsPerSecond)),
            summary.irregularity < Self.irregularityLimit
        else { return nil }
        let period = max(3, min(Int(summary.duration.rounded()), gains.count - 1))
        return BreathingEstimate(
            ratePerMinute: 60 * stepsPerSecond / summary.duration, amplitude: summary.height / gains[period],
            confidence: 1 - summary.irregularity / Self.irregularityLimit)
    }

    /// How steady the rest is apart from breathing, cmH2O: `rest_sd`, the standard deviation of the means of one second,
    /// over the last half minute of rest and with the band of breathing taken out. Nil until there was so much rest.
    public var steadiness: Double? { outside.deviation }

    private mutating func pause() {
        if !isBroken {
            isBroken = true
            breaths.interrupt()
        }
        guard !signal.isNaN else { return }
        outside.take(signal, counts: false)
        _ = band.process(ChannelVector(repeating: signal))
    }
}
