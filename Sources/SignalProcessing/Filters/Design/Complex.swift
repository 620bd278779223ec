// SPDX-License-Identifier: Apache-2.0

/// As much of the complex numbers as filter design needs.
struct Complex: Hashable, Sendable {
    var real: Double
    var imaginary: Double

    init(_ real: Double, _ imaginary: Double) {
        self.real = real
        self.imaginary = imaginary
    }

    var magnitude: Double { hypotenuse(real, imaginary) }
    var squaredMagnitude: Double { real * real + imaginary * imaginary }
    var conjugate: Complex { Complex(real, -imaginary) }

    /// The root with a real part of 0 or more.
    var squareRoot: Complex {
        guard magnitude > 0 else { return Complex(0, 0) }
        // The larger part comes from a sum of like signs, the smaller from the product: nothing cancels.
        let larger = ((magnitude + abs(real)) / 2).squareRoot()
        let smaller = abs(imaginary) / (2 * larger)
        let (x, y) = real >= 0 ? (larger, smaller) : (smaller, larger)
        return Complex(x, imaginary < 0 ? -y : y)
    }

    static func + (a: Complex, b: Complex) -> Complex { Complex(a.real + b.real, a.imaginary + b.imaginary) }
    static func - (a: Complex, b: Complex) -> Complex { Complex(a.real - b.real, a.imaginary - b.imaginary) }
    static func * (a: Complex, b: Complex) -> Complex {
        Complex(a.real * b.real - a.imaginary * b.imaginary, a.real * b.imaginary + a.imaginary * b.real)
    }
    static func * (a: Complex, b: Double) -> Complex { Complex(a.real * b, a.imaginary * b) }
    static func / (a: Double, b: Complex) -> Complex { b.conjugate * (a / b.squaredMagnitude) }
    static func / (a: Complex, b: Complex) -> Complex {
        let product = a * b.conjugate
        return Complex(product.real / b.squaredMagnitude, product.imaginary / b.squaredMagnitude)
    }
}
