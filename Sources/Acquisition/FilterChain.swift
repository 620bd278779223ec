// SPDX-License-Identifier: Apache-2.0
public import SignalProcessing

/// The filter between `pressure` and `filtered`.
public struct FilterChain: Sendable {
    public let cascade: BiquadCascade
    /// For people and files.
    public let name: String
    /// Group delay well below the cut-off.
    public let delaySeconds: Double

    /// The live low-pass: Butterworth, 10 Hz, 2nd order.
    ///
    /// Voluntary contractions move below 5 Hz, and a display low-pass of 5 to 10 Hz is usual; order and family are an
    /// assumption that trades smoothness for a delay of some 22 ms.
    public static func live(rateHertz: Int) throws(FilterDesignError) -> FilterChain {
        let order = 2
        let cutoffHertz = 10.0
        let cascade = BiquadCascade(
            try Butterworth.lowPass(order: order, cutoffHertz: cutoffHertz, sampleRateHertz: Double(rateHertz)))
        return FilterChain(
            cascade: cascade, name: "Butterworth low-pass, order \(order), 10 Hz",
            delaySeconds: cascade.groupDelaySeconds(atHertz: 1, sampleRateHertz: Double(rateHertz)))
    }
}
