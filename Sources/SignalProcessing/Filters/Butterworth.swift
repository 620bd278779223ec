// SPDX-License-Identifier: Apache-2.0

/// Butterworth designs: maximally flat in the pass band (Butterworth 1930), by the bilinear transform with the cut-off
/// pre-warped, so that the gain at the cut-off is exactly 1/√2 (-3.01 dB).
public enum Butterworth {
    /// The orders that can be designed: 8 is what four sections hold.
    public static let orders = 1...8

    /// Designs a low-pass filter.
    ///
    /// The sections are in the layout of `scipy.signal.butter(order, cutoff, fs: rate, output: "sos")`: by rising Q,
    /// the real pole of an odd order first, the whole gain in the first numerator, and the filler zero of an odd order
    /// paired as SciPy's `zpk2sos` pairs it ("nearest").
    ///
    /// - Parameters:
    ///   - order: 1 to 8.
    ///   - cutoffHertz: where the gain is 1/√2; above 0 and below half the sampling rate.
    ///   - sampleRateHertz: positive and finite.
    /// - Returns: one section for every two orders, rounded up.
    /// - Throws: `FilterDesignError`, where an argument is out of its range.
    public static func lowPass(
        order: Int, cutoffHertz: Double, sampleRateHertz: Double
    ) throws(FilterDesignError) -> [BiquadCoefficients] {
        guard orders.contains(order) else { throw .order(order, valid: orders) }
        guard sampleRateHertz > 0, sampleRateHertz.isFinite else { throw .sampleRate(hertz: sampleRateHertz) }
        guard cutoffHertz > 0, cutoffHertz < sampleRateHertz / 2 else {
            throw .cutoff(hertz: cutoffHertz, below: sampleRateHertz / 2)
        }
        let warped = tangent(.pi * cutoffHertz / sampleRateHertz)
        var gain = 1.0
        var sections: [BiquadCoefficients] = []
        for pair in 0..<order / 2 {
            // Twice the damping ratio of this pair of poles; pair 0 has the highest Q.
            let damping = 2 * sine(.pi * Double(2 * pair + 1) / Double(2 * order))
            let denominator = 1 + damping * warped + warped * warped
            gain *= warped * warped / denominator
            sections.append(
                BiquadCoefficients(
                    b0: 1, b1: 2, b2: 1,
                    a1: 2 * (warped - 1) * (warped + 1) / denominator,
                    a2: (1 - damping * warped + warped * warped) / denominator
                )
            )
        }
        if !order.isMultiple(of: 2) {
            gain *= warped / (1 + warped)
            sections.append(BiquadCoefficients(b0: 1, b1: 2, b2: 1, a1: (warped - 1) / (1 + warped), a2: 0))
            pairFillerZero(in: &sections)
        }
        sections.reverse()
        sections[0].b0 *= gain
        sections[0].b1 *= gain
        sections[0].b2 *= gain
        return sections
    }

    /// An odd order has one zero at z = -1 too few for its sections: a zero at z = 0 fills up. It goes to the section of
    /// highest Q whose poles lie nearer to 0 than to -1, or else to the real pole. Expects the highest Q first.
    private static func pairFillerZero(in sections: inout [BiquadCoefficients]) {
        let owner = sections.firstIndex { -$0.a1 / 2 > -0.5 } ?? sections.endIndex - 1
        sections[owner].b0 = 1
        sections[owner].b1 = 1
        sections[owner].b2 = 0
    }
}
