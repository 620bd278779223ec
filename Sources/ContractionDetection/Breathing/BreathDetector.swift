// SPDX-License-Identifier: Apache-2.0

/// One breath, from one rise through the middle to the next.
struct Breath: Sendable, BitwiseCopyable {
    /// The step by which it was over.
    var end: Int
    /// In steps; need not be whole.
    var duration: Double
    /// Peak less trough.
    var height: Double
}

/// Cuts a signal without its mean and trend into breaths: each begins where the signal rises through zero, and counts
/// only where it went well below zero before and well above it after, so that noise on the way makes no breath.
struct BreathDetector: Sendable {
    /// Well below and above: this share of the root mean square. A sine has its crest at 1.41 times that (assumption:
    /// every breath is at least a third as high as the usual one).
    static let hysteresisShare = 0.5
    /// Whatever is smaller than this is the sensor's noise, cmH2O (assumption: its white noise, 0.05 to 0.2 RMS, in the
    /// band of breathing, which is a tenth of that of the steps).
    static let leastHysteresis = 0.02

    private let forgetting: Double
    private var meanSquare = 0.0
    private var steps = 0
    private var previous = 0.0
    private var wasBelow = false
    private var risesAt: Double?
    private var begins: Double?
    private var greatest = -Double.infinity
    private var least = Double.infinity

    /// - Parameter memorySteps: over how many steps the root mean square is taken.
    init(memorySteps: Double) { forgetting = memorySteps }

    /// The breath that goes on is not whole: the next one begins anew.
    mutating func interrupt() {
        wasBelow = false
        risesAt = nil
        begins = nil
    }

    /// Takes the value of a step, of which the caller keeps count.
    mutating func take(_ value: Double, step: Int) -> Breath? {
        defer { previous = value }
        steps += 1
        meanSquare += (value * value - meanSquare) / min(Double(steps), forgetting)
        let hysteresis = max(Self.hysteresisShare * meanSquare.squareRoot(), Self.leastHysteresis)
        greatest = max(greatest, value)
        least = min(least, value)
        if value < -hysteresis {
            wasBelow = true
            risesAt = nil
        }
        guard wasBelow else { return nil }
        if previous < 0, value >= 0 { risesAt = Double(step - 1) - previous / (value - previous) }
        guard let rise = risesAt, value > hysteresis else { return nil }
        let breath = begins.map { Breath(end: step, duration: rise - $0, height: greatest - least) }
        begins = rise
        wasBelow = false
        risesAt = nil
        greatest = value
        least = value
        return breath
    }
}
