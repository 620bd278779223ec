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
    /// Where the release of a contraction began and where nine tenths of it were done.
    ///
    /// What stays after a release is no part of it: the fall ends where it has become level.
    ///
    /// - Parameters:
    ///   - first: the first step that belongs to the contraction.
    ///   - noticed: the step at which the release was noticed: in the fall or after it.
    ///   - levelled: the step at which it had become level, where it had.
    ///   - last: the last step that is known, or the foot of the next rise.
    ///   - stepsPerSecond: of the history.
    /// - Returns: places and pressures.
    func release(
        from first: Int, noticed: Int, levelled: Int?, through last: Int, stepsPerSecond: Double
    ) -> ReleaseDates {
        func steps(_ seconds: Double) -> Int { max(1, Int((seconds * stepsPerSecond).rounded())) }
        let top = top(from: first, noticed: noticed, stepsPerSecond: stepsPerSecond)
        let end = levelled.map { min($0, last) } ?? lowest(from: noticed, through: last)
        // Where the fall slackens.
        let pause = steps(0.2)
        var knee = noticed
        while knee < end,
            knee - noticed < pause / 2 || pelvic(knee - pause) - pelvic(knee) > 0.04 * (top - pelvic(knee))
        {
            knee += 1
        }
        let short = steps(0.1)
        let kneeLevel = mean(max(noticed, knee - short), min(last, knee + short))
        var bottom = mean(max(noticed, end - short), end)
        // A tail falls on ever more slowly: the drop of the last half second tells how far it still has to go, two and a
        // half times as far for a time constant of some 1.5 s.
        if let levelled, levelled <= last {
            let half = steps(0.5)
            let drop = mean(max(noticed, end - half - short), max(noticed, end - half)) - bottom
            bottom -= 2.5 * min(max(drop, 0), 0.02 * (top - bottom))
        }
        // Where the fall was all but done at the knee, what followed was breathing or drift.
        if kneeLevel - bottom < 0.15 * (top - bottom) { bottom = min(kneeLevel, pelvic(knee)) }
        let fall10 = fall(through: bottom + 0.1 * (top - bottom), before: max(knee, end), from: first)
        let fall90 = fall(through: bottom + 0.9 * (top - bottom), before: Int(fall10), from: first)
        return ReleaseDates(top: top, bottom: bottom, fall90: fall90, fall10: fall10)
    }

    /// The pressure from which it fell: back up the fall until it is no longer steep.
    private func top(from first: Int, noticed: Int, stepsPerSecond: Double) -> Double {
        let pace = max(1, Int((0.1 * stepsPerSecond).rounded()))
        let low = pelvic(noticed)
        var begun = noticed
        while begun - pace > max(first, noticed - 80 * pace) {
            let climb = pelvic(begun - pace) - pelvic(begun)
            if pelvic(begun) > low, climb < 0.03 * (pelvic(begun) - low) { break }
            begun -= pace
        }
        return greatest(from: max(first, begun - pace), through: noticed)
    }
}
