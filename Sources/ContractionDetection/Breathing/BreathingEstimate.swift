// SPDX-License-Identifier: Apache-2.0

/// How somebody breathes, as the pressure shows it.
public struct BreathingEstimate: Hashable, Sendable, BitwiseCopyable {
    /// Breaths a minute: 60 over the median duration of the last breaths.
    public var ratePerMinute: Double
    /// Median of the last breaths' peak-to-trough pressures, cmH2O, in the channel that was looked at.
    public var amplitude: Double
    /// 0 to 1: how much alike the last breaths were in duration. It orders, it is no probability.
    public var confidence: Double

    public init(ratePerMinute: Double, amplitude: Double, confidence: Double) {
        self.ratePerMinute = ratePerMinute
        self.amplitude = amplitude
        self.confidence = confidence
    }
}
