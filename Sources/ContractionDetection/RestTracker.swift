// SPDX-License-Identifier: Apache-2.0

/// Follows the resting level: the median of the last seconds of rest. How unsteady it is, `RestSwing`, `RiseNoise` and
/// `BreathingMonitor` tell.
///
/// Whoever owns it decides what is rest, and calls `learn` for that alone. Values wait a moment before they count, so
/// that the foot of a contraction can still be taken back with `forgetRecent`.
struct RestTracker: ~Copyable, Sendable {
    /// The resting level in cmH2O; NaN while it is not known.
    private(set) var level = Double.nan

    private let samplesPerStep: Int
    private let settlingSteps: Int
    private let resettlingSteps: Int
    private let delaySteps: Int

    private var window: SortedWindow
    private var stepsNeeded: Int
    private var stepSum = 0.0
    private var stepCount = 0
    private var waiting: FixedBuffer<Double>
    private var waitingFirst = 0
    private var waitingCount = 0

    init(sampleRateHertz: Double, definition: DetectorDefinition) {
        samplesPerStep = max(1, Int((definition.restStepSeconds * sampleRateHertz).rounded()))
        let stepsPerSecond = sampleRateHertz / Double(samplesPerStep)
        settlingSteps = max(1, Int((definition.settlingSeconds * stepsPerSecond).rounded()))
        resettlingSteps = max(1, Int((definition.resettlingSeconds * stepsPerSecond).rounded()))
        delaySteps = max(1, Int((definition.learningDelaySeconds * stepsPerSecond).rounded()))
        waiting = FixedBuffer(count: delaySteps, repeating: 0)
        window = SortedWindow(length: Int((definition.restWindowSeconds * stepsPerSecond).rounded()))
        stepsNeeded = settlingSteps
    }

    var isKnown: Bool { !level.isNaN }

    /// Takes a sample of resting signal.
    mutating func learn(_ value: Double) {
        stepSum += value
        stepCount += 1
        guard stepCount == samplesPerStep else { return }
        let mean = stepSum / Double(samplesPerStep)
        stepSum = 0
        stepCount = 0
        guard isKnown else { return take(mean) }
        if waitingCount == delaySteps {
            take(waiting[waitingFirst])
            waitingFirst = waitingFirst + 1 == delaySteps ? 0 : waitingFirst + 1
            waitingCount -= 1
        }
        waiting[(waitingFirst + waitingCount) % delaySteps] = mean
        waitingCount += 1
    }

    /// Takes back what has not been learned yet: a contraction has begun.
    mutating func forgetRecent() {
        stepSum = 0
        stepCount = 0
        waitingFirst = 0
        waitingCount = 0
    }

    /// Forgets the level. Where it was known before, it is learned in less time.
    mutating func restart() {
        if isKnown { stepsNeeded = resettlingSteps }
        level = .nan
        window.removeAll()
        forgetRecent()
    }

    private mutating func take(_ value: Double) {
        window.insert(value)
        guard window.count >= stepsNeeded else { return }
        level = window.median
    }
}
