// SPDX-License-Identifier: Apache-2.0

extension SignalHistory {
    /// Where a tenth of a rise was done, and the pressure before it.
    ///
    /// - Parameters:
    ///   - peak: the greatest pressure reached, cmH2O.
    ///   - foot: the least pressure before the rise, cmH2O.
    ///   - begun: a step in the rise or after it.
    ///   - earliest: the first step to look at.
    ///   - stepsPerSecond: of the history.
    /// - Returns: the pressure in cmH2O, and the place.
    func onset(
        peak: Double, foot: Double, begun: Int, earliest: Int, stepsPerSecond: Double
    ) -> (baseline: Double, place: Double) {
        let first = max(earliest, start)
        func crossing(_ share: Double, above baseline: Double) -> Double {
            let late = firstReach(of: baseline + 0.7 * (peak - baseline), from: first, through: end - 1)
            return rise(
                through: baseline + share * (peak - baseline), before: late.map { Int($0) + 1 } ?? begun, from: first)
        }
        func level(before place: Double) -> Double? {
            let last = Int(place - 0.05 * stepsPerSecond)
            let early = last - max(1, Int(0.25 * stepsPerSecond))
            return early > first ? mean(early, last) : nil
        }
        var baseline = foot
        var place = crossing(0.1, above: baseline)
        // The least value lies below the level by noise and breathing; where the signal was level before the rise, its
        // mean does not.
        if let level = level(before: place), abs(level - baseline) < 0.08 * (peak - baseline) {
            baseline = level
            place = crossing(0.1, above: baseline)
        }
        // No rise begins much slower than it goes on: what does was unsteadiness before it. Of a raised cosine the way
        // from 10 to 30 % takes 0.63 times as long as that from 30 to 70 %.
        let early = crossing(0.3, above: baseline)
        let late = firstReach(of: baseline + 0.7 * (peak - baseline), from: Int(early), through: end - 1) ?? early
        let pace = late - early
        if early - place > 1.3 * pace + 0.05 * stepsPerSecond {
            place = early - 0.6 * pace
            if let level = level(before: place), level < baseline + 0.3 * (peak - baseline), level > baseline {
                baseline = level
                place = max(place, crossing(0.1, above: baseline))
            }
        }
        return (baseline, place)
    }
}
