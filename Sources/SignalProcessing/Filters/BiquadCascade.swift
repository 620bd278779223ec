// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// A chain of up to ten second-order sections over all channels at once, in direct form II transposed.
///
/// Multiplications and additions are kept apart (no fused multiply-add) and in the order of `scipy.signal.sosfilt`, so
/// that, given the same coefficients, every sample is bit-identical to SciPy's. A value type without references:
/// `process` allocates nothing.
public struct BiquadCascade: Sendable, BitwiseCopyable {
    /// The most sections a cascade holds: the 8 of a band-pass of order 8, and two notches.
    public static let sectionLimit = 10

    struct Section: Sendable, BitwiseCopyable {
        var coefficients: BiquadCoefficients
        var state1 = ChannelVector()
        var state2 = ChannelVector()
    }

    var sections: InlineArray<10, Section>
    /// How many of the sections are in use, 0 to `sectionLimit`.
    public let sectionCount: Int

    /// Makes a cascade at rest: all its state is zero.
    ///
    /// - Parameter sections: at most `sectionLimit`; more is a programming error. None passes the input unchanged.
    public init(_ sections: [BiquadCoefficients]) {
        precondition(
            sections.count <= Self.sectionLimit,
            "a cascade of \(sections.count) sections does not fit: it holds \(Self.sectionLimit)"
        )
        self.sections = InlineArray(repeating: Section(coefficients: .identity))
        sectionCount = sections.count
        for (position, coefficients) in sections.enumerated() { self.sections[position].coefficients = coefficients }
    }

    /// Filters one sample of every channel.
    public mutating func process(_ sample: ChannelVector) -> ChannelVector {
        var value = sample
        for position in 0..<sectionCount {
            let c = sections[position].coefficients
            let output = c.b0 * value + sections[position].state1
            sections[position].state1 = (c.b1 * value - c.a1 * output) + sections[position].state2
            sections[position].state2 = c.b2 * value - c.a2 * output
            value = output
        }
        return value
    }

    /// Sets the state in which the cascade would be after an endless input of `level`, so that a stream which starts
    /// there starts without a transient. This is `sosfilt_zi` times the level.
    public mutating func settle(at level: ChannelVector) {
        var input = level
        for position in 0..<sectionCount {
            let c = sections[position].coefficients
            let output = c.gainAtZeroFrequency * input
            sections[position].state2 = c.b2 * input - c.a2 * output
            sections[position].state1 = (c.b1 * input - c.a1 * output) + sections[position].state2
            input = output
        }
    }

    /// How many seconds an oscillation of the given frequency comes out late.
    ///
    /// - Parameters:
    ///   - hertz: from 0 to below half the sampling rate.
    ///   - sampleRateHertz: the rate that the sections were designed for.
    /// - Returns: the delay in seconds.
    public func groupDelaySeconds(atHertz hertz: Double, sampleRateHertz: Double) -> Double {
        (0..<sectionCount).map { sections[$0].coefficients }
            .groupDelaySeconds(atHertz: hertz, sampleRateHertz: sampleRateHertz)
    }
}
