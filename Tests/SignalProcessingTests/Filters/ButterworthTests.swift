// SPDX-License-Identifier: Apache-2.0
import SignalProcessing
import Testing

struct ButterworthTests {
    static let designs = GoldenCase.load("butterworth-designs.txt")

    @Test func goldenFilesAreRead() {
        #expect(Self.designs.count == 4 * 5 * 8)
    }

    // Coefficients of the order of 1 are compared absolutely; the numerators, which carry the gain, relatively.
    @Test(arguments: designs) func designsAgreeWithSciPy(golden: GoldenCase) throws {
        let sections = try Butterworth.lowPass(
            order: golden.order, cutoffHertz: golden.cutoffHertz, sampleRateHertz: golden.sampleRateHertz
        )
        try #require(sections.count == golden.sections.count)
        for (ours, theirs) in zip(sections, golden.sections) {
            #expect(abs(ours.a1 - theirs.a1) <= 1e-14)
            #expect(abs(ours.a2 - theirs.a2) <= 1e-14)
            #expect(abs(ours.b0 - theirs.b0) <= 1e-14 * abs(theirs.b0))
            #expect(abs(ours.b1 - theirs.b1) <= 1e-14 * abs(theirs.b1))
            #expect(abs(ours.b2 - theirs.b2) <= 1e-14 * abs(theirs.b2))
        }
    }

    @Test(arguments: FilterDesign.orders) func aConstantPassesWithGainOne(order: Int) throws {
        let sections = try Butterworth.lowPass(order: order, cutoffHertz: 10, sampleRateHertz: 250)
        let gain = sections.reduce(1) { $0 * $1.gainAtZeroFrequency }
        #expect(abs(gain - 1) < 1e-12)
    }

    @Test func anOrderBeyondFourSectionsIsRefusedByName() {
        #expect(throws: FilterDesignError.order(9, valid: 1...8)) {
            try Butterworth.lowPass(order: 9, cutoffHertz: 10, sampleRateHertz: 250)
        }
        #expect(throws: FilterDesignError.order(0, valid: 1...8)) {
            try Butterworth.lowPass(order: 0, cutoffHertz: 10, sampleRateHertz: 250)
        }
    }

    @Test(arguments: [0, -1, 125, 300, Double.infinity])
    func aCutoffOutsideTheBandIsRefused(cutoff: Double) {
        #expect(throws: FilterDesignError.cutoff(hertz: cutoff, below: 125)) {
            try Butterworth.lowPass(order: 2, cutoffHertz: cutoff, sampleRateHertz: 250)
        }
    }

    @Test(arguments: [0, -250, Double.infinity]) func aRateThatIsNoneIsRefused(rate: Double) {
        #expect(throws: FilterDesignError.sampleRate(hertz: rate)) {
            try Butterworth.lowPass(order: 2, cutoffHertz: 10, sampleRateHertz: rate)
        }
    }

    @Test func aNumberThatIsNoneIsRefused() {
        #expect(throws: FilterDesignError.self) {
            try Butterworth.lowPass(order: 2, cutoffHertz: .nan, sampleRateHertz: 250)
        }
        #expect(throws: FilterDesignError.self) {
            try Butterworth.lowPass(order: 2, cutoffHertz: 10, sampleRateHertz: .nan)
        }
    }

    @Test func anErrorNamesTheValueAndTheRemedy() {
        let error = FilterDesignError.cutoff(hertz: 130, below: 125)
        #expect(error.description.contains("130.0 Hz"))
        #expect(error.description.contains("below 125.0 Hz"))
    }
}
