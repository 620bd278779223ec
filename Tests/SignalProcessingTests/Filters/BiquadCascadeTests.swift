// SPDX-License-Identifier: Apache-2.0
import Perineometry
import Testing

@testable import SignalProcessing

struct BiquadCascadeTests {
    static let samples = GoldenCase.load("sosfilt-samples.txt")
    static let delays = GoldenCase.load("group-delays.txt")

    @Test func goldenFilesAreRead() {
        #expect(Self.samples.count == 5 * 8)
        #expect(Self.delays.count == 4 * 3 * 8)
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
        let state = try golden.column("state")
        var cascade = BiquadCascade(golden.sections)
        for position in 0..<cascade.sectionCount {
            cascade.sections[position].state1 = ChannelVector(repeating: state[2 * position])
            cascade.sections[position].state2 = ChannelVector(repeating: state[2 * position + 1])
        }
        let output = run(&cascade, over: goldenInput(count: expected.count))
        #expect(output == expected)
        #expect(states(of: cascade) == (try golden.column("primedEnd")))
    }

    // Not to the bit: SciPy solves for the settled state, here it follows in closed form. The narrow filters lose the
    // more digits, the closer their poles lie to 1.
    @Test(arguments: samples) func settlingAgreesWithSciPy(golden: GoldenCase) throws {
        let expected = try golden.column("settled")
        let input = goldenInput(count: expected.count)
        var cascade = BiquadCascade(golden.sections)
        cascade.settle(at: ChannelVector(repeating: input[0]))
        let output = run(&cascade, over: input)
        for (ours, theirs) in zip(output, expected) { #expect(abs(ours - theirs) < 1e-9) }
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

    @Test(arguments: delays) func groupDelayAgreesWithSciPy(golden: GoldenCase) throws {
        let cascade = BiquadCascade(
            try Butterworth.lowPass(
                order: golden.order, cutoffHertz: golden.cutoffHertz, sampleRateHertz: golden.sampleRateHertz
            )
        )
        for (frequency, delay) in zip(try golden.column("frequencies"), try golden.column("delays")) {
            let seconds = cascade.groupDelaySeconds(atHertz: frequency, sampleRateHertz: golden.sampleRateHertz)
            #expect(abs(seconds * golden.sampleRateHertz - delay) <= 1e-9 * delay)
        }
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
