// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// A chain of up to ten second-order sections over all channels at once, in direct form II transposed.
///
/// Multiplications and additions are kept apart (no fused multiply-add) and in the order of `scipy.signal.sosfilt`, so
/// that, given the same coefficients, every sample is bit-identical to SciPy's. A value type without references:
/// `process` allocates nothing. However a stream is cut into blocks, the output is the same to the bit.
///
/// **Subnormal numbers.** After a signal that becomes exactly 0, a state decays for ever, and some processors compute a
/// hundred times more slowly once it is subnormal. Every `flushInterval` samples, counted from the start and not by blocks,
/// states below `flushThreshold` become 0. That is 230 orders of magnitude below what a converter of 32 bits resolves: no
/// sample of a living signal changes.
public struct BiquadCascade: Sendable, BitwiseCopyable {
    /// The most sections a cascade holds: the 8 of a band-pass of order 8, and two notches.
    public static let sectionLimit = 10

    /// How often states are looked at, in samples.
    static let flushInterval = 256
    /// Far enough above the subnormal numbers that a pole of radius 0.55 or more does not get from here to there within
    /// one interval; faster poles pass through them within some sixty samples.
    static let flushThreshold = 0x1p-800

    struct Section: Sendable, BitwiseCopyable {
        var coefficients: BiquadCoefficients
        var state1 = ChannelVector()
        var state2 = ChannelVector()
    }

    var sections: InlineArray<10, Section>
    /// How many of the sections are in use, 0 to `sectionLimit`.
    public let sectionCount: Int
    private var samplesUntilFlush = flushInterval

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
        for position in 0..<sectionCount { value = sections[position].process(value) }
        samplesUntilFlush -= 1
        if samplesUntilFlush == 0 { flush() }
        return value
    }

    /// Filters a block in place: the same as sample by sample, but faster for blocks of 8 samples or more.
    public mutating func process(_ block: inout MutableSpan<ChannelVector>) {
        guard block.count >= 8 else {
            for index in block.indices { block[index] = process(block[index]) }
            return
        }
        var start = 0
        while start < block.count {
            let end = min(block.count, start + samplesUntilFlush)
            processByThrees(&block, from: start, to: end)
            samplesUntilFlush -= end - start
            if samplesUntilFlush == 0 { flush() }
            start = end
        }
    }

    /// Three sections in one pass keep the processor busy, where one would wait for its own last output, and their state
    /// is held outside the cascade meanwhile: faster, as measured, than one or all sections a pass.
    private mutating func processByThrees(_ block: inout MutableSpan<ChannelVector>, from start: Int, to end: Int) {
        var position = 0
        while position + 2 < sectionCount {
            var (first, second, third) = (sections[position], sections[position + 1], sections[position + 2])
            for index in start..<end { block[index] = third.process(second.process(first.process(block[index]))) }
            (sections[position], sections[position + 1], sections[position + 2]) = (first, second, third)
            position += 3
        }
        while position < sectionCount {
            var section = sections[position]
            for index in start..<end { block[index] = section.process(block[index]) }
            sections[position] = section
            position += 1
        }
    }

    /// Forgets the past: all state is zero again.
    public mutating func reset() {
        for position in 0..<sectionCount {
            sections[position].state1 = .zero
            sections[position].state2 = .zero
        }
        samplesUntilFlush = Self.flushInterval
    }

    /// Sets the state in which the cascade would be after an endless input of `level`, so that a stream which starts
    /// there starts without a transient. This is `sosfilt_zi` times the level.
    public mutating func settle(at level: ChannelVector) {
        reset()
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

    @inline(never)
    private mutating func flush() {
        samplesUntilFlush = Self.flushInterval
        for position in 0..<sectionCount {
            for lane in 0..<ChannelVector.scalarCount {
                if abs(sections[position].state1[lane]) < Self.flushThreshold { sections[position].state1[lane] = 0 }
                if abs(sections[position].state2[lane]) < Self.flushThreshold { sections[position].state2[lane] = 0 }
            }
        }
    }
}

extension BiquadCascade.Section {
    @inline(__always)
    fileprivate mutating func process(_ input: ChannelVector) -> ChannelVector {
        let c = coefficients
        let output = c.b0 * input + state1
        state1 = (c.b1 * input - c.a1 * output) + state2
        state2 = c.b2 * input - c.a2 * output
        return output
    }
}
