// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import SignalProcessing

struct FilterDesignTests {
    static let designs = GoldenCase.load("designs.txt")
    static let bessel = GoldenCase.load("bessel-roots.txt")
    static let responses = GoldenCase.load("responses.txt")
    static let exactGains = GoldenCase.load("exact-gains.txt")

    @Test func goldenFilesAreRead() {
        #expect(Self.designs.count == 6 * (8 * 2 + 2) * 8 + 10)
        #expect(Self.bessel.count == 8)
        #expect(Self.responses.count == 4 * 8 * 2)
        #expect(Self.exactGains.count == 2 * 3 * 2 * 8)
    }

    // Relative to the largest coefficient of the polynomial, since a coefficient that should be 0 has no relative error.
    @Test(arguments: designs) func coefficientsAgreeWithSciPy(golden: GoldenCase) throws {
        let design = try golden.design()
        try #require(design.sections.count == golden.sections.count)
        for (ours, theirs) in zip(design.sections, golden.sections) {
            let numerator = max(abs(theirs.b0), abs(theirs.b1), abs(theirs.b2))
            let denominator = max(1, abs(theirs.a1), abs(theirs.a2))
            #expect(abs(ours.b0 - theirs.b0) <= 1e-14 * numerator)
            #expect(abs(ours.b1 - theirs.b1) <= 1e-14 * numerator)
            #expect(abs(ours.b2 - theirs.b2) <= 1e-14 * numerator)
            #expect(abs(ours.a1 - theirs.a1) <= 1e-14 * denominator)
            #expect(abs(ours.a2 - theirs.a2) <= 1e-14 * denominator)
        }
    }

    @Test(arguments: designs) func everyPoleLiesInsideTheUnitCircle(golden: GoldenCase) throws {
        // The triangle of stability of a second-order section.
        for section in try golden.design().sections {
            #expect(section.a2 < 1)
            #expect(abs(section.a1) < 1 + section.a2)
        }
    }

    @Test(arguments: bessel) func theTableOfBesselRootsIsThatOfTheScript(golden: GoldenCase) throws {
        let roots = BesselRoots.roots(order: golden.order)
        let pairs = roots.pairs.flatMap { [$0.real, $0.imaginary] }
        let reals: [Double] = roots.reals.flatMap { root in [root, 0.0] }
        let flat = pairs + reals
        #expect(flat == (try golden.column("roots")))
        #expect([BesselRoots.halfPower[golden.order - 1]] == (try golden.column("halfPower")))
    }

    @Test(arguments: responses) func gainAndGroupDelayAgreeWithSciPy(golden: GoldenCase) throws {
        let design = try golden.design()
        let frequencies = try golden.column("frequencies")
        for (frequency, delay) in zip(frequencies, try golden.column("delays")) {
            let samples = design.groupDelaySeconds(atHertz: frequency) * golden.sampleRateHertz
            #expect(abs(samples - delay) <= 1e-8 * max(1, abs(delay)))
        }
        for (frequency, gain) in zip(frequencies, try golden.column("gains")) {
            #expect(abs(design.gain(atHertz: frequency) - gain) <= 1e-9 * max(gain, 1e-3))
        }
    }

    // The prototype's delay is 1 s at 0 Hz where its cut-off is `halfPower`; the bilinear transform halves and warps it.
    @Test(arguments: FilterDesign.orders) func theDelayOfABesselLowPassFollowsFromItsPrototype(order: Int) throws {
        let design = try FilterDesign(.bessel(.magnitude), order: order, .lowPass(hertz: 10), sampleRateHertz: 250)
        let samples = BesselRoots.halfPower[order - 1] / (2 * tangent(.pi * 10 / 250))
        #expect(abs(design.delaySeconds * 250 - samples) < 1e-11)
    }

    // What a section with double coefficients can do: a rounding of 2^-53 in a coefficient, against the polynomial's value
    // of about (2π · cut-off / rate)² near z = 1, once for each section. SciPy's own sections are no nearer.
    @Test(arguments: exactGains) func gainsAgreeWithTheExactForm(golden: GoldenCase) throws {
        let design = try golden.design()
        let warped = Double.pi * golden.edgesHertz[0] / golden.sampleRateHertz
        let tolerance = max(1e-13, Double(2 * golden.order) * 0x1p-53 / (warped * warped))
        for (frequency, gain) in zip(try golden.column("frequencies"), try golden.column("gains")) {
            #expect(abs(design.gain(atHertz: frequency) - gain) <= tolerance * gain)
        }
    }

    @Test(arguments: FilterDesign.orders) func aLowPassLetsAConstantPassUnchanged(order: Int) throws {
        for prototype in [FilterPrototype.butterworth, .bessel(.phase), .chebyshevII(attenuationDecibels: 60)] {
            let design = try FilterDesign(prototype, order: order, .lowPass(hertz: 10), sampleRateHertz: 250)
            #expect(abs(design.gain(atHertz: 0) - 1) < 1e-11)
        }
    }

    @Test(arguments: FilterDesign.orders) func theEdgesOfEveryBandAreWhereTheyWereAskedFor(order: Int) throws {
        let bands: [FilterBand] = [
            .lowPass(hertz: 10), .highPass(hertz: 10), .bandPass(lowHertz: 10, highHertz: 30),
            .bandStop(lowHertz: 10, highHertz: 30),
        ]
        for band in bands {
            let half = try FilterDesign(.butterworth, order: order, band, sampleRateHertz: 250)
            #expect(abs(half.gain(atHertz: 10) - 0.5.squareRoot()) < 1e-11)
            let ripple = try FilterDesign(.chebyshevI(rippleDecibels: 1), order: order, band, sampleRateHertz: 250)
            #expect(abs(ripple.gain(atHertz: 10) - power(10, -1 / 20)) < 1e-11)
            let stopped = try FilterDesign(
                .chebyshevII(attenuationDecibels: 40), order: order, band, sampleRateHertz: 250)
            #expect(abs(stopped.gain(atHertz: 10) - 0.01) < 1e-11)
        }
        let bessel = try FilterDesign(.bessel(.magnitude), order: order, .lowPass(hertz: 10), sampleRateHertz: 250)
        #expect(abs(bessel.gain(atHertz: 10) - 0.5.squareRoot()) < 1e-11)
    }

    // About a quarter of the rate the poles lie in pairs at the same distance from the unit circle, so that SciPy's order
    // of the sections is chance; what they do is not.
    @Test(arguments: FilterDesign.orders) func aBandSymmetricAboutAQuarterOfTheRateIsDesigned(order: Int) throws {
        for band in [FilterBand.bandPass(lowHertz: 10, highHertz: 40), .bandStop(lowHertz: 10, highHertz: 40)] {
            let design = try FilterDesign(.butterworth, order: order, band, sampleRateHertz: 100)
            #expect(abs(design.gain(atHertz: 10) - 0.5.squareRoot()) < 1e-12)
            #expect(abs(design.gain(atHertz: 40) - 0.5.squareRoot()) < 1e-12)
            #expect(design.sections.count == order)
        }
    }

    // Down to the slowest cut-off that is allowed, and up to half the rate.
    @Test(arguments: 0..<40) func everyAllowedDesignIsStable(seed: Int) throws {
        var generator = SplitMix64(state: UInt64(seed))
        for _ in 0..<50 {
            let rate = power(10, Double.random(in: 0...4, using: &generator))
            let edges = (0..<2).map { _ in rate / 2 * power(10, Double.random(in: -5.6 ..< -0.01, using: &generator)) }
                .sorted()
            let bands: [FilterBand] = [
                .lowPass(hertz: edges[0]), .highPass(hertz: edges[0]),
                .bandPass(lowHertz: edges[0], highHertz: edges[1]), .bandStop(lowHertz: edges[0], highHertz: edges[1]),
            ]
            let prototypes: [FilterPrototype] = [
                .butterworth, .bessel(.phase), .chebyshevI(rippleDecibels: 0.1), .chebyshevII(attenuationDecibels: 60),
            ]
            let order = Int.random(in: FilterDesign.orders, using: &generator)
            guard edges[1] - edges[0] >= rate * 1e-6 else { continue }
            for (band, prototype) in bands.flatMap({ band in prototypes.map { (band, $0) } }) {
                let design = try FilterDesign(prototype, order: order, band, sampleRateHertz: rate)
                for section in design.sections {
                    #expect(section.a2 < 1 && abs(section.a1) < 1 + section.a2, "\(design) at \(rate) Hz")
                    #expect(section.b0.isFinite && section.b1.isFinite && section.b2.isFinite)
                }
            }
        }
    }

    @Test func aNotchStopsOneFrequencyAndSparesTheRest() throws {
        let notch = try FilterDesign.notch(hertz: 50, quality: 30, sampleRateHertz: 1000)
        #expect(notch.gain(atHertz: 50) < 1e-12)
        #expect(abs(notch.gain(atHertz: 0) - 1) < 1e-14)
        #expect(notch.gain(atHertz: 10) > 0.999)
        let peak = try FilterDesign.peak(hertz: 50, quality: 30, sampleRateHertz: 1000)
        #expect(abs(peak.gain(atHertz: 50) - 1) < 1e-12)
        #expect(peak.gain(atHertz: 10) < 0.01)
    }

    @Test func aDesignSaysWhatItIs() throws {
        let bessel = try FilterDesign(.bessel(.magnitude), order: 2, .lowPass(hertz: 10), sampleRateHertz: 250)
        #expect(bessel.description == "Bessel low-pass 10 Hz, order 2")
        let band = FilterBand.bandPass(lowHertz: 0.5, highHertz: 20)
        let chebyshev = try FilterDesign(
            .chebyshevI(rippleDecibels: 0.5), order: 4, band, sampleRateHertz: 250)
        #expect(chebyshev.description == "Chebyshev I (0.5 dB ripple) band-pass 0.5-20 Hz, order 4")
        let notch = try FilterDesign.notch(hertz: 50, quality: 30, sampleRateHertz: 250)
        #expect(notch.description == "notch 50 Hz, Q 30")
    }
}
