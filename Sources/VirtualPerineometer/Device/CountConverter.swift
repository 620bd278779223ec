// SPDX-License-Identifier: Apache-2.0
internal import Perineometry

/// The analogue-to-digital converter of the virtual device, and the calibration that undoes it.
struct CountConverter: Sendable {
    /// Both ends of 24 bits, but for one count: a count at either is clipped.
    static let countLimits: ClosedRange<Int32> = -8_388_607...8_388_607
    /// What the sensors can measure, about, to either side of the atmosphere, cmH2O.
    static let fullScale = 400.0

    private let offset: ChannelVector
    private let countsPerUnit: ChannelVector

    init() {
        var offset = ChannelVector.zero
        var countsPerUnit = ChannelVector.zero
        for channel in 0..<Channel.limit {
            offset[channel] = Self.offset(ofChannel: channel)
            countsPerUnit[channel] = 1 / Self.gain(ofChannel: channel)
        }
        self.offset = offset
        self.countsPerUnit = countsPerUnit
    }

    /// cmH2O per count. No two channels are alike, as in real sensors, so that a host that ignores the calibration page
    /// is visibly wrong.
    static func gain(ofChannel channel: Int) -> Double {
        fullScale / Double(countLimits.upperBound) * (1.04 + 0.015 * Double(channel))
    }

    /// cmH2O at zero counts.
    static func offset(ofChannel channel: Int) -> Double { 3.5 - 1.25 * Double(channel) }

    /// Rounded to the nearest count, and clipped.
    func counts(of pressure: ChannelVector) -> SIMD8<Int32> {
        let ideal = ((pressure - offset) * countsPerUnit).rounded(.toNearestOrEven)
        let limits = Self.countLimits
        return SIMD8<Int32>(
            ideal.clamped(
                lowerBound: ChannelVector(repeating: Double(limits.lowerBound)),
                upperBound: ChannelVector(repeating: Double(limits.upperBound))))
    }
}
