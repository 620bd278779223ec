// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// Lowers the sampling rate without aliasing, by a linear-phase low-pass of which only the outputs that are kept are
/// computed (polyphase). Any whole output rate below the input rate will do.
///
/// - Passes up to `passBand` of the output rate (a quarter) with a ripple below 0.007 dB; what lies above half the output
///   rate, and would come back as an alias, is at least 80 dB down. Both are measured in the tests on the taps.
/// - Every output stands for an instant exactly `delayOutputs` (10) output intervals before the moment at which it would
///   be complete; `Output.age` says how far behind the newest input that is. Outputs lie on a grid that begins at the first
///   input.
///
/// Each input is added to all outputs that it is part of at once (transposed form), so that the work per sample is always
/// the same: some 20 multiplications per channel. `process`, `finish` and `reset` allocate nothing and take no longer.
public struct Decimator: Sendable {
    /// One sample at the lower rate.
    public struct Output: Hashable, Sendable, BitwiseCopyable {
        public var value: ChannelVector
        /// How many input intervals before the newest input the value belongs. The same for every output where the rates
        /// divide; otherwise it varies by less than 1 and need not be whole.
        public var age: Double
    }

    /// The edge of the pass band as a fraction of the output rate.
    public static let passBand = 0.25
    /// How many output intervals lie between an instant and the completion of its output.
    public static let delayOutputs = 10
    /// By how much what would alias is attenuated at least.
    public static let attenuationDecibels = 80.0
    /// What the design aims at: Kaiser's formula for the width falls short by up to 1.5 dB for filters as short as these.
    static let aimedAttenuationDecibels = 82.0

    public let inputRateHertz: Int
    public let outputRateHertz: Int
    /// The delay in seconds: `delayOutputs` over the output rate.
    public var delaySeconds: Double { Double(Self.delayOutputs) / Double(outputRateHertz) }

    /// Inputs are `up` ticks apart, outputs `down` ticks.
    private let up: Int
    private let down: Int
    private let reach: Int
    let taps: [Double]
    /// For each tap the sum of it and of all taps before it that lie a whole number of inputs away: what a level that
    /// lasts for ever adds.
    private let levelGains: [Double]
    /// The outputs that are not complete, 2 * `delayOutputs` + 1 at most, each in the slot that its number gives.
    private var sums = InlineArray<21, ChannelVector>(repeating: .zero)
    /// The tick of the next input after that of the oldest incomplete output.
    private var tick = 0
    private var oldestSlot = 0
    private var isEmpty = true
    private var newest = ChannelVector.zero

    /// - Parameters:
    ///   - inputRateHertz: at most 100 kHz.
    ///   - outputRateHertz: at least 1, and below the input rate.
    /// - Throws: `FilterDesignError.decimation`.
    public init(inputRateHertz: Int, outputRateHertz: Int) throws(FilterDesignError) {
        guard inputRateHertz <= 100_000, outputRateHertz >= 1, outputRateHertz < inputRateHertz else {
            throw .decimation(fromHertz: inputRateHertz, toHertz: outputRateHertz)
        }
        self.inputRateHertz = inputRateHertz
        self.outputRateHertz = outputRateHertz
        let divisor = Self.greatestCommonDivisor(inputRateHertz, outputRateHertz)
        up = outputRateHertz / divisor
        down = inputRateHertz / divisor
        reach = Self.delayOutputs * down
        // The transition band ends at half the output rate: nothing aliases, not even into itself.
        let transition = LinearPhaseLowPass.transition(
            halfLength: reach, attenuationDecibels: Self.aimedAttenuationDecibels)
        let gain = Double(up)
        taps = LinearPhaseLowPass.taps(
            halfLength: reach, cutoff: 1 / Double(down) - transition / (2 * .pi),
            beta: LinearPhaseLowPass.beta(attenuationDecibels: Self.aimedAttenuationDecibels)
        ).map { $0 * gain }
        var sums = taps
        for position in up..<sums.count { sums[position] += sums[position - up] }
        levelGains = sums
    }

    /// Takes one input, and gives an output where one is complete with it. The first input after `init` or `reset` counts
    /// as if it had always been there.
    public mutating func process(_ sample: ChannelVector) -> Output? {
        if isEmpty { settle(at: sample) }
        newest = sample
        add(sample)
        tick += up
        guard tick > reach else { return nil }
        return takeOldest()
    }

    /// Gives the outputs one by one that stand at or before the newest input and still lack others, as if it lasted; after
    /// the last of them, nil, and all is forgotten as by `reset`.
    public mutating func finish() -> Output? {
        guard !isEmpty, tick >= up else {
            reset()
            return nil
        }
        sums[oldestSlot] += levelGains[reach - tick] * newest
        return takeOldest()
    }

    private mutating func takeOldest() -> Output {
        let output = Output(value: sums[oldestSlot], age: Double(tick - up) / Double(up))
        sums[oldestSlot] = .zero
        oldestSlot = oldestSlot + 1 == sums.count ? 0 : oldestSlot + 1
        tick -= down
        return output
    }

    /// Forgets the past, as after a gap: the grid of the outputs begins anew at the next input.
    public mutating func reset() { isEmpty = true }

    /// Adds an input to every output that it is part of.
    private mutating func add(_ sample: ChannelVector) {
        // The oldest output is `tick` behind this input; each younger one is nearer by `down`.
        var position = tick + reach
        var slot = oldestSlot
        while position >= 0 {
            sums[slot] += taps[position] * sample
            position -= down
            slot += 1
            if slot == sums.count { slot = 0 }
        }
    }

    /// The first output stands at the first input; what lies before it is taken to be the same.
    private mutating func settle(at level: ChannelVector) {
        isEmpty = false
        tick = 0
        oldestSlot = 0
        for output in sums.indices {
            let position = reach - output * down - up
            sums[output] = position >= 0 ? levelGains[position] * level : .zero
        }
    }

    private static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
        b == 0 ? a : greatestCommonDivisor(b, a % b)
    }
}
