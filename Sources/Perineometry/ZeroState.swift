// SPDX-License-Identifier: Apache-2.0

/// What pressures are measured from. Absolute values mean nothing without it: zeroed in place, rest is 0 by definition.
public enum ZeroState: String, Sendable, Codable, CaseIterable, BitwiseCopyable {
    /// Never zeroed: the factory calibration alone.
    case none
    /// Zeroed in air before insertion: pressures are relative to the atmosphere.
    case air
    /// Zeroed in place: resting pressure is 0 by definition and must not be reported.
    case inSitu
}
