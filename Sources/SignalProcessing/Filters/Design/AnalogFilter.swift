// SPDX-License-Identifier: Apache-2.0

/// A filter in the s plane: gain · Π(s - zero) / Π(s - pole). Frequencies are in units of twice the sampling rate, so that
/// the bilinear transform is z = (1 + s) / (1 - s).
struct AnalogFilter: Hashable, Sendable {
    var zeros = RootSet()
    var poles: RootSet
    var gain: Double

    /// How many zeros lie at infinity.
    private var relativeDegree: Int { poles.count - zeros.count }

    /// Makes the low-pass prototype, whose cut-off is 1.
    ///
    /// - Parameters:
    ///   - prototype: with its parameters in their ranges.
    ///   - order: 1 to 8.
    init(_ prototype: FilterPrototype, order: Int) {
        switch prototype {
        case .butterworth:
            poles = Self.onUnitCircle(order: order)
            gain = 1
        case .bessel(let norm):
            let constantTerm = BesselRoots.constantTerm(order: order)
            let scale =
                switch norm {
                case .delay: 1.0
                case .phase: power(10, -decimalLogarithm(constantTerm) / Double(order))
                case .magnitude: 1 / BesselRoots.halfPower[order - 1]
                }
            poles = BesselRoots.roots(order: order).scaled(by: scale)
            gain = norm == .phase ? 1 : constantTerm * (1...order).reduce(1) { product, _ in product * scale }
        case .chebyshevI(let ripple):
            let epsilon = exponentialMinusOne(ripple / 10 * Self.naturalLogarithmOfTen).squareRoot()
            poles = Self.onEllipse(order: order, stretch: inverseHyperbolicSine(1 / epsilon) / Double(order))
            gain = poles.valueAtZero / (order.isMultiple(of: 2) ? (1 + epsilon * epsilon).squareRoot() : 1)
        case .chebyshevII(let attenuation):
            let inverseEpsilon = exponentialMinusOne(attenuation / 10 * Self.naturalLogarithmOfTen).squareRoot()
            poles = Self.onEllipse(order: order, stretch: inverseHyperbolicSine(inverseEpsilon) / Double(order))
                .inverted(over: 1)
            zeros.pairs = Self.onUnitCircle(order: order).pairs.map { Complex(0, 1 / $0.imaginary) }
            gain = poles.valueAtZero / zeros.valueAtZero
        }
    }

    private static let naturalLogarithmOfTen = 2.302585092994046

    /// The poles of a Butterworth prototype; the highest Q first.
    private static func onUnitCircle(order: Int) -> RootSet {
        let pairs = (0..<order / 2).map { pair in
            let angle = .pi * Double(2 * pair + 1) / Double(2 * order)
            return Complex(-sine(angle), cosine(angle))
        }
        return RootSet(pairs: pairs, reals: order.isMultiple(of: 2) ? [] : [-1])
    }

    /// The poles of a Chebyshev I prototype: the circle's, drawn out by sinh and cosh of `stretch`.
    private static func onEllipse(order: Int, stretch: Double) -> RootSet {
        let circle = onUnitCircle(order: order)
        let (width, height) = (hyperbolicSine(stretch), hyperbolicCosine(stretch))
        return RootSet(
            pairs: circle.pairs.map { Complex($0.real * width, $0.imaginary * height) },
            reals: circle.reals.map { $0 * width })
    }

    /// Moves the prototype's cut-off from 1 to the band's pre-warped edges.
    func moved(to band: FilterBand, sampleRateHertz: Double) -> AnalogFilter {
        func warped(_ hertz: Double) -> Double { tangent(.pi * hertz / sampleRateHertz) }
        var result = self
        switch band {
        case .lowPass(let hertz):
            let cutoff = warped(hertz)
            result.zeros = zeros.scaled(by: cutoff)
            result.poles = poles.scaled(by: cutoff)
            result.gain *= Self.wholePower(cutoff, relativeDegree)
        case .highPass(let hertz):
            result.invert(over: warped(hertz))
            result.zeros.reals += Array(repeating: 0, count: relativeDegree)
        case .bandPass(let low, let high):
            let centre = (warped(low) * warped(high)).squareRoot()
            let width = Self.warpedWidth(low, high, sampleRateHertz)
            result.zeros = zeros.scaled(by: width / 2).split(around: centre)
            result.zeros.reals += Array(repeating: 0, count: relativeDegree)
            result.poles = poles.scaled(by: width / 2).split(around: centre)
            result.gain *= Self.wholePower(width, relativeDegree)
        case .bandStop(let low, let high):
            let centre = (warped(low) * warped(high)).squareRoot()
            result.invert(over: Self.warpedWidth(low, high, sampleRateHertz) / 2)
            result.zeros = result.zeros.split(around: centre)
            result.zeros.pairs += Array(repeating: Complex(0, centre), count: relativeDegree)
            result.poles = result.poles.split(around: centre)
        }
        return result
    }

    private mutating func invert(over factor: Double) {
        gain *= zeros.valueAtZero / poles.valueAtZero
        zeros = zeros.inverted(over: factor)
        poles = poles.inverted(over: factor)
    }

    /// tan(high) - tan(low), without the cancellation of a narrow band.
    private static func warpedWidth(_ low: Double, _ high: Double, _ rate: Double) -> Double {
        sine(.pi * (high - low) / rate) / (cosine(.pi * low / rate) * cosine(.pi * high / rate))
    }

    private static func wholePower(_ base: Double, _ exponent: Int) -> Double {
        (0..<exponent).reduce(1) { product, _ in product * base }
    }
}
