// SPDX-License-Identifier: Apache-2.0

/// The fall of a contraction. Places are step numbers.
struct ReleaseDates: Sendable {
    /// The level from which it fell and the level at which the fall ended, cmH2O.
    var top: Double
    var bottom: Double
    var fall90: Double
    var fall10: Double
}

extension SignalHistory {
    /// Where a tenth of a rise was done, and the pressure before it.
    ///
    /// - Parameters:
    ///   - peak: the greatest pressure reached, cmH2O.
    ///   - foot: the least pressure before the rise, cmH2O.
    ///   - begun: a step in the rise or after it.
    ///   - earliest: the first step to look at.
    func onset(
        peak: Double, baseline foot: Double, begun: Int, earliest: Int, stepsPerSecond: Double
    ) -> (baseline: Double, place: Double) {
        let first = max(earliest, start)
        func crossing(_ share: Double, above baseline: Double) -> Double {
            rise(through: baseline + share * (peak - baseline), before: begun, from: first)
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
        let early = min(crossing(0.3, above: baseline), Double(begun))
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

    /// Where the release of a contraction began and where nine tenths of it were done.
    ///
    /// What stays after a release is no part of it: the fall ends where it has become level.
    ///
    /// - Parameters:
    ///   - first: the first step that belongs to the contraction.
    ///   - noticed: the step at which the release was noticed: in the fall or after it.
    ///   - last: the step at which it had become level; else the last that is known, or the foot of the next rise.
    func release(from first: Int, noticed: Int, through last: Int, isLevel: Bool, stepsPerSecond: Double) -> ReleaseDates {
        func steps(_ seconds: Double) -> Int { max(1, Int((seconds * stepsPerSecond).rounded())) }
        // Back up the fall until it is no longer steep.
        let pace = steps(0.1)
        var begun = noticed
        let low = pelvic(noticed)
        while begun - pace > max(first, noticed - steps(8)) {
            let climb = pelvic(begun - pace) - pelvic(begun)
            if pelvic(begun) > low, climb < 0.03 * (pelvic(begun) - low) { break }
            begun -= pace
        }
        let top = greatest(from: max(first, begun - steps(0.1)), through: noticed)
        // Down the fall until it is level. A tail falls on ever more slowly: the drop of the last half second tells how
        // far it still has to go, two and a half times as far for a time constant of some 1.5 s.
        let end = isLevel ? last : lowest(from: noticed, through: last)
        let short = steps(0.1)
        let half = steps(0.5)
        let late = mean(max(noticed, end - short), end)
        let early = isLevel ? mean(max(noticed, end - half - short), max(noticed, end - half)) : late
        var bottom = min(late, late - 2.5 * min(early - late, 0.02 * (top - late)))
        // Where the fall was all but done when it slackened, what followed was breathing or drift.
        var knee = noticed
        let pause = steps(0.2)
        while knee < end, knee - noticed < pause / 2 || pelvic(knee - pause) - pelvic(knee) > 0.04 * (top - pelvic(knee)) {
            knee += 1
        }
        if knee < end, pelvic(knee) - bottom < 0.15 * (top - bottom) { bottom = mean(knee - short, min(last, knee + short)) }
        let fall10 = fall(through: bottom + 0.1 * (top - bottom), before: end, from: first)
        let fall90 = fall(through: bottom + 0.9 * (top - bottom), before: Int(fall10), from: first)
        return ReleaseDates(top: top, bottom: bottom, fall90: fall90, fall10: fall10)
    }
}
