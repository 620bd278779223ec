// SPDX-License-Identifier: Apache-2.0
public import SignalProcessing

extension FilterChain {
    /// The filter between `pressure` and `filtered`: a low-pass, Bessel, 2nd order, 10 Hz, or 0.4 times the sampling rate
    /// where that is less.
    ///
    /// Voluntary contractions move below 5 Hz, and a display low-pass of 5 to 10 Hz is usual. Bessel, because its step
    /// response hardly overshoots and all that a contraction consists of comes out equally late (22 ms), so that times can
    /// be corrected by one figure; order and cut-off are assumptions.
    ///
    /// - Parameter rateHertz: the sampling rate, above 0.
    /// - Returns: the chain at rest.
    /// - Throws: `FilterDesignError` for a rate that cannot be.
    public static func live(rateHertz: Double) throws(FilterDesignError) -> FilterChain {
        try FilterChain([
            FilterDesign(
                .bessel(.magnitude), order: 2, .lowPass(hertz: min(10, 0.4 * rateHertz)), sampleRateHertz: rateHertz)
        ])
    }
}
