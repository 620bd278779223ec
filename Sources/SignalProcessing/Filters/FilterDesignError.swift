// SPDX-License-Identifier: Apache-2.0

/// Why a filter could not be designed. The description names the value and the range that is valid.
public enum FilterDesignError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The order is not within `valid`.
    case order(Int, valid: ClosedRange<Int>)
    /// The cut-off is not above 0 and below half the sampling rate; both in hertz.
    case cutoff(hertz: Double, below: Double)
    /// The sampling rate in hertz is not a positive, finite number.
    case sampleRate(hertz: Double)

    public var description: String {
        switch self {
        case .order(let order, let valid):
            "filter order \(order) is not supported: choose one from \(valid.lowerBound) to \(valid.upperBound)"
        case .cutoff(let hertz, let limit):
            "cut-off \(hertz) Hz cannot be realised: choose one above 0 and below \(limit) Hz, half the sampling rate"
        case .sampleRate(let hertz):
            "sampling rate \(hertz) Hz is not valid: it must be a positive, finite number of hertz"
        }
    }
}
