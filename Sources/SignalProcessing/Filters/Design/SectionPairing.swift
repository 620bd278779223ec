// SPDX-License-Identifier: Apache-2.0

/// Forms second-order sections from poles and zeros in the way of SciPy's `zpk2sos(pairing: "nearest")`: the poles nearest
/// the unit circle, which ring most, come last and get the zeros nearest to them, so that no section's gain rises far
/// above the whole filter's. Where two poles are equally near, SciPy's order hangs on rounding and ours may differ.
enum SectionPairing {
    /// - Parameter filter: as many finite zeros as poles, or fewer.
    /// - Returns: the sections after the bilinear transform, the whole gain in the first numerator.
    static func sections(of filter: AnalogFilter) -> [BiquadCoefficients] {
        let count = filter.poles.count
        var poles = DigitalRoot.all(of: filter.poles, paddedTo: count)
        var zeros = DigitalRoot.all(of: filter.zeros, paddedTo: count)
        var sections: [BiquadCoefficients] = []
        while let worst = poles.indices.min(by: { poles[$0].distanceToUnitCircle < poles[$1].distanceToUnitCircle }) {
            let first = poles.remove(at: worst)
            let denominator = quadratic(first) {
                let reals = poles.indices.filter { !poles[$0].isPair }
                return reals.min { poles[$0].distanceToUnitCircle < poles[$1].distanceToUnitCircle }
                    .map { poles.remove(at: $0) }
            }
            var numerator = (linear: 0.0, constant: 0.0)
            if let nearest = zeros.indices.min(by: { zeros[$0].distance(to: first) < zeros[$1].distance(to: first) }) {
                numerator = quadratic(zeros.remove(at: nearest)) {
                    let reals = zeros.indices.filter { !zeros[$0].isPair }
                    return reals.min { zeros[$0].distance(to: first) < zeros[$1].distance(to: first) }
                        .map { zeros.remove(at: $0) }
                }
            }
            sections.append(
                BiquadCoefficients(
                    b0: 1, b1: numerator.linear, b2: numerator.constant, a1: denominator.linear,
                    a2: denominator.constant))
        }
        sections.reverse()
        let gain = filter.gain * filter.zeros.valueAtOne / filter.poles.valueAtOne
        sections[0].b0 *= gain
        sections[0].b1 *= gain
        sections[0].b2 *= gain
        return sections
    }

    /// The polynomial of a pair, or of a real root and the partner that is found for it. Both halves have an even number
    /// of real roots, so that there is always one.
    private static func quadratic(
        _ root: DigitalRoot, partner: () -> DigitalRoot?
    ) -> (linear: Double, constant: Double) {
        guard !root.isPair else { return (root.linear, root.constant) }
        let other = partner()?.position.real ?? 0
        return (-(root.position.real + other), root.position.real * other)
    }
}
