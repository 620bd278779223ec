// SPDX-License-Identifier: Apache-2.0
private import Glibc

/// A weighted sum of what a rise and fall looks like, turned into a share of 0 to 1 by the logistic function.
///
/// Few and named features, so that a person can see what spoke for a verdict and what against it. The weights are fitted
/// by logistic regression on simulated sessions for tuning (`Benchmarks/detection/fit.py`), not on those of the tests.
public struct LogisticRule: Hashable, Sendable {
    public var intercept: Double
    /// Weight of the greatest rise within `quickRise.seconds` as a share of the height.
    public var steepness = 0.0
    /// Of the time above four fifths of the height as a share of that above half of it.
    public var crown = 0.0
    /// Of the natural logarithms of the times from onset to offset, from 10 to 90 %, from 90 to 10 %, and above half of the
    /// height, in seconds.
    public var length = 0.0
    public var rise = 0.0
    public var fall = 0.0
    public var width = 0.0
    /// Of the natural logarithm of the height over that of the person's contractions; 0 where those are not known.
    public var usual = 0.0
    /// Of the natural logarithm of the height over the swing of the rest; 0 where that is not known.
    public var swing = 0.0
    /// Added where the swing of the rest is not known.
    public var swingUnknown = 0.0
    /// Of the natural logarithm of the height in cmH2O.
    public var amplitude = 0.0
    /// Of the abdominal over the pelvic rise, from -0.5 to 1.5.
    public var abdominalRatio = 0.0

    /// 0 to 1: how much speaks for what the rule is about.
    func share(of contraction: OpenContraction, shape: ContractionShape, usualAmplitude: Double) -> Double {
        let height = max(contraction.amplitude, 0.01)
        var sum = intercept
        sum += steepness * min(1, contraction.quickRise / height)
        sum += crown * shape.crown / max(0.02, shape.width)
        sum += length * log(max(0.1, shape.length))
        sum += rise * log(max(0.03, shape.rise))
        sum += fall * log(max(0.03, shape.fall))
        sum += width * log(max(0.05, shape.width))
        if usualAmplitude > 0 { sum += usual * log(height / usualAmplitude) }
        if contraction.restSwing > 0 {
            sum += swing * log(height / max(0.3, contraction.restSwing))
        } else {
            sum += swingUnknown
        }
        sum += amplitude * log(height)
        sum += abdominalRatio * min(1.5, max(-0.5, shape.abdominalRatio))
        return 1 / (1 + exp(-sum))
    }
}
