// SPDX-License-Identifier: Apache-2.0

/// Resting pressure over the atmosphere (`rest_pressure`), or why it cannot be stated. It is refused, never guessed.
public enum RestPressure: Hashable, Sendable, BitwiseCopyable {
    /// cmH2O over the atmosphere.
    case value(Double)
    case refused(RestPressureRefusal)

    /// cmH2O over the atmosphere; nil where refused.
    public var cmH2O: Double? {
        if case .value(let value) = self { value } else { nil }
    }
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
    /// Zeroed anew within the session: the values before and after do not belong together.
    case zeroChanged
    /// Less accepted rest than `RestFigures.leastSeconds`.
    case tooLittleRest

    /// For people: what is the matter and what helps.
    public var explanation: String {
        switch self {
        case .notZeroed: "never zeroed: zero in air before insertion"
        case .zeroedInSitu: "zeroed in place, where rest is 0 by definition: zero in air before insertion"
        case .notKnown: "no resting level is known yet: rest for a few seconds"
        case .contracted: "the muscle is contracted: let go and wait a moment"
        case .warmingUp: "too little rest to see whether the pressure drifts: wait half a minute"
        case .notSettled: "the pressure drifts: wait until the probe has warmed up"
        case .zeroChanged: "zeroed anew within the session: zero once, before insertion"
        case .tooLittleRest: "less than \(RestFigures.leastSeconds) s of rest: begin with a quiet minute"
        }
    }
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
