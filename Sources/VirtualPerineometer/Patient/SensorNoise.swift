// SPDX-License-Identifier: Apache-2.0
internal import Perineometry

/// White noise of up to eight sensors: a SplitMix64 for each channel, side by side in one vector.
struct SensorNoise: Sendable {
    private var state: SIMD8<UInt64>
    private let scale: ChannelVector

    /// - Parameters:
    ///   - rms: cmH2O.
    ///   - present: 1 in the channels that have noise, 0 in the others.
    ///   - seed: that of the patient.
    init(rms: Double, present: ChannelVector, seed: UInt64) {
        var state = SIMD8<UInt64>.zero
        for channel in 0..<state.scalarCount {
            var start = SplitMix64(seed: seed, stream: 16 + UInt64(channel))
            state[channel] = start.next()
        }
        self.state = state
        scale = present * (rms * SplitMix64.quarterSumScale)
    }

    /// One value per channel, cmH2O.
    mutating func next() -> ChannelVector {
        state &+= SIMD8(repeating: SplitMix64.increment)
        var bits = state
        bits = (bits ^ (bits &>> 30)) &* SIMD8(repeating: 0xBF58_476D_1CE4_E5B9)
        bits = (bits ^ (bits &>> 27)) &* SIMD8(repeating: 0x94D0_49BB_1331_11EB)
        bits ^= bits &>> 31
        let quarter = SIMD8<UInt64>(repeating: 0xFFFF)
        let sum = (bits & quarter) &+ ((bits &>> 16) & quarter) &+ ((bits &>> 32) & quarter) &+ (bits &>> 48)
        // A sum fits 32 bits, and those convert in one instruction.
        let values = ChannelVector(SIMD8<Int32>(truncatingIfNeeded: sum))
        return (values - SplitMix64.quarterSumMean) * scale
    }
}
