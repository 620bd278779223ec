// SPDX-License-Identifier: Apache-2.0
public import SignalProcessing

extension FilterChain {
    /// The filter between `pressure` and `filtered`: a low-pass, Butterworth, 10 Hz, 2nd order.
    ///
    /// Voluntary contractions move below 5 Hz, and a display low-pass of 5 to 10 Hz is usual; order and family are an
    /// assumption that trades smoothness for a delay of some 22 ms.
    public static func live(rateHertz: Double) throws(FilterDesignError) -> FilterChain {
        try FilterChain([
            FilterDesign(.butterworth, order: 2, .lowPass(hertz: 10), sampleRateHertz: rateHertz)
        ])
    }
}
