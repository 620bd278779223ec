// SPDX-License-Identifier: Apache-2.0

/// How far the pressure has risen above its least value of the last moments, and how much of that is usual at rest.
///
/// Drift, slow waves, posture and tone that stayed after the last release move the level; they do not move it this fast.
struct RiseStatistic: ~Copyable, Sendable {
    /// The rise at the newest step, cmH2O.
    private(set) var rise = 0.0
    private var minimum: SlidingMinimum
    private var noise: RiseNoise
    private let overNoise: Double
    private let floor: Double
    private let shareOfHeight: Double

    init(_ definition: DetectorDefinition.Rise, stepsPerSecond: Double) {
        minimum = SlidingMinimum(length: Int((definition.seconds * stepsPerSecond).rounded()))
        noise = RiseNoise(definition, stepsPerSecond: stepsPerSecond)
        overNoise = definition.overNoise
        floor = definition.floor
        shareOfHeight = definition.shareOfHeight
    }

    mutating func advance(_ pressure: Double, number: Int) {
        rise = pressure - minimum.insert(pressure, number: number)
    }

    /// The rise that shows a contraction, cmH2O.
    ///
    /// - Parameters:
    ///   - height: how high this person's contractions are; 0 where that is not known.
    ///   - caution: above 1 while little has been seen of the rest.
    /// - Returns: cmH2O.
    func threshold(height: Double, caution: Double) -> Double {
        max(caution * floor, caution * overNoise * noise.level, shareOfHeight * height)
    }

    /// Whether enough was seen of the rest to judge by.
    var isLearned: Bool { noise.isKnown }

    /// Takes the newest rise for one at rest.
    mutating func learn() { noise.learn(rise) }

    /// Takes a rise that was found out to be none of a contraction.
    mutating func learnExcursion(_ rise: Double) { noise.insert(excursion: rise) }

    /// Takes back what has not been learned yet: a contraction has begun.
    mutating func forgetRecent() { noise.forgetRecent() }

    /// What was before says nothing of rises to come.
    mutating func forgetMinimum() { minimum.removeAll() }

    mutating func removeAll() {
        minimum.removeAll()
        noise.forgetRecent()
        rise = 0
    }
}
