// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// A contraction of which not everything is known yet, with what is needed to know more. Places are step numbers.
struct OpenContraction: Sendable, BitwiseCopyable {
    var record: Contraction
    /// The step that confirmed it.
    let begun: Int
    /// The greatest rises of the two statistics while it rose, and what the quick one had to exceed, cmH2O.
    var quickRise: Double
    var slowRise: Double
    let quickThreshold: Double
    /// How far the rest swung before, cmH2O; 0 where that was not known.
    let restSwing: Double
    /// The pressure before the rise, cmH2O, and the step where the rise began.
    var baseline: Double
    let foot: Int
    /// The first step that the rise may have begun at.
    let earliest: Int
    /// Where a tenth of the rise was done.
    var rise10: Double
    var peakStep: Int
    /// The peak, following a fading hold down.
    var recentPeak: Double
    /// Steps without a break in which it looks let go.
    var stepsBelow = 0
    /// The step by which the release was known.
    var released: Int?
    /// The step at which the fall had become level.
    var levelled: Int?
    var isOnsetRefined = false

    var height: Double { recentPeak - baseline }
    var amplitude: Double { record.peak - baseline }
}
