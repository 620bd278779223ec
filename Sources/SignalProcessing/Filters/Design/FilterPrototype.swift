// SPDX-License-Identifier: Apache-2.0

/// The family of a recursive filter: what its low-pass prototype is best at.
public enum FilterPrototype: Hashable, Sendable {
    /// Maximally flat gain in the pass band (Butterworth 1930). The gain at a cut-off is 1/√2.
    case butterworth
    /// Maximally flat delay (Thomson 1949): next to no overshoot, so that a step keeps its shape.
    case bessel(BesselNorm)
    /// The gain ripples between 0 and -`rippleDecibels` in the pass band, which ends where the gain leaves that range;
    /// steeper than Butterworth. `rippleDecibels` is above 0 and at most 20.
    case chebyshevI(rippleDecibels: Double)
    /// The gain ripples below -`attenuationDecibels` in the stop band, which begins at the given frequency; flat in the
    /// pass band. `attenuationDecibels` is from 3 to 200.
    case chebyshevII(attenuationDecibels: Double)

    /// The name in descriptions.
    public var name: String {
        switch self {
        case .butterworth: "Butterworth"
        case .bessel: "Bessel"
        case .chebyshevI(let ripple): "Chebyshev I (\(ripple) dB ripple)"
        case .chebyshevII(let attenuation): "Chebyshev II (\(attenuation) dB attenuation)"
        }
    }
}

/// What the cut-off of a Bessel filter means; the `norm` of `scipy.signal.bessel`.
public enum BesselNorm: String, Hashable, Sendable, CaseIterable {
    /// The phase has gone half its way; the asymptotes are those of a Butterworth filter of the same cut-off.
    case phase
    /// The analogue prototype's delay at low frequency is 1 / (2π · cut-off) seconds.
    case delay
    /// The gain is 1/√2 (-3.01 dB), as for Butterworth.
    case magnitude
}
