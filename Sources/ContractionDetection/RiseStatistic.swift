// SPDX-License-Identifier: Apache-2.0

/// How far the pressure has just risen, more than its trend lets expect.
///
/// Of two rises the lesser: that above the least value of the last moments, which an incomplete release or a drift do not
/// move, and that above the straight line through the moments before, which a breath drawn does not exceed by much.
struct RiseStatistic: ~Copyable, Sendable {
    private var minimum: SlidingMinimum
    private let stepsPerMean: Int
    private let gap: Int
    private let leap: Double
    private var early = 0.0
    private var late = 0.0
    private var steps = 0

    init(stepsPerSecond: Double, definition: DetectorDefinition) {
        func steps(_ seconds: Double) -> Int { max(1, Int((seconds * stepsPerSecond).rounded())) }
        minimum = SlidingMinimum(length: steps(definition.riseSeconds))
        stepsPerMean = steps(definition.trendMeanSeconds)
        gap = steps(definition.trendGapSeconds)
        // From the middle of the later mean to now, in distances between the middles of the two.
        leap = (Double(gap) + Double(stepsPerMean - 1) / 2) / Double(stepsPerMean)
    }

    /// How many steps back the statistic looks.
    var reach: Int { gap + 2 * stepsPerMean }

    mutating func removeAll() {
        minimum.removeAll()
        early = 0
        late = 0
        steps = 0
    }

    /// The rise at the newest step.
    mutating func advance(_ history: borrowing SignalHistory) -> Double {
        let now = history.end - 1
        let pressure = history.pelvic(now)
        let rise = pressure - minimum.insert(pressure, number: now)
        steps += 1
        guard steps > reach else {
            if steps == reach {
                for number in 0..<stepsPerMean {
                    late += history.pelvic(now - gap - number)
                    early += history.pelvic(now - gap - stepsPerMean - number)
                }
            }
            return rise
        }
        let leaving = history.pelvic(now - gap - 2 * stepsPerMean)
        let crossing = history.pelvic(now - gap - stepsPerMean)
        late += history.pelvic(now - gap) - crossing
        early += crossing - leaving
        let climb = (late - early) / Double(stepsPerMean)
        guard climb > 0 else { return rise }
        return max(0, min(rise, pressure - late / Double(stepsPerMean) - climb * leap))
    }
}
