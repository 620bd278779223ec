// SPDX-License-Identifier: Apache-2.0
import Perineometry
import Testing

@testable import SignalProcessing

struct FilterDesignTests {
    // Bessel is there to show a contraction as it was: a Butterworth of order 4 overshoots by a tenth.
    @Test(arguments: BesselNorm.allCases, [2, 3, 4])
    func aBesselStepHardlyOvershoots(norm: BesselNorm, order: Int) throws {
        let design = try FilterDesign(.bessel(norm), order: order, .lowPass(hertz: 10), sampleRateHertz: 1000)
        var cascade = BiquadCascade(design.sections)
        var highest = 0.0
        for _ in 0..<1000 { highest = max(highest, cascade.process(ChannelVector(repeating: 1))[0]) }
        #expect(highest < 1.01)
        #expect(highest > 0.999)
    }
}
