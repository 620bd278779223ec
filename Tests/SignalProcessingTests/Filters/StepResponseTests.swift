// SPDX-License-Identifier: Apache-2.0
import SignalProcessing
import Testing

struct StepResponseTests {
    static let steps = GoldenCase.load("step-responses.txt")

    @Test func goldenFilesAreRead() { #expect(Self.steps.count == 4 * 8 * 2) }

    @Test(arguments: steps) func overshootAndSettlingAgreeWithSciPy(golden: GoldenCase) throws {
        let step = try golden.design().stepResponse(lookingFor: 2)
        #expect(abs(step.overshoot - (try golden.column("overshoot")[0])) < 1e-11)
        #expect(step.settlingSeconds == (try golden.column("settling")[0]))
    }

    // Bessel is there to show a contraction as it was; a Butterworth of order 4 overshoots by a tenth.
    @Test(arguments: BesselNorm.allCases, [2, 3, 4])
    func aBesselStepHardlyOvershoots(norm: BesselNorm, order: Int) throws {
        let bessel = try FilterDesign(.bessel(norm), order: order, .lowPass(hertz: 10), sampleRateHertz: 1000)
        #expect(bessel.stepResponse(lookingFor: 2).overshoot < 0.01)
        let butterworth = try FilterDesign(.butterworth, order: 4, .lowPass(hertz: 10), sampleRateHertz: 1000)
        #expect(butterworth.stepResponse(lookingFor: 2).overshoot > 0.1)
    }

    @Test func aHighPassNeverSettlesAtTheStep() throws {
        let highPass = try FilterDesign(.butterworth, order: 2, .highPass(hertz: 1), sampleRateHertz: 250)
        #expect(highPass.stepResponse(lookingFor: 5).settlingSeconds == nil)
    }
}
