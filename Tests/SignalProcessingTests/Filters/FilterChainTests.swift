// SPDX-License-Identifier: Apache-2.0
import SignalProcessing
import Testing

struct FilterChainTests {
    private let bessel: FilterDesign
    private let notch: FilterDesign

    init() throws {
        bessel = try FilterDesign(.bessel(.magnitude), order: 2, .lowPass(hertz: 10), sampleRateHertz: 250)
        notch = try FilterDesign.notch(hertz: 50, quality: 30, sampleRateHertz: 250)
    }

    @Test func aChainIsAsLateAsItsFiltersTogether() throws {
        let chain = try FilterChain([bessel, notch])
        #expect(chain.delaySeconds == bessel.delaySeconds + notch.delaySeconds)
        #expect(chain.cascade.sectionCount == 2)
    }

    @Test func aChainSaysWhatItIsAndHowLate() throws {
        let chain = try FilterChain([bessel, notch])
        #expect(
            chain.description == "Bessel low-pass 10 Hz, order 2; notch 50 Hz, Q 30, delay 21.7 ms at 0 Hz")
    }

    // At 0 Hz, where nothing passes, the delay of a high-pass means nothing.
    @Test func theDelayOfAHighPassIsStatedWhereItPasses() throws {
        let highPass = try FilterDesign(.butterworth, order: 1, .highPass(hertz: 0.5), sampleRateHertz: 250)
        let chain = try FilterChain([highPass, bessel])
        #expect(chain.referenceHertz == 1)
        #expect(chain.delaySeconds == highPass.groupDelaySeconds(atHertz: 1) + bessel.groupDelaySeconds(atHertz: 1))
    }

    @Test func filtersForDifferentRatesDoNotFormAChain() throws {
        let other = try FilterDesign(.butterworth, order: 2, .lowPass(hertz: 10), sampleRateHertz: 1000)
        #expect(throws: FilterDesignError.rates(hertz: 250, 1000)) { try FilterChain([bessel, other]) }
    }

    @Test func aChainThatDoesNotFitIsRefused() {
        #expect(throws: FilterDesignError.sections(11, atMost: 10)) {
            try FilterChain(Array(repeating: bessel, count: 11))
        }
    }

    @Test func aChainOfNothingIsNotLate() throws {
        #expect(try FilterChain([]).description == "none, delay 0.0 ms at 0 Hz")
    }
}
