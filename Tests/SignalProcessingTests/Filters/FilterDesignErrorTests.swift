// SPDX-License-Identifier: Apache-2.0
import SignalProcessing
import Testing

struct FilterDesignErrorTests {
    static let bands: [FilterBand] = [
        .lowPass(hertz: 10), .highPass(hertz: 10), .bandPass(lowHertz: 10, highHertz: 20),
        .bandStop(lowHertz: 10, highHertz: 20),
    ]

    @Test(arguments: [0, 9, -1]) func anOrderBeyondEightIsRefusedByName(order: Int) {
        #expect(throws: FilterDesignError.order(order, valid: 1...8)) {
            try FilterDesign(.butterworth, order: order, .lowPass(hertz: 10), sampleRateHertz: 250)
        }
    }

    @Test(arguments: [0, -1, 125, 300, Double.infinity]) func anEdgeOutsideTheBandIsRefused(hertz: Double) {
        let error = FilterDesignError.cutoff(hertz: hertz, below: 125)
        let refused: [FilterBand] = [
            .lowPass(hertz: hertz), .highPass(hertz: hertz), .bandPass(lowHertz: hertz, highHertz: 20),
            .bandStop(lowHertz: 10, highHertz: hertz),
        ]
        for band in refused {
            #expect(throws: error) { try FilterDesign(.butterworth, order: 2, band, sampleRateHertz: 250) }
        }
        #expect(throws: error) { try FilterDesign.notch(hertz: hertz, quality: 30, sampleRateHertz: 250) }
    }

    @Test func aCutoffThatDoublesCannotHoldIsRefused() {
        #expect(throws: FilterDesignError.tooSlow(hertz: 0.001, atLeast: 0.002)) {
            try FilterDesign(.butterworth, order: 2, .highPass(hertz: 0.001), sampleRateHertz: 2000)
        }
        #expect(throws: FilterDesignError.tooSlow(hertz: 0.0009765625, atLeast: 0.002)) {
            let band = FilterBand.bandPass(lowHertz: 50, highHertz: 50.0009765625)
            _ = try FilterDesign(.butterworth, order: 2, band, sampleRateHertz: 2000)
        }
    }

    @Test(arguments: [0, -250, Double.infinity]) func aRateThatIsNoneIsRefused(rate: Double) {
        for band in Self.bands {
            #expect(throws: FilterDesignError.sampleRate(hertz: rate)) {
                try FilterDesign(.bessel(.phase), order: 2, band, sampleRateHertz: rate)
            }
        }
    }

    @Test func aNumberThatIsNoneIsRefused() {
        #expect(throws: FilterDesignError.self) {
            try FilterDesign(.butterworth, order: 2, .lowPass(hertz: .nan), sampleRateHertz: 250)
        }
        #expect(throws: FilterDesignError.self) {
            try FilterDesign(.butterworth, order: 2, .lowPass(hertz: 10), sampleRateHertz: .nan)
        }
        #expect(throws: FilterDesignError.self) {
            try FilterDesign(
                .chebyshevI(rippleDecibels: .nan), order: 2, .lowPass(hertz: 10), sampleRateHertz: 250)
        }
        #expect(throws: FilterDesignError.self) {
            try FilterDesign.notch(hertz: 50, quality: .nan, sampleRateHertz: 250)
        }
    }

    @Test func edgesInTheWrongOrderAreRefused() {
        #expect(throws: FilterDesignError.edges(lowHertz: 20, highHertz: 10)) {
            try FilterDesign(
                .butterworth, order: 2, .bandPass(lowHertz: 20, highHertz: 10), sampleRateHertz: 250)
        }
    }

    @Test(arguments: [0, -1, 20.5]) func aRippleOutsideItsRangeIsRefused(ripple: Double) {
        #expect(throws: FilterDesignError.ripple(decibels: ripple, atMost: 20)) {
            try FilterDesign(
                .chebyshevI(rippleDecibels: ripple), order: 2, .lowPass(hertz: 10), sampleRateHertz: 250)
        }
    }

    @Test(arguments: [0, 2.9, 201]) func anAttenuationOutsideItsRangeIsRefused(attenuation: Double) {
        #expect(throws: FilterDesignError.attenuation(decibels: attenuation, valid: 3...200)) {
            try FilterDesign(
                .chebyshevII(attenuationDecibels: attenuation), order: 2, .lowPass(hertz: 10), sampleRateHertz: 250)
        }
    }

    @Test func aNotchWiderThanTheBandIsRefused() {
        #expect(throws: FilterDesignError.quality(0.4, above: 0.4)) {
            try FilterDesign.notch(hertz: 50, quality: 0.4, sampleRateHertz: 250)
        }
    }

    @Test func anErrorNamesTheValueAndTheRemedy() {
        let error = FilterDesignError.cutoff(hertz: 130, below: 125)
        #expect(error.description.contains("130.0 Hz"))
        #expect(error.description.contains("below 125.0 Hz"))
    }
}
