// SPDX-License-Identifier: Apache-2.0

/// How whole numbers stand for the pressures of a channel: pressure = count * gain + offset.
public struct CountScale: Hashable, Sendable {
    /// cmH2O a step; finite and not 0, negative where the file counts downwards.
    public let gain: Double
    /// cmH2O at the count 0; finite.
    public let offset: Double
    /// Counts at or beyond which the recording stands at its limit.
    public let limits: ClosedRange<Int32>

    /// What 24 bits can say: no probe and no BDF file has more.
    public static let counts: ClosedRange<Int32> = -0x80_0000...0x7F_FFFF
    /// The finest decimal step that is tried for a text (assumption: no file is more exact).
    private static let finestDecimals = 6

    /// Nil where no pressure can be told by it.
    public init?(gain: Double, offset: Double, limits: ClosedRange<Int32>) {
        guard gain.isFinite, gain != 0, offset.isFinite, Self.counts.contains(limits.lowerBound),
            Self.counts.contains(limits.upperBound), limits.lowerBound < limits.upperBound
        else { return nil }
        self.gain = gain
        self.offset = offset
        self.limits = limits
    }

    /// The finest decimal step of a unit in which pressures up to `largest` (cmH2O, without a sign) fit 24 bits: what the
    /// file writes with no more decimals is kept to the digit.
    static func decimal(largest: Double, unit: RecordedUnit) -> CountScale? {
        var step = unit.cmH2O
        for _ in 0..<finestDecimals where largest / (step / 10) < Double(counts.upperBound - 1) { step /= 10 }
        return CountScale(gain: step, offset: 0, limits: counts)
    }

    /// The count next to a pressure in cmH2O; nil where it is no number, or beyond what counts can say.
    public func count(of pressure: Double) -> Int32? {
        let exact = ((pressure - offset) / gain).rounded()
        guard let count = Int32(exactly: exact), Self.counts.contains(count) else { return nil }
        return count
    }

    /// Whether counts of this scale fit 16 bits.
    var isSixteenBit: Bool { limits.lowerBound >= -0x8000 && limits.upperBound <= 0x7FFF }
}
