// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// How far two measurements of the same person may lie apart though nothing has changed: the minimum detectable change
/// at 95 % (MDC95), which is 1.96 times the square root of 2 times the typical error of one measurement.
public struct NoiseBand: Hashable, Sendable, Codable {
    /// In the unit of the figure.
    public var change: Double
    /// Where the number comes from, and what speaks against it.
    public var source: String

    public init(change: Double, source: String) {
        self.change = change
        self.source = source
    }

    /// From the typical error of one measurement, such as a practice finds by measuring the same people twice.
    public init(typicalError: Double, source: String) {
        self.init(change: typicalError * 2.0.squareRoot() * 1.96, source: source)
    }

    /// What is published for a figure; nil where nothing was found, so that a change is shown without a verdict.
    ///
    /// The one typical error of a manometer that was found: Peritron, 3.1 cmH2O, squeezes of men by the anal probe
    /// (scielo S0103-51502018000100207). That it holds for women, for this probe and for rest is an assumption.
    public static func published(for metric: Metric) -> NoiseBand? {
        switch metric {
        case .mvc, .mvcBest: NoiseBand(typicalError: 3.1, source: peritron)
        case .restPressure, .preRest, .postRest:
            NoiseBand(typicalError: 3.1, source: peritron + "; measured on squeezes, taken for rest: assumption")
        default: nil
        }
    }

    private static let peritron = """
        typical error 3.1 cmH2O of a Peritron (anal probe, men; scielo S0103-51502018000100207); none was found for \
        women or for this probe
        """
}
