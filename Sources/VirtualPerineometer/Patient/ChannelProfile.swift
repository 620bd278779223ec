// SPDX-License-Identifier: Apache-2.0
internal import Perineometry

/// How strongly each channel of the virtual probe sees each source of pressure.
///
/// Channel 0 is the pelvic-floor sensor at 35 mm, channel 1 the abdominal one, and the others are elements along the
/// probe at 5, 15, 25, 35, 45 and 55 mm.
struct ChannelProfile: Sendable {
    /// Share of the pressure that the pelvic floor makes.
    let muscle: ChannelVector
    /// Share of the abdominal pressure.
    let abdominal: ChannelVector
    /// Pressure of its own, cmH2O.
    let standing: ChannelVector
    /// 1 in the channels that the probe has.
    let present: ChannelVector

    /// Share of the abdominal pressure that a vaginal sensor sees. Rosenbluth found them nearly proportional (r = 0.97 in
    /// coughs); the factor is an assumption.
    static let abdominalToPelvicFloor = 0.9
    /// Share of the pelvic floor's pressure in the abdominal sensor. Assumption.
    static let pelvicFloorToAbdominal = 0.06
    /// Pressure in the abdomen of a woman lying down, cmH2O. Assumption.
    static let abdominalStanding = 7.0

    init(channelCount: Int) {
        precondition((1...Channel.limit).contains(channelCount), "a probe has 1 to \(Channel.limit) channels")
        var muscle = ChannelVector.zero
        var abdominal = ChannelVector.zero
        var standing = ChannelVector.zero
        var present = ChannelVector.zero
        for channel in 0..<channelCount {
            present[channel] = 1
            switch Self.role(ofChannel: channel) {
            case .abdominal:
                muscle[channel] = Self.pelvicFloorToAbdominal
                abdominal[channel] = 1
                standing[channel] = Self.abdominalStanding
            case .pelvicFloor, .arrayElement:
                muscle[channel] = Self.gain(atMillimetres: Self.positionMillimetres(ofChannel: channel) ?? 35)
                abdominal[channel] = Self.abdominalToPelvicFloor
            }
        }
        self.muscle = muscle
        self.abdominal = abdominal
        self.standing = standing
        self.present = present
    }

    static func role(ofChannel channel: Int) -> ChannelRole {
        switch channel {
        case 0: .pelvicFloor
        case 1: .abdominal
        default: .arrayElement
        }
    }

    static func positionMillimetres(ofChannel channel: Int) -> Int? {
        switch channel {
        case 0: 35
        case 1: nil
        default: 5 + 10 * (channel - 2)
        }
    }

    /// Bø 1992 found medians of 5, 9, 15 and 8 cmH2O at four depths in the same women, the most at 35 mm; the depths of
    /// the others on this probe are assumptions.
    static func gain(atMillimetres position: Int) -> Double {
        let known: InlineArray<4, (position: Double, gain: Double)> = [(5, 0.33), (20, 0.6), (35, 1), (55, 0.53)]
        let position = Double(position)
        if position <= known[0].position { return known[0].gain }
        for next in 1..<known.count where position <= known[next].position {
            let (from, to) = (known[next - 1], known[next])
            return from.gain + (to.gain - from.gain) * (position - from.position) / (to.position - from.position)
        }
        return known[known.count - 1].gain
    }
}
