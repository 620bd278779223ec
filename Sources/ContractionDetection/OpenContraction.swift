// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// A contraction of which not everything is known yet, with what is needed to know more.
struct OpenContraction: Sendable, BitwiseCopyable {
    var record: Contraction
    /// The step that confirmed it.
    var begun: Int
    /// The threshold that its rise exceeded, cmH2O.
    var threshold: Double
    /// The greatest value of the rise statistic.
    var greatestRise: Double
    /// Pressures before the rise.
    var baseline: Double
    var abdominalBaseline: Double
    /// Where the rise had done a tenth and nine tenths of its way, in steps.
    var rise10: Double
    var rise90: Double?
    var peakStep: Int
    /// The peak, following a fading hold down.
    var recentPeak: Double
    /// Steps without a break below the share at which it counts as let go.
    var stepsBelow = 0
    /// The step by which the release was known.
    var released: Int?
    var isOnsetRefined = false
    /// Regression of the abdominal on the pelvic rise.
    var sumOfProducts = 0.0
    var sumOfSquares = 0.0

    var height: Double { recentPeak - baseline }
    var amplitude: Double { record.peak - baseline }

    /// Abdominal over pelvic rise; 0 where nothing rose.
    var abdominalRatio: Double { sumOfSquares > 0 ? sumOfProducts / sumOfSquares : 0 }
}
