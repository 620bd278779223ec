// SPDX-License-Identifier: Apache-2.0

/// One second-order section of a digital filter, normalised to a0 = 1:
///
///     H(z) = (b0 + b1 z^-1 + b2 z^-2) / (1 + a1 z^-1 + a2 z^-2)
///
/// The signs are those of SciPy's second-order sections (`sos` rows `b0 b1 b2 1 a1 a2`).
public struct BiquadCoefficients: Hashable, Sendable, BitwiseCopyable {
    public var b0: Double
    public var b1: Double
    public var b2: Double
    public var a1: Double
    public var a2: Double

    public init(b0: Double, b1: Double, b2: Double, a1: Double, a2: Double) {
        self.b0 = b0
        self.b1 = b1
        self.b2 = b2
        self.a1 = a1
        self.a2 = a2
    }

    /// Passes its input unchanged.
    public static let identity = BiquadCoefficients(b0: 1, b1: 0, b2: 0, a1: 0, a2: 0)

    /// The gain for a constant input, H(1).
    public var gainAtZeroFrequency: Double { (b0 + b1 + b2) / (1 + a1 + a2) }

    /// The gain |H| at a frequency.
    ///
    /// - Parameter radiansPerSample: 2π · frequency / sampling rate, from 0 to π.
    /// - Returns: the ratio of amplitudes.
    public func gain(atRadiansPerSample radiansPerSample: Double) -> Double {
        Self.value(b0, b1, b2, radiansPerSample).magnitude / Self.value(1, a1, a2, radiansPerSample).magnitude
    }

    /// The delay that the envelope of an oscillation of the given frequency suffers, in samples: -dφ/dω of H(e^jω).
    ///
    /// For a polynomial C in z^-1 the delay is Re(Σ k·c_k·z^-k / Σ c_k·z^-k); the section's delay is that of its
    /// numerator less that of its denominator (the method of `scipy.signal.group_delay`). A zero on the unit circle delays
    /// by half a sample at every frequency, also there where it lets nothing pass.
    ///
    /// - Parameter radiansPerSample: 2π · frequency / sampling rate, from 0 to below π.
    /// - Returns: the delay in samples.
    public func groupDelaySamples(atRadiansPerSample radiansPerSample: Double) -> Double {
        // A numerator that reads the same in both directions, up to a sign, has linear phase.
        let numerator = b0 == b2 || b0 == -b2 && b1 == 0 ? 1 : Self.delay(b0, b1, b2, radiansPerSample)
        return numerator - Self.delay(1, a1, a2, radiansPerSample)
    }

    /// c0 + c1 z^-1 + c2 z^-2 at z = e^jω, about its value at z = 1: of the poles of a slow filter, which lie close to 1,
    /// nearly all digits would cancel in the plain sum.
    private static func value(_ c0: Double, _ c1: Double, _ c2: Double, _ omega: Double) -> Complex {
        let once = fallen(omega)
        let twice = fallen(2 * omega)
        return Complex(
            ((c0 + c1) + c2) - (c1 * once.real + c2 * twice.real), -(c1 * once.imaginary + c2 * twice.imaginary))
    }

    /// 1 - e^-jω.
    private static func fallen(_ omega: Double) -> Complex {
        let half = sine(omega / 2)
        return Complex(2 * half * half, 2 * half * cosine(omega / 2))
    }

    private static func delay(_ c0: Double, _ c1: Double, _ c2: Double, _ omega: Double) -> Double {
        let weighted = Complex(
            c1 * cosine(omega) + 2 * c2 * cosine(2 * omega), -(c1 * sine(omega) + 2 * c2 * sine(2 * omega)))
        return (weighted / value(c0, c1, c2, omega)).real
    }
}
