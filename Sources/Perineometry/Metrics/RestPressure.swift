// SPDX-License-Identifier: Apache-2.0

/// A resting pressure, or why there is none. It is never guessed.
public enum RestPressure: Hashable, Sendable {
    /// cmH2O over the atmosphere.
    case measured(Double)
    case refused(Refusal)

    /// Why a resting pressure is not stated. The raw value is the reason's name on the wire.
    public enum Refusal: String, Sendable, Codable, CaseIterable {
        /// Zeroed in place: rest is 0 by definition.
        case zeroedInPlace
        /// Never zeroed: nobody knows where the atmosphere is.
        case neverZeroed
        /// Zeroed anew within the session: the values before and after do not belong together.
        case zeroChanged
        /// Less accepted rest than `RestFigures.leastSeconds`.
        case tooLittleRest

        /// For people: what is the matter and what helps.
        public var explanation: String {
            switch self {
            case .zeroedInPlace: "zeroed in place, where rest is 0 by definition: zero in air before insertion"
            case .neverZeroed: "never zeroed: zero in air before insertion"
            case .zeroChanged: "zeroed anew within the session: zero once, before insertion"
            case .tooLittleRest: "less than \(RestFigures.leastSeconds) s of rest: begin with a quiet minute"
            }
        }
    }

    /// cmH2O over the atmosphere; nil where refused.
    public var cmH2O: Double? {
        if case .measured(let value) = self { value } else { nil }
    }
}

/// What is known of a stretch of rest: made of the means of whole seconds in which nothing else was going on.
public struct RestFigures: Hashable, Sendable {
    /// How many seconds of accepted rest there are.
    public var seconds: Int
    /// `rest_pressure`, `pre_rest` or `post_rest`: the median.
    public var pressure: RestPressure
    /// `rest_sd`: the standard deviation (n − 1) in cmH2O.
    public var standardDeviation: Double?
    /// `rest_cv`: the deviation over the mean; needs a valid zero, as the pressure does.
    public var coefficientOfVariation: Double?

    public init(
        seconds: Int, pressure: RestPressure, standardDeviation: Double? = nil, coefficientOfVariation: Double? = nil
    ) {
        self.seconds = seconds
        self.pressure = pressure
        self.standardDeviation = standardDeviation
        self.coefficientOfVariation = coefficientOfVariation
    }

    /// Fewer seconds of rest tell nothing: a quiet breath takes this long (assumption).
    public static let leastSeconds = 5
}
