// SPDX-License-Identifier: Apache-2.0
private import Glibc

/// A weighted sum of what a rise and fall looked like, turned into a share of 0 to 1 by the logistic function.
///
/// Few and named features, so that a person can see what spoke for a verdict and what against it. The weights are fitted
/// by logistic regression on simulated sessions for tuning (`Benchmarks/detection/fit.py`), never on those that the
/// published figures come from.
public struct LogisticRule: Hashable, Sendable {
    public var intercept: Double
    /// Weight of the quick rise as a share of the height.
    public var steepness = 0.0
    /// Of the time above four fifths of the height as a share of that above half of it.
    public var crown = 0.0
    /// Of the natural logarithms of times in seconds.
    public var length = 0.0
    public var rise = 0.0
    public var fall = 0.0
    public var width = 0.0
    /// Of the natural logarithm of the height over the usual one; 0 where that is not known.
    public var usual = 0.0
    /// Of the natural logarithm of the height over the swing of the rest; 0 where that is not known.
    public var swing = 0.0
    /// Of the natural logarithm of the height in cmH2O.
    public var height = 0.0
    /// Of the company: 1 after what was a flick for certain, -1 after a cough.
    public var company = 0.0
    /// Of the abdominal over the pelvic rise, from -0.5 to 1.5.
    public var abdominalRatio = 0.0

    /// 0 to 1: how much speaks for what the rule is about.
    func share(of evidence: ContractionEvidence) -> Double {
        let pressure = max(evidence.height, 0.01)
        var sum = intercept
        sum += steepness * min(1, evidence.quickRise / pressure)
        sum += crown * evidence.crown / max(0.02, evidence.width)
        sum += length * log(max(0.1, evidence.length))
        sum += rise * log(max(0.03, evidence.rise))
        sum += fall * log(max(0.03, evidence.fall))
        sum += width * log(max(0.05, evidence.width))
        if evidence.usualHeight > 0 { sum += usual * log(pressure / evidence.usualHeight) }
        if evidence.restSwing > 0 { sum += swing * log(pressure / max(0.3, evidence.restSwing)) }
        sum += height * log(pressure)
        sum += company * evidence.company
        sum += abdominalRatio * min(1.5, max(-0.5, evidence.abdominalRatio))
        return 1 / (1 + exp(-sum))
    }
}
