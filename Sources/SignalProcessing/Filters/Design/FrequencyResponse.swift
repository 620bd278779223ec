// SPDX-License-Identifier: Apache-2.0

extension [BiquadCoefficients] {
    /// What is left of an oscillation's amplitude after the sections: |H|.
    ///
    /// - Parameters:
    ///   - hertz: from 0 to half the sampling rate.
    ///   - sampleRateHertz: the rate that the sections were designed for.
    /// - Returns: the gain as a ratio of amplitudes.
    public func gain(atHertz hertz: Double, sampleRateHertz: Double) -> Double {
        reduce(1) { $0 * $1.gain(atRadiansPerSample: 2 * .pi * hertz / sampleRateHertz) }
    }

    /// How many seconds the envelope of an oscillation of the given frequency comes out of the sections late: the sum of
    /// their group delays. For a slow variation, which low-pass chains are for, the value at 0 Hz is what counts.
    ///
    /// - Parameters:
    ///   - hertz: from 0 to below half the sampling rate.
    ///   - sampleRateHertz: the rate that the sections were designed for.
    /// - Returns: the delay in seconds.
    public func groupDelaySeconds(atHertz hertz: Double, sampleRateHertz: Double) -> Double {
        reduce(0) { $0 + $1.groupDelaySamples(atRadiansPerSample: 2 * .pi * hertz / sampleRateHertz) }
            / sampleRateHertz
    }
}
