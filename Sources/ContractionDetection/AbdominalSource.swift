// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// Where the abdominal pressure is taken from.
struct AbdominalSource: Sendable {
    private enum Source: Sendable {
        case none
        case channel(Int)
        /// Channels of sensors along the probe.
        case array(SIMDMask<SIMD8<Int64>>, count: Int)
    }

    private let source: Source
    private var levels: ChannelVector = .zero
    private var isPrimed = false
    private let learning: Double

    init(_ channels: DetectionChannels, stepsPerSecond: Double) {
        if let abdominal = channels.abdominal {
            source = .channel(abdominal)
        } else if channels.arrayElements.count >= 3 {
            var mask = SIMDMask<SIMD8<Int64>>(repeating: false)
            for element in channels.arrayElements { mask[element] = true }
            source = .array(mask, count: channels.arrayElements.count)
        } else {
            source = .none
        }
        // A time constant of three seconds: as quick as posture, slower than a squeeze (assumption).
        learning = 1 / (3 * stepsPerSecond)
    }

    var exists: Bool {
        if case .none = source { false } else { true }
    }

    /// The abdominal pressure in a sample; 0 where there is none.
    mutating func pressure(in filtered: ChannelVector, isResting: Bool) -> Double {
        switch source {
        case .none: return 0
        case .channel(let channel): return filtered[channel]
        case .array(let mask, let count):
            if !isPrimed {
                levels = filtered
                isPrimed = true
            }
            if isResting { levels += (filtered - levels) * learning }
            // A muscle presses on some sensors, the abdomen on all: what all but a quarter of them rise by is abdominal.
            let rises = (filtered - levels).replacing(with: .infinity, where: .!mask)
            var rise = -Double.infinity
            for _ in 0...count / 4 {
                let higher = rises.replacing(with: .infinity, where: rises .<= rise)
                rise = higher.min()
            }
            return rise
        }
    }
}
