// SPDX-License-Identifier: Apache-2.0

/// Resting pressure over the atmosphere (`rest_pressure`), or why it cannot be stated. It is refused, never guessed.
public enum RestPressure: Hashable, Sendable, BitwiseCopyable {
    /// cmH2O over the atmosphere.
    case value(Double)
    case refused(RestPressureRefusal)
}

/// Why a resting pressure cannot be stated. The raw value is the name on the wire.
public enum RestPressureRefusal: String, Sendable, Codable, CaseIterable, BitwiseCopyable {
    /// The probe was never zeroed: its pressure counts from the factory's calibration.
    case notZeroed
    /// Zeroed in place, rest is 0 by definition.
    case zeroedInSitu
    /// No resting level is known.
    case notKnown
    /// The muscle is contracted now.
    case contracted
    /// There was not enough rest yet to see whether the pressure drifts.
    case warmingUp
    /// The pressure drifts.
    case notSettled
}

extension RestPressure {
    /// Judges a resting level.
    ///
    /// The reasons that need somebody to do something come before those that pass by themselves.
    ///
    /// - Parameters:
    ///   - level: the resting level as zeroed, cmH2O; nil or not finite while it is not known.
    ///   - zero: what it counts from.
    ///   - isContracted: whether the muscle is contracted now.
    ///   - slopePerMinute: how it drifts, cmH2O a minute; nil while that is not known.
    ///   - isSettled: whether it was seen not to drift.
    public init(
        level: Double?, zero: ZeroState, isContracted: Bool = false, slopePerMinute: Double?, isSettled: Bool
    ) {
        switch zero {
        case .none: self = .refused(.notZeroed)
        case .inSitu: self = .refused(.zeroedInSitu)
        case .air:
            if isContracted {
                self = .refused(.contracted)
            } else if let level, level.isFinite {
                self =
                    isSettled
                    ? .value(level) : slopePerMinute == nil ? .refused(.warmingUp) : .refused(.notSettled)
            } else {
                self = .refused(.notKnown)
            }
        }
    }
}
