// SPDX-License-Identifier: Apache-2.0
import ContractionDetection

/// Breathing over a whole recording: the mean of what was seen once a second, of those seconds in which it showed.
public struct BreathingSummary: Hashable, Sendable {
    /// Breaths a minute.
    public var ratePerMinute: Double
    /// Peak to trough, in the recording's unit, in the channel that was looked at: the abdominal one if there is one.
    public var amplitude: Double
    /// In how many seconds it showed.
    public var seconds: Int
}

/// Sums it up.
struct BreathingTally: Sendable {
    private var rate = 0.0
    private var amplitude = 0.0
    private var seconds = 0

    mutating func take(_ estimate: BreathingEstimate) {
        rate += estimate.ratePerMinute
        amplitude += estimate.amplitude
        seconds += 1
    }

    /// Nil where it never showed.
    var summary: BreathingSummary? {
        guard seconds > 0 else { return nil }
        return BreathingSummary(
            ratePerMinute: rate / Double(seconds), amplitude: amplitude / Double(seconds), seconds: seconds)
    }
}
