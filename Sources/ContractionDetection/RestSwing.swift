// SPDX-License-Identifier: Apache-2.0

/// How far the resting pressure swings, by breathing above all: what a contraction must stand out of.
///
/// The range of the last blocks of rest, but for the outermost ones: a knock or a swallow does not widen it.
struct RestSwing: ~Copyable, Sendable {
    private let stepsPerBlock: Int
    private let rank: Int
    private let growth = 1.6
    private let least = 2.0
    private var highs: SortedWindow
    private var lows: SortedWindow
    private var high = -Double.infinity
    private var low = Double.infinity
    private var steps = 0

    init(stepsPerSecond: Double, definition: DetectorDefinition) {
        stepsPerBlock = max(1, Int((definition.swingBlockSeconds * stepsPerSecond).rounded()))
        rank = definition.swingRank
        highs = SortedWindow(length: definition.swingBlocks)
        lows = SortedWindow(length: definition.swingBlocks)
    }

    /// Seconds of rest that it rests on, in blocks.
    var count: Int { highs.count }

    /// cmH2O; 0 before anything is known.
    var range: Double {
        let rank = min(rank, (count + 3) / 4)
        return count == 0 ? 0 : max(0, highs.greatest(rank: rank) - lows.least(rank: rank))
    }

    mutating func learn(_ pressure: Double) {
        high = max(high, pressure)
        low = min(low, pressure)
        steps += 1
        if steps == stepsPerBlock { endBlock() }
    }

    /// Takes a rise that turned out to be none of a contraction: it counts as much as it lasted.
    mutating func learn(excursion: ClosedRange<Double>, steps length: Int) {
        // A contraction that was not recognised must not hide the next one.
        let low = excursion.lowerBound
        let high = min(excursion.upperBound, low + growth * max(range, least))
        for _ in 0..<min(highs.length, max(rank, length / stepsPerBlock / 2)) {
            highs.insert(high)
            lows.insert(low)
        }
    }

    /// Takes back the block that is not full: a contraction has begun.
    mutating func forgetRecent() {
        high = -.infinity
        low = .infinity
        steps = 0
    }

    mutating func removeAll() {
        highs.removeAll()
        lows.removeAll()
        forgetRecent()
    }

    private mutating func endBlock() {
        highs.insert(high)
        lows.insert(low)
        forgetRecent()
    }
}
