// SPDX-License-Identifier: Apache-2.0

/// The pseudo-random generator SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators",
/// OOPSLA): the same seed gives the same numbers on every machine, which the system's generator does not promise.
struct SplitMix64: Sendable, BitwiseCopyable {
    private var state: UInt64

    static let increment: UInt64 = 0x9E37_79B9_7F4A_7C15

    /// A generator whose numbers have nothing to do with those of the same seed's other streams.
    init(seed: UInt64, stream: UInt64) {
        state = Self.mix(seed &+ Self.increment &* (stream &+ 1))
    }

    static func mix(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func next() -> UInt64 {
        state &+= Self.increment
        return Self.mix(state)
    }

    /// 0 up to, and not including, 1.
    mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// Anywhere in `range` with the same probability.
    mutating func uniform(_ range: ClosedRange<Double>) -> Double {
        range.lowerBound + (range.upperBound - range.lowerBound) * unit()
    }

    mutating func uniform(_ range: ClosedRange<Int>) -> Int {
        min(range.upperBound, range.lowerBound + Int(Double(range.count) * unit()))
    }

    /// Nearly normal with mean 0 and standard deviation 1, within -6 to 6: twelve uniform numbers less their mean. By
    /// arithmetic alone, because logarithms and sines differ from one C library to the next.
    mutating func normal() -> Double {
        var sum = -6.0
        for _ in 0..<12 { sum += unit() }
        return sum
    }

    /// Mean 0 and standard deviation 1, within -3.5 to 3.5, from one number: the sum of its four quarters. For noise, of
    /// which every sample needs some.
    mutating func roughNormal() -> Double { Self.roughNormal(next()) }

    @inline(__always)
    private static func roughNormal(_ bits: UInt64) -> Double {
        let sum = (bits & 0xFFFF) + ((bits >> 16) & 0xFFFF) + ((bits >> 32) & 0xFFFF) + (bits >> 48)
        return (Double(sum) - quarterSumMean) * quarterSumScale
    }

    /// Four numbers of 0 to 65535 have the mean 2 * 65535 and the variance (65536^2 - 1) / 3.
    static let quarterSumMean = 131_070.0
    static let quarterSumScale = 1 / (((65536.0 * 65536.0 - 1) / 3).squareRoot())
}
