// SPDX-License-Identifier: Apache-2.0

/// How much the pressure rises by itself while the muscle rests: breathing, heart, tremor, noise.
///
/// An order statistic over recent blocks, as in radar detectors with a constant false-alarm rate (OS-CFAR: Rohling
/// 1983): single outliers, a contraction that was missed among them, do not move it. Blocks count late, so that the foot of
/// a contraction can still be taken back.
struct RiseNoise: ~Copyable, Sendable {
    private let stepsPerBlock: Int
    private let rank: Int
    private let growth: Double
    private let floor: Double
    private var greatest = 0.0
    private var steps = 0
    private var waiting: Double?
    private var blocks: SortedWindow

    init(_ definition: DetectorDefinition.Rise, stepsPerSecond: Double) {
        stepsPerBlock = max(1, Int((definition.blockSeconds * stepsPerSecond).rounded()))
        rank = definition.rank
        growth = definition.growth
        floor = definition.floor / definition.overNoise
        blocks = SortedWindow(length: definition.blocks)
    }

    var isKnown: Bool { blocks.count >= blocks.length / 2 }

    /// cmH2O; 0 before anything is known.
    var level: Double { blocks.greatest(rank: rank) }

    mutating func learn(_ rise: Double) {
        greatest = max(greatest, rise)
        steps += 1
        guard steps == stepsPerBlock else { return }
        if let waiting { insert(waiting) }
        waiting = greatest
        greatest = 0
        steps = 0
    }

    /// Counts as much as it must for the order statistic to see it.
    mutating func insert(excursion rise: Double) { for _ in 0..<rank { insert(rise) } }

    private mutating func insert(_ rise: Double) {
        // What is missed must not hide what follows: one block moves the level by no more than this.
        blocks.insert(isKnown ? min(rise, growth * max(level, floor)) : rise)
    }

    mutating func forgetRecent() {
        greatest = 0
        steps = 0
        waiting = nil
    }
}
