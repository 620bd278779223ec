// SPDX-License-Identifier: Apache-2.0

/// Why a filter could not be designed. The description names the value and the range that is valid.
public enum FilterDesignError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The order is not within `valid`.
    case order(Int, valid: ClosedRange<Int>)
    /// The cut-off is not above 0 and below half the sampling rate; both in hertz.
    case cutoff(hertz: Double, below: Double)
    /// A cut-off or the width of a band is so small a part of the sampling rate that double precision cannot hold the filter.
    case tooSlow(hertz: Double, atLeast: Double)
    /// The low edge of a band is not below the high one; both in hertz.
    case edges(lowHertz: Double, highHertz: Double)
    /// The pass-band ripple is not above 0 and at most the limit; both in decibels.
    case ripple(decibels: Double, atMost: Double)
    /// The stop-band attenuation is not within `valid`; in decibels.
    case attenuation(decibels: Double, valid: ClosedRange<Double>)
    /// The Q of a notch or peak is not above the limit, or not finite.
    case quality(Double, above: Double)
    /// A chain has more second-order sections than a cascade holds.
    case sections(Int, atMost: Int)
    /// Two filters of a chain were designed for different sampling rates, in hertz.
    case rates(hertz: Double, Double)
    /// The rate cannot be lowered so: the input rate is above 100 kHz, or the output rate is not from 1 to below it.
    case decimation(fromHertz: Int, toHertz: Int)
    /// A recording is too short to be filtered forwards and backwards.
    case signalTooShort(samples: Int, longerThan: Int)
    /// The sampling rate in hertz is not a positive, finite number.
    case sampleRate(hertz: Double)

    public var description: String {
        switch self {
        case .order(let order, let valid):
            "filter order \(order) is not supported: choose one from \(valid.lowerBound) to \(valid.upperBound)"
        case .cutoff(let hertz, let limit):
            "cut-off \(hertz) Hz cannot be realised: choose one above 0 and below \(limit) Hz, half the sampling rate"
        case .tooSlow(let hertz, let least):
            "a cut-off or band width of \(hertz) Hz is too small at this sampling rate: choose at least \(least) Hz, "
                + "or lower the rate first"
        case .edges(let low, let high):
            "a band from \(low) to \(high) Hz is none: choose a low edge below the high one"
        case .ripple(let decibels, let limit):
            "a pass-band ripple of \(decibels) dB is not valid: choose one above 0 and at most \(limit) dB"
        case .attenuation(let decibels, let valid):
            "a stop-band attenuation of \(decibels) dB is not valid: "
                + "choose one from \(valid.lowerBound) to \(valid.upperBound) dB"
        case .quality(let quality, let limit):
            "a Q of \(quality) is not valid: choose a finite one above \(limit), "
                + "so that the band fits below half the sampling rate"
        case .sections(let count, let limit):
            "a chain of \(count) second-order sections does not fit: choose lower orders or fewer filters, "
                + "at most \(limit) sections"
        case .rates(let first, let other):
            "filters for \(first) Hz and \(other) Hz cannot form a chain: design all for the same sampling rate"
        case .decimation(let input, let output):
            "a rate of \(input) Hz cannot be lowered to \(output) Hz: choose at most 100000 Hz, "
                + "and lower it to a whole number from 1 to below it"
        case .signalTooShort(let count, let limit):
            "\(count) samples are too few for a filter without delay: choose a stretch of more than \(limit) samples"
        case .sampleRate(let hertz):
            "sampling rate \(hertz) Hz is not valid: it must be a positive, finite number of hertz"
        }
    }
}
