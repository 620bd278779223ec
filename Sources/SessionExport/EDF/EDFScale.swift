// SPDX-License-Identifier: Apache-2.0

/// How pressures become the 16-bit numbers of an EDF file.
///
/// The lowest number stands for "no sample", the highest and the one above the lowest for what lies beyond the range.
struct EDFScale: Hashable, Sendable {
    static let least = -32_768
    static let greatest = 32_767
    static let gap = Int16(least)

    /// cmH2O.
    let range: ClosedRange<Double>
    /// cmH2O a step.
    let resolution: Double

    /// The steps in which the range grows: the first resolves 0.0061 cmH2O, a tenth of what perineometers show, and
    /// holds 60 cmH2O and more of the strongest squeezes (10.1371/journal.pone.0187045) with room for coughs; the last
    /// holds more than a probe survives (assumption).
    static let ranges: [ClosedRange<Double>] = [
        -50...350, -100...700, -200...1400, -400...2800, -800...5600, -1600...11_200,
    ]

    /// The finest range that holds the pressures; the widest where none does.
    init(holding pressures: ClosedRange<Double>?) {
        let fitting = Self.ranges.first { range in
            let margin = (range.upperBound - range.lowerBound) / 65_535 * 2
            guard let pressures else { return true }
            return pressures.lowerBound >= range.lowerBound + margin
                && pressures.upperBound <= range.upperBound - margin
        }
        range = fitting ?? Self.ranges[Self.ranges.count - 1]
        resolution = (range.upperBound - range.lowerBound) / Double(Self.greatest - Self.least)
    }

    /// The number for a pressure; one that is no number becomes a gap, one beyond the range the nearest to it.
    func digital(_ pressure: Double) -> Int16 {
        guard pressure.isFinite else { return Self.gap }
        let exact = (pressure - range.lowerBound) / resolution + Double(Self.least)
        return Int16(max(Double(Self.least + 1), min(Double(Self.greatest), exact.rounded())))
    }

    func isBeyond(_ pressure: Double) -> Bool { pressure.isFinite && !range.contains(pressure) }
}
