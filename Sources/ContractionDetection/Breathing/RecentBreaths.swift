// SPDX-License-Identifier: Apache-2.0

/// The last breaths, and how much they are alike.
struct RecentBreaths: Sendable {
    static let capacity = 10
    /// Fewer say nothing of their regularity (assumption).
    static let needed = 5

    private var breaths = InlineArray<10, Breath>(repeating: Breath(end: 0, duration: 0, height: 0))
    private var next = 0

    mutating func insert(_ breath: Breath) {
        breaths[next % Self.capacity] = breath
        next += 1
    }

    /// What the breaths that ended at or after a step have in common.
    struct Summary: Sendable {
        /// Medians, in steps and cmH2O.
        var duration: Double
        var height: Double
        /// Mean distance of the durations from their median, as a share of it.
        var irregularity: Double
    }

    /// Nil while there are too few.
    func summary(since step: Int) -> Summary? {
        var durations = InlineArray<10, Double>(repeating: 0)
        var heights = InlineArray<10, Double>(repeating: 0)
        var count = 0
        for place in 0..<min(next, Self.capacity) where breaths[place].end >= step {
            Self.insert(breaths[place].duration, into: &durations, count: count)
            Self.insert(breaths[place].height, into: &heights, count: count)
            count += 1
        }
        guard count >= Self.needed else { return nil }
        let duration = Self.median(durations, count: count)
        guard duration > 0 else { return nil }
        var distance = 0.0
        for place in 0..<count { distance += abs(durations[place] - duration) }
        return Summary(
            duration: duration, height: Self.median(heights, count: count),
            irregularity: distance / (Double(count) * duration))
    }

    private static func insert(_ value: Double, into sorted: inout InlineArray<10, Double>, count: Int) {
        var place = count
        while place > 0, sorted[place - 1] > value {
            sorted[place] = sorted[place - 1]
            place -= 1
        }
        sorted[place] = value
    }

    private static func median(_ sorted: InlineArray<10, Double>, count: Int) -> Double {
        count.isMultiple(of: 2) ? (sorted[count / 2 - 1] + sorted[count / 2]) / 2 : sorted[count / 2]
    }
}
