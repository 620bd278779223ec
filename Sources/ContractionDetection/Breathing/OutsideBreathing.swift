// SPDX-License-Identifier: Apache-2.0
import Perineometry
import SignalProcessing

/// What is left of a resting pressure when the band of breathing is taken out: how much it varies from second to second.
struct OutsideBreathing: ~Copyable, Sendable {
    /// What is taken out. It reaches beyond the band of breathing, so that of six breaths a minute, the slowest that is
    /// practised, a twentieth is left, and of thirty, with the means of a second, a sixth.
    static let stopHertz = 0.05...0.9

    private let stepsPerMean: Int
    private var bandStop: BiquadCascade
    private var means: FixedBuffer<Double>
    private var next = 0
    private var sum = 0.0
    private var count = 0

    init(stepsPerSecond: Double) {
        stepsPerMean = Int(stepsPerSecond.rounded())
        bandStop = BiquadCascade(Self.design(stepsPerSecond: stepsPerSecond).sections)
        means = FixedBuffer(count: BreathingMonitor.steadinessSeconds, repeating: 0)
    }

    static func design(stepsPerSecond: Double) -> FilterDesign {
        let band = stopHertz
        do {
            return try FilterDesign(
                .butterworth, order: 3, .bandStop(lowHertz: band.lowerBound, highHertz: band.upperBound),
                sampleRateHertz: stepsPerSecond)
        } catch {
            preconditionFailure(
                "the band of breathing cannot be taken out of \(stepsPerSecond) steps a second: \(error)")
        }
    }

    mutating func settle(at level: Double) { bandStop.settle(at: ChannelVector(repeating: level)) }

    mutating func removeAll() {
        next = 0
        sum = 0
        count = 0
    }

    /// Takes a step; where it does not count, only the filter sees it.
    mutating func take(_ value: Double, counts: Bool) {
        let left = bandStop.process(ChannelVector(repeating: value))[0]
        guard counts else {
            sum = 0
            count = 0
            return
        }
        sum += left
        count += 1
        guard count == stepsPerMean else { return }
        means[next % means.count] = sum / Double(stepsPerMean)
        next += 1
        sum = 0
        count = 0
    }

    /// Standard deviation of the means; nil until there are enough.
    var deviation: Double? {
        guard next >= means.count else { return nil }
        var mean = 0.0
        for place in 0..<means.count { mean += means[place] }
        mean /= Double(means.count)
        var squares = 0.0
        for place in 0..<means.count { squares += (means[place] - mean) * (means[place] - mean) }
        return (squares / Double(means.count - 1)).squareRoot()
    }
}
