// SPDX-License-Identifier: Apache-2.0

/// The roots of the reverse Bessel polynomials θ₁ to θ₈ (Krall and Frink 1949): the poles of the low-pass whose delay is
/// 1 s at zero frequency. Computed to 60 digits with mpmath from θₙ(s) = Σ (2n-k)! / (2ⁿ⁻ᵏ k! (n-k)!) sᵏ; the tests hold
/// them to a table that scripts/golden/filters.py writes.
enum BesselRoots {
    /// Of each order, beginning with 1, the roots with a positive imaginary part.
    private static let pairs: [[Complex]] = [
        [],
        [Complex(-1.5, 0.8660254037844386)],
        [Complex(-1.8389073226869572, 1.7543809597837217)],
        [Complex(-2.1037893971796278, 2.6574180418567526), Complex(-2.8962106028203722, 0.8672341289345038)],
        [Complex(-2.324674303181645, 3.571022920337976), Complex(-3.3519563991535333, 1.7426614161831977)],
        [
            Complex(-2.5159322478108215, 4.492672953653942), Complex(-3.735708356325815, 2.6262723114471256),
            Complex(-4.248359395863364, 0.8675096732313656),
        ],
        [
            Complex(-2.6856768789432657, 5.420694130716749), Complex(-4.070139163638138, 3.5171740477097533),
            Complex(-4.758290528154629, 1.7392860611305365),
        ],
        [
            Complex(-2.8389839488976305, 6.353911298604877), Complex(-4.368289217202403, 4.414442500471539),
            Complex(-5.204840790636882, 2.6161751526425276), Complex(-5.587886043263085, 0.8676144453527864),
        ],
    ]

    /// The real roots of the odd orders 1, 3, 5 and 7.
    private static let reals = [-1.0, -2.3221853546260856, -3.6467385953296434, -4.971786858527936]

    /// Where the gain of the prototype with a delay of 1 s is 1/√2, in radians per second, of each order.
    static let halfPower = [
        1.0, 1.3616541287161306, 1.7556723686812106, 2.113917674904216, 2.427410702152628, 2.703395061202922,
        2.9517221470387227, 3.1796172375106515,
    ]

    static func roots(order: Int) -> RootSet {
        RootSet(pairs: pairs[order - 1], reals: order.isMultiple(of: 2) ? [] : [reals[order / 2]])
    }

    /// θₙ(0) = (2n)! / (2ⁿ n!) = 1·3·5·…·(2n-1): the gain that makes the prototype's gain at zero frequency 1.
    static func constantTerm(order: Int) -> Double {
        (1...order).reduce(1) { $0 * Double(2 * $1 - 1) }
    }
}
