// SPDX-License-Identifier: Apache-2.0

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
