// SPDX-License-Identifier: Apache-2.0

extension FilterDesign {
    /// Designs a notch: a second-order filter that stops one frequency and lets all others pass, as mains hum asks for
    /// (Orfanidis 1996, 11.3; `scipy.signal.iirnotch`).
    ///
    /// - Parameters:
    ///   - hertz: what is stopped; above 0 and below half the sampling rate.
    ///   - quality: `hertz` over the width of the stopped band at -3 dB; positive, and large enough that this width is
    ///     below half the sampling rate.
    ///   - sampleRateHertz: positive and finite.
    /// - Returns: one section.
    /// - Throws: `FilterDesignError`, where an argument is out of its range.
    public static func notch(
        hertz: Double, quality: Double, sampleRateHertz: Double
    ) throws(FilterDesignError) -> FilterDesign {
        let (cosine, width) = try resonance(hertz, quality, sampleRateHertz)
        let gain = 1 / (1 + width)
        let section = BiquadCoefficients(
            b0: gain, b1: -2 * gain * cosine, b2: gain, a1: -2 * gain * cosine, a2: (1 - width) / (1 + width))
        return FilterDesign(
            section: section, sampleRateHertz: sampleRateHertz,
            description: "notch \(FilterBand.text(hertz)) Hz, Q \(FilterBand.text(quality))", referenceHertz: 0)
    }

    /// Designs the notch's complement, which lets one frequency pass (`scipy.signal.iirpeak`). Parameters and errors as
    /// for `notch`.
    public static func peak(
        hertz: Double, quality: Double, sampleRateHertz: Double
    ) throws(FilterDesignError) -> FilterDesign {
        let (cosine, width) = try resonance(hertz, quality, sampleRateHertz)
        let gain = width / (1 + width)
        let section = BiquadCoefficients(
            b0: gain, b1: 0, b2: -gain, a1: -2 * cosine / (1 + width), a2: (1 - width) / (1 + width))
        return FilterDesign(
            section: section, sampleRateHertz: sampleRateHertz,
            description: "peak \(FilterBand.text(hertz)) Hz, Q \(FilterBand.text(quality))", referenceHertz: hertz)
    }

    /// The cosine of the centre, and the pre-warped half width.
    private static func resonance(
        _ hertz: Double, _ quality: Double, _ rate: Double
    ) throws(FilterDesignError) -> (cosine: Double, width: Double) {
        try validate(edge: hertz, sampleRateHertz: rate)
        let leastQuality = hertz / (rate / 2)
        guard quality > leastQuality, quality.isFinite else { throw .quality(quality, above: leastQuality) }
        return (cosine(2 * .pi * hertz / rate), tangent(.pi * hertz / quality / rate))
    }
}
