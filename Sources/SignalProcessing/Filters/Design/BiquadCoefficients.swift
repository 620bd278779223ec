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

    /// The delay that a slow variation at the given frequency suffers, in samples: -dφ/dω of H(e^jω).
    ///
    /// For a polynomial C in z^-1 the delay is Re(Σ k·c_k·z^-k / Σ c_k·z^-k); the section's delay is that of its
    /// numerator less that of its denominator (the method of `scipy.signal.group_delay`). Undefined where the gain is
    /// zero, as at half the sampling rate for a low-pass.
    ///
    /// - Parameter radiansPerSample: 2π · frequency / sampling rate, from 0 to below π.
    /// - Returns: the delay in samples.
    public func groupDelaySamples(atRadiansPerSample radiansPerSample: Double) -> Double {
        Self.delay(b0, b1, b2, radiansPerSample) - Self.delay(1, a1, a2, radiansPerSample)
    }

    private static func delay(_ c0: Double, _ c1: Double, _ c2: Double, _ omega: Double) -> Double {
        let (cosine1, sine1) = (cosine(omega), sine(omega))
        let (cosine2, sine2) = (cosine(2 * omega), sine(2 * omega))
        let real = c0 + c1 * cosine1 + c2 * cosine2
        let imaginary = -(c1 * sine1 + c2 * sine2)
        let weightedReal = c1 * cosine1 + 2 * c2 * cosine2
        let weightedImaginary = -(c1 * sine1 + 2 * c2 * sine2)
        return (weightedReal * real + weightedImaginary * imaginary) / (real * real + imaginary * imaginary)
    }
}
