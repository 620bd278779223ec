// SPDX-License-Identifier: Apache-2.0

/// A pole or zero in the z plane: one real root, or a conjugate pair.
struct DigitalRoot: Hashable, Sendable {
    /// The root; of a pair the one above the real axis.
    var position: Complex
    var isPair: Bool
    /// Of a pair: the coefficients of z⁻¹ and z⁻² in (1 - r z⁻¹)(1 - r* z⁻¹), from the s plane, where nothing cancels.
    var linear = 0.0
    var constant = 0.0

    init(real: Double) {
        position = Complex(real, 0)
        isPair = false
    }

    /// The bilinear transform (1 + s) / (1 - s) of a pair.
    init(pairAt s: Complex) {
        let denominator = Complex(1 - s.real, s.imaginary).squaredMagnitude
        let magnitude = s.magnitude
        position = Complex((1 - magnitude) * (1 + magnitude) / denominator, 2 * s.imaginary / denominator)
        isPair = true
        linear = -2 * position.real
        constant = Complex(1 + s.real, s.imaginary).squaredMagnitude / denominator
    }

    /// What `zpk2sos` sorts poles by: the poles nearest the unit circle form the last section.
    var distanceToUnitCircle: Double { abs(1 - position.magnitude) }

    func distance(to other: DigitalRoot) -> Double { (position - other.position).magnitude }

    /// The roots of one half of a transfer function, with `count` - roots.count more at z = -1, where infinity goes;
    /// in SciPy's order: pairs, then real roots, by real part.
    static func all(of roots: RootSet, paddedTo count: Int) -> [DigitalRoot] {
        let pairs = roots.pairs.map(DigitalRoot.init(pairAt:))
        var reals = roots.reals.map { (1 + $0) / (1 - $0) }
        reals += Array(repeating: -1, count: count - roots.count)
        // An odd order leaves half a section, which a root at 0 fills up without effect.
        if !count.isMultiple(of: 2) { reals.append(0) }
        return pairs.sorted { ($0.position.real, $0.position.imaginary) < ($1.position.real, $1.position.imaginary) }
            + reals.sorted().map(DigitalRoot.init(real:))
    }
}
