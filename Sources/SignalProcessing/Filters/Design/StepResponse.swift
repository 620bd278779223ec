// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// How a filter follows a sudden step from 0 to 1, measured on the filter itself.
public struct StepResponse: Hashable, Sendable {
    /// By how much the output goes beyond 1, as a fraction of the step; 0 where it never does.
    public let overshoot: Double
    /// After how many seconds the output stays within 2 % of the step for good; nil where it does not within the time
    /// looked at, as for a filter that does not let a constant pass.
    public let settlingSeconds: Double?

    /// - Parameters:
    ///   - sections: at most `BiquadCascade.sectionLimit`, with a gain of 1 for a constant.
    ///   - sampleRateHertz: the rate that the sections were designed for.
    ///   - seconds: how long to look; at least one sample.
    public init(of sections: [BiquadCoefficients], sampleRateHertz: Double, lookingFor seconds: Double) {
        var cascade = BiquadCascade(sections)
        var highest = 1.0
        var settled: Int?
        for sample in 0..<max(1, Int(seconds * sampleRateHertz)) {
            let output = cascade.process(ChannelVector(repeating: 1))[0]
            highest = max(highest, output)
            if abs(output - 1) > 0.02 {
                settled = nil
            } else if settled == nil {
                settled = sample
            }
        }
        overshoot = highest - 1
        settlingSeconds = settled.map { Double($0) / sampleRateHertz }
    }
}
