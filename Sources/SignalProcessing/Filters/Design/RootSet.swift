// SPDX-License-Identifier: Apache-2.0

/// The roots of a polynomial with real coefficients.
struct RootSet: Hashable, Sendable {
    /// Of each conjugate pair the one with a positive imaginary part.
    var pairs: [Complex] = []
    var reals: [Double] = []

    var count: Int { 2 * pairs.count + reals.count }

    /// The product of all roots with their signs turned: the polynomial's value at 0.
    var valueAtZero: Double {
        pairs.reduce(1) { $0 * $1.squaredMagnitude } * reals.reduce(1) { $0 * -$1 }
    }

    /// The polynomial's value at 1.
    var valueAtOne: Double {
        pairs.reduce(1) { $0 * Complex(1 - $1.real, $1.imaginary).squaredMagnitude }
            * reals.reduce(1) { $0 * (1 - $1) }
    }

    func scaled(by factor: Double) -> RootSet {
        RootSet(pairs: pairs.map { $0 * factor }, reals: reals.map { $0 * factor })
    }

    /// factor / root, of every root.
    func inverted(over factor: Double) -> RootSet {
        RootSet(
            pairs: pairs.map {
                let inverse = factor / $0
                return Complex(inverse.real, abs(inverse.imaginary))
            }, reals: reals.map { factor / $0 })
    }

    /// For every root r the two solutions s of s² - 2rs + centre² = 0, which is what becomes of r when a low-pass is
    /// moved from 0 to ±centre.
    func split(around centre: Double) -> RootSet {
        var result = RootSet()
        for root in pairs {
            let discriminant =
                (Complex(root.real - centre, root.imaginary) * Complex(root.real + centre, root.imaginary))
            let offset = discriminant.squareRoot
            // The outer solution is the sum of like signs; the inner one follows from the product, so nothing cancels.
            let isAligned = root.real * offset.real + root.imaginary * offset.imaginary >= 0
            let outer = isAligned ? root + offset : root - offset
            let inner = (centre * centre) / outer
            result.pairs.append(Complex(outer.real, abs(outer.imaginary)))
            result.pairs.append(Complex(inner.real, abs(inner.imaginary)))
        }
        for root in reals {
            let discriminant = (root - centre) * (root + centre)
            if discriminant < 0 {
                result.pairs.append(Complex(root, (-discriminant).squareRoot()))
            } else {
                let outer = root + (root < 0 ? -discriminant.squareRoot() : discriminant.squareRoot())
                result.reals.append(outer)
                result.reals.append(centre * centre / outer)
            }
        }
        return result
    }
}
