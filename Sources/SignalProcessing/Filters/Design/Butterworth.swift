// SPDX-License-Identifier: Apache-2.0

/// The commonest design under a short name.
public enum Butterworth {
    /// The sections of a Butterworth low-pass, its arguments and errors those of `FilterDesign`.
    public static func lowPass(
        order: Int, cutoffHertz: Double, sampleRateHertz: Double
    ) throws(FilterDesignError) -> [BiquadCoefficients] {
        try FilterDesign(
            .butterworth, order: order, .lowPass(hertz: cutoffHertz), sampleRateHertz: sampleRateHertz
        ).sections
    }
}
