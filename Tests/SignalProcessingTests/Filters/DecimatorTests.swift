// SPDX-License-Identifier: Apache-2.0
import Perineometry
import Testing

@testable import SignalProcessing

struct DecimatorTests {
    static let decimations = GoldenCase.load("decimation.txt")

    private func decimator(_ golden: GoldenCase) throws -> Decimator {
        try Decimator(inputRateHertz: Int(golden.sampleRateHertz), outputRateHertz: Int(golden.edgesHertz[0]))
    }

    @Test func goldenFilesAreRead() { #expect(Self.decimations.count == 6) }

    @Test(arguments: decimations) func tapsAgreeWithSciPy(golden: GoldenCase) throws {
        let taps = try decimator(golden).taps
        let middle = taps.count / 2
        for (offset, expected) in try golden.column("taps").enumerated() {
            #expect(abs(taps[middle + offset] - expected) <= 1e-14)
            #expect(taps[middle - offset] == taps[middle + offset])
        }
    }

    // The figures that the documentation promises, as SciPy finds them on taps that agree with ours.
    @Test(arguments: decimations) func rippleAndRejectionAreAsStated(golden: GoldenCase) throws {
        #expect(try golden.column("ripple")[0] < 0.007)
        #expect(try golden.column("rejection")[0] >= Decimator.attenuationDecibels)
    }

    @Test(arguments: decimations) func outputsAgreeWithSciPy(golden: GoldenCase) throws {
        var decimator = try decimator(golden)
        let expected = try golden.column("outputs")
        let down = golden.sampleRateHertz / golden.edgesHertz[0]
        let input = goldenInput(count: goldenInputCount(golden, outputs: expected.count))
        var outputs: [Decimator.Output] = []
        for (index, value) in input.enumerated() {
            guard let output = decimator.process(ChannelVector(repeating: value)) else { continue }
            // The n-th output stands n output intervals after the first input.
            #expect(abs(Double(index) - output.age - Double(outputs.count) * down) < 1e-9)
            outputs.append(output)
        }
        try #require(outputs.count >= expected.count)
        for (ours, theirs) in zip(outputs, expected) { #expect(abs(ours.value[3] - theirs) < 1e-12) }
    }

    @Test func aConstantComesOutUnchangedFromTheFirstOutputOn() throws {
        var decimator = try Decimator(inputRateHertz: 1000, outputRateHertz: 100)
        for _ in 0..<1000 {
            guard let output = decimator.process(ChannelVector(repeating: 17)) else { continue }
            #expect(abs(output.value[0] - 17) < 1e-13)
        }
    }

    @Test(arguments: [(1000, 100), (250, 125), (1000, 60), (2000, 999)])
    func aRampReadsWhatItWasAtTheTimeStamped(rates: (input: Int, output: Int)) throws {
        var decimator = try Decimator(inputRateHertz: rates.input, outputRateHertz: rates.output)
        var outputs = 0
        for sample in 0..<rates.input {
            guard let output = decimator.process(ChannelVector(repeating: Double(sample))) else { continue }
            outputs += 1
            guard outputs > Decimator.delayOutputs else { continue }
            let stamped = Double(sample) - output.age
            // The images of a constant are 80 dB down where the rates do not divide.
            #expect(abs(output.value[0] - stamped) <= max(1e-9, 1e-4 * stamped))
        }
        #expect(outputs > rates.output - Decimator.delayOutputs - 2)
    }

    @Test func whatWouldAliasIsGone() throws {
        var decimator = try Decimator(inputRateHertz: 1000, outputRateHertz: 100)
        // At 60 Hz, which a rate of 100 Hz would show as 40 Hz.
        for sample in 0..<2000 {
            let value = sine(2 * .pi * 60 * Double(sample) / 1000)
            guard let output = decimator.process(ChannelVector(repeating: value)), sample > 400 else { continue }
            #expect(abs(output.value[0]) < 1e-4)
        }
    }

    @Test func aResetForgetsAll() throws {
        var used = try Decimator(inputRateHertz: 1000, outputRateHertz: 60)
        for sample in 0..<777 { _ = used.process(ChannelVector(repeating: Double(sample))) }
        used.reset()
        var fresh = try Decimator(inputRateHertz: 1000, outputRateHertz: 60)
        for value in goldenInput(count: 800) {
            #expect(used.process(ChannelVector(repeating: value)) == fresh.process(ChannelVector(repeating: value)))
        }
    }

    @Test(arguments: [(1000, 100, 777), (250, 125, 3), (1000, 60, 400), (2000, 999, 5), (1000, 1, 1), (1000, 7, 150)])
    func finishingIsAsIfTheNewestInputLasted(input: Int, output: Int, count: Int) throws {
        var finished = try Decimator(inputRateHertz: input, outputRateHertz: output)
        var lasting = finished
        let samples = goldenInput(count: count).map { ChannelVector(repeating: $0) }
        for sample in samples { #expect(finished.process(sample) == lasting.process(sample)) }
        var extra = 0
        while let ours = finished.finish() {
            var theirs: Decimator.Output?
            while theirs == nil {
                extra += 1
                theirs = lasting.process(samples[count - 1])
            }
            let expected = try #require(theirs)
            #expect(abs(ours.value[5] - expected.value[5]) < 1e-12)
            #expect(abs(ours.age - (expected.age - Double(extra))) < 1e-9)
            #expect(ours.age >= 0)
        }
        #expect(finished.finish() == nil)
        // All outputs that stand at or before the newest input came: the next one stands behind it.
        var fresh = try Decimator(inputRateHertz: input, outputRateHertz: output)
        for sample in samples { #expect(finished.process(sample) == fresh.process(sample)) }
    }

    @Test(arguments: [(250, 250), (250, 0), (250, 300), (200_000, 100)])
    func aRateThatCannotBeReachedIsRefused(rates: (input: Int, output: Int)) {
        #expect(throws: FilterDesignError.decimation(fromHertz: rates.input, toHertz: rates.output)) {
            try Decimator(inputRateHertz: rates.input, outputRateHertz: rates.output)
        }
    }

    /// The length of the script's input.
    private func goldenInputCount(_ golden: GoldenCase, outputs: Int) -> Int {
        let divisor =
            (1...Int(golden.edgesHertz[0])).last {
                Int(golden.sampleRateHertz).isMultiple(of: $0) && Int(golden.edgesHertz[0]).isMultiple(of: $0)
            } ?? 1
        let (down, up) = (Int(golden.sampleRateHertz) / divisor, Int(golden.edgesHertz[0]) / divisor)
        return (outputs * down + 10 * down) / up + 2
    }
}
