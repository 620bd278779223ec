// SPDX-License-Identifier: Apache-2.0
import Perineometry
import Testing

@testable import SignalProcessing

struct BiquadCascadeTests {
    static let samples = GoldenCase.load("sosfilt-samples.txt")

    @Test func goldenFilesAreRead() {
        #expect(Self.samples.count == 4 * 8 * 2)
    }

    @Test(arguments: samples) func samplesAreBitIdenticalToSciPy(golden: GoldenCase) throws {
        let expected = try golden.column("rest")
        var cascade = BiquadCascade(golden.sections)
        let output = run(&cascade, over: goldenInput(count: expected.count))
        #expect(output == expected)
        #expect(states(of: cascade) == (try golden.column("restEnd")))
    }

    @Test(arguments: samples) func samplesFromAGivenStateAreBitIdenticalToSciPy(golden: GoldenCase) throws {
        let expected = try golden.column("primed")
        var generator = SplitMix64(state: 7)
        var cascade = BiquadCascade(golden.sections)
        for position in 0..<cascade.sectionCount {
            cascade.sections[position].state1 = ChannelVector(repeating: generator.nextSigned())
            cascade.sections[position].state2 = ChannelVector(repeating: generator.nextSigned())
        }
        let output = run(&cascade, over: goldenInput(count: expected.count))
        #expect(output == expected)
        #expect(states(of: cascade) == (try golden.column("primedEnd")))
    }

    // Not to the bit: SciPy solves for the settled state, here it follows in closed form. The narrow filters lose the
    // more digits, the closer their poles lie to 1.
    @Test(arguments: samples) func settlingAgreesWithSciPy(golden: GoldenCase) throws {
        let expected = try golden.column("settled")
        var cascade = golden.cascade
        cascade.settle(at: ChannelVector(repeating: 1))
        for (ours, theirs) in zip(states(of: cascade), expected) {
            #expect(abs(ours - theirs) <= 1e-9 * max(1, abs(theirs)))
        }
    }

    @Test(arguments: samples) func aStreamMayBeCutIntoAnyBlocks(golden: GoldenCase) throws {
        // Across the flush, so that it must not depend on the blocks either.
        let input = goldenInput(count: 3000).map(ChannelVector.init(repeating:))
        var bySample = golden.cascade
        let expected = input.map { bySample.process($0) }
        var generator = SplitMix64(state: UInt64(golden.order))
        for _ in 0..<3 {
            var byBlock = golden.cascade
            var output: [ChannelVector] = []
            while output.count < input.count {
                let end = min(input.count, output.count + Int.random(in: 0...700, using: &generator))
                var block = Array(input[output.count..<end])
                var span = block.mutableSpan
                byBlock.process(&span)
                output += block
            }
            #expect(output == expected)
            #expect(states(of: byBlock) == states(of: bySample))
        }
    }

    // A state that decays in silence would stay subnormal for as long as the silence lasts.
    @Test(arguments: [10.0, 0.5]) func noStateStaysSubnormal(cutoff: Double) throws {
        let sections = try FilterDesign(.butterworth, order: 4, .lowPass(hertz: cutoff), sampleRateHertz: 1000).sections
        var cascade = BiquadCascade(sections)
        cascade.settle(at: ChannelVector(repeating: 1e-200))
        var subnormal = 0
        for _ in 0..<200_000 {
            _ = cascade.process(.zero)
            if states(of: cascade).contains(where: \.isSubnormal) { subnormal += 1 }
        }
        #expect(subnormal == 0)
        #expect(states(of: cascade).allSatisfy { $0 == 0 })
    }

    @Test func aDecayingStateIsFlushedAtTheSameSampleWhateverTheBlocks() throws {
        let sections = try FilterDesign(.butterworth, order: 4, .lowPass(hertz: 10), sampleRateHertz: 1000).sections
        var bySample = BiquadCascade(sections)
        // Decays below the threshold somewhere within the blocks that follow.
        bySample.settle(at: ChannelVector(repeating: 0x1p-780))
        var byBlock = bySample
        var flushed = false
        for _ in 0..<40 {
            for _ in 0..<100 { _ = bySample.process(.zero) }
            var block = [ChannelVector](repeating: .zero, count: 100)
            var span = block.mutableSpan
            byBlock.process(&span)
            #expect(states(of: byBlock) == states(of: bySample))
            flushed = flushed || states(of: bySample).contains(0)
        }
        #expect(flushed)
    }

    @Test func aResetForgetsAll() throws {
        let sections = try FilterDesign(.bessel(.phase), order: 3, .lowPass(hertz: 10), sampleRateHertz: 250).sections
        var used = BiquadCascade(sections)
        for value in goldenInput(count: 100) { _ = used.process(ChannelVector(repeating: value)) }
        used.reset()
        var fresh = BiquadCascade(sections)
        let input = goldenInput(count: 50)
        #expect(run(&used, over: input) == run(&fresh, over: input))
    }

    @Test func aSettledCascadeStartsWithoutATransient() throws {
        var cascade = BiquadCascade(try Butterworth.lowPass(order: 4, cutoffHertz: 10, sampleRateHertz: 250))
        cascade.settle(at: ChannelVector(repeating: 17))
        for _ in 0..<500 {
            let output = cascade.process(ChannelVector(repeating: 17))
            #expect(abs(output[0] - 17) < 1e-10)
        }
    }

    @Test func channelsDoNotTouchEachOther() throws {
        let sections = try Butterworth.lowPass(order: 4, cutoffHertz: 10, sampleRateHertz: 250)
        var together = BiquadCascade(sections)
        var alone = (0..<8).map { _ in BiquadCascade(sections) }
        var generator = SplitMix64(state: 3)
        for _ in 0..<200 {
            var sample = ChannelVector()
            for channel in 0..<8 { sample[channel] = generator.nextSigned() * Double(channel + 1) }
            let output = together.process(sample)
            for channel in 0..<8 {
                var single = ChannelVector()
                single[channel] = sample[channel]
                #expect(alone[channel].process(single)[channel] == output[channel])
            }
        }
    }

    @Test func aCascadeWithoutSectionsPassesItsInput() {
        var cascade = BiquadCascade([])
        #expect(cascade.process(ChannelVector(repeating: 5)) == ChannelVector(repeating: 5))
    }

    @Test func aSlowRampComesOutLateByTheGroupDelay() throws {
        var cascade = BiquadCascade(try Butterworth.lowPass(order: 2, cutoffHertz: 10, sampleRateHertz: 250))
        var output = ChannelVector()
        for sample in 0...1000 { output = cascade.process(ChannelVector(repeating: Double(sample))) }
        let delay = cascade.groupDelaySeconds(atHertz: 0, sampleRateHertz: 250)
        #expect(abs(1000 - output[0] - delay * 250) < 1e-6)
    }

    private func run(_ cascade: inout BiquadCascade, over input: [Double]) -> [Double] {
        var output: [Double] = []
        for value in input { output.append(cascade.process(ChannelVector(repeating: value))[7]) }
        return output
    }

    private func states(of cascade: BiquadCascade) -> [Double] {
        (0..<cascade.sectionCount).flatMap { [cascade.sections[$0].state1[0], cascade.sections[$0].state2[0]] }
    }
}
