// SPDX-License-Identifier: Apache-2.0

/// How a figure is spread over people: normally, and clamped to what is plausible.
public struct Spread: Hashable, Sendable {
    public var mean: Double
    public var standardDeviation: Double
    public var limits: ClosedRange<Double>

    public init(mean: Double, standardDeviation: Double, limits: ClosedRange<Double>) {
        self.mean = mean
        self.standardDeviation = standardDeviation
        self.limits = limits
    }

    func draw(from generator: inout SplitMix64) -> Double {
        min(limits.upperBound, max(limits.lowerBound, mean + standardDeviation * generator.normal()))
    }
}
