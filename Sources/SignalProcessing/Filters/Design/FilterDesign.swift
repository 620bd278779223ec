// SPDX-License-Identifier: Apache-2.0

/// A recursive filter as it was designed: what was asked for, and the second-order sections that answer it.
///
///     let filter = try FilterDesign(.bessel(.magnitude), order: 2, .lowPass(hertz: 10), sampleRateHertz: 250)
///     var cascade = BiquadCascade(filter.sections)
///
/// Designed as `scipy.signal.iirfilter(..., output="sos")` does: prototype, band transform with pre-warped edges, bilinear
/// transform, sections in the order of `zpk2sos`. Each step is arranged so that nothing cancels: the coefficients are
/// within 1e-14 of the exact ones, also where SciPy's are not.
public struct FilterDesign: Hashable, Sendable, CustomStringConvertible {
    /// The orders that can be designed. A band-pass or band-stop has twice as many poles.
    public static let orders = 1...8

    /// By rising nearness of the poles to the unit circle, the whole gain in the first numerator.
    public let sections: [BiquadCoefficients]
    /// The rate in hertz that the filter was designed for.
    public let sampleRateHertz: Double
    /// Family, band, order and edges, for people and files.
    public let description: String
    /// The frequency in hertz, inside the pass band, at which `delaySeconds` holds.
    public let referenceHertz: Double

    /// Designs a filter of one of the classic families.
    ///
    /// - Parameters:
    ///   - prototype: the family.
    ///   - order: 1 to 8.
    ///   - band: what passes; every edge at least a millionth of the sampling rate and below half of it, the low one below
    ///     the high one by as much.
    ///   - sampleRateHertz: positive and finite.
    /// - Throws: `FilterDesignError`, where an argument is out of its range.
    public init(
        _ prototype: FilterPrototype, order: Int, _ band: FilterBand, sampleRateHertz: Double
    ) throws(FilterDesignError) {
        guard Self.orders.contains(order) else { throw .order(order, valid: Self.orders) }
        try Self.validate(prototype)
        try Self.validate(band, sampleRateHertz: sampleRateHertz)
        let analog = AnalogFilter(prototype, order: order).moved(to: band, sampleRateHertz: sampleRateHertz)
        sections = SectionPairing.sections(of: analog)
        self.sampleRateHertz = sampleRateHertz
        description = "\(prototype.name) \(band.name), order \(order)"
        referenceHertz = band.referenceHertz(sampleRateHertz: sampleRateHertz)
    }

    init(section: BiquadCoefficients, sampleRateHertz: Double, description: String, referenceHertz: Double) {
        sections = [section]
        self.sampleRateHertz = sampleRateHertz
        self.description = description
        self.referenceHertz = referenceHertz
    }

    /// The group delay in seconds at `referenceHertz`.
    public var delaySeconds: Double { groupDelaySeconds(atHertz: referenceHertz) }

    /// How many seconds the envelope of an oscillation of the given frequency comes out late.
    ///
    /// - Parameter hertz: from 0 to below half the sampling rate.
    /// - Returns: the delay in seconds.
    public func groupDelaySeconds(atHertz hertz: Double) -> Double {
        sections.groupDelaySeconds(atHertz: hertz, sampleRateHertz: sampleRateHertz)
    }

    /// What is left of the amplitude of an oscillation.
    ///
    /// - Parameter hertz: from 0 to half the sampling rate.
    /// - Returns: the gain as a ratio of amplitudes.
    public func gain(atHertz hertz: Double) -> Double {
        sections.gain(atHertz: hertz, sampleRateHertz: sampleRateHertz)
    }

    /// How the filter follows a sudden step. For low-pass and band-stop filters, which let a constant pass.
    ///
    /// - Parameter seconds: how long to look; several times the longest period that the filter knows.
    /// - Returns: the overshoot, and when the output has settled.
    public func stepResponse(lookingFor seconds: Double) -> StepResponse {
        StepResponse(of: sections, sampleRateHertz: sampleRateHertz, lookingFor: seconds)
    }

    private static func validate(_ prototype: FilterPrototype) throws(FilterDesignError) {
        switch prototype {
        case .butterworth, .bessel: break
        case .chebyshevI(let ripple):
            guard ripple > 0, ripple <= 20 else { throw .ripple(decibels: ripple, atMost: 20) }
        case .chebyshevII(let attenuation):
            guard attenuation >= 3, attenuation <= 200 else {
                throw .attenuation(decibels: attenuation, valid: 3...200)
            }
        }
    }

    private static func validate(_ band: FilterBand, sampleRateHertz rate: Double) throws(FilterDesignError) {
        switch band {
        case .lowPass(let hertz), .highPass(let hertz):
            try validate(edge: hertz, sampleRateHertz: rate)
        case .bandPass(let low, let high), .bandStop(let low, let high):
            try validate(edge: low, sampleRateHertz: rate)
            try validate(edge: high, sampleRateHertz: rate)
            guard low < high else { throw .edges(lowHertz: low, highHertz: high) }
            try validate(slowest: high - low, sampleRateHertz: rate)
        }
    }

    static func validate(edge hertz: Double, sampleRateHertz rate: Double) throws(FilterDesignError) {
        guard rate > 0, rate.isFinite else { throw .sampleRate(hertz: rate) }
        guard hertz > 0, hertz < rate / 2 else { throw .cutoff(hertz: hertz, below: rate / 2) }
        try validate(slowest: hertz, sampleRateHertz: rate)
    }

    /// The rounding of one coefficient, 2^-53, changes a section's gain at 0 Hz by 2^-53 · (rate / (π · cut-off))², which is
    /// one part in 100,000 for a millionth of the rate.
    private static func validate(slowest hertz: Double, sampleRateHertz rate: Double) throws(FilterDesignError) {
        guard hertz >= rate * 1e-6 else { throw .tooSlow(hertz: hertz, atLeast: rate * 1e-6) }
    }
}
