// SPDX-License-Identifier: Apache-2.0

/// Which frequencies a filter lets through. Frequencies are in hertz, at least a millionth of the sampling rate and below
/// half of it.
public enum FilterBand: Hashable, Sendable {
    /// Passes what is slower than the cut-off.
    case lowPass(hertz: Double)
    /// Passes what is faster than the cut-off.
    case highPass(hertz: Double)
    /// Passes what lies between the edges. The filter has twice the order that is asked for.
    case bandPass(lowHertz: Double, highHertz: Double)
    /// Stops what lies between the edges. The filter has twice the order that is asked for.
    case bandStop(lowHertz: Double, highHertz: Double)

    /// The name in descriptions, with the edges.
    public var name: String {
        switch self {
        case .lowPass(let hertz): "low-pass \(Self.text(hertz)) Hz"
        case .highPass(let hertz): "high-pass \(Self.text(hertz)) Hz"
        case .bandPass(let low, let high): "band-pass \(Self.text(low))-\(Self.text(high)) Hz"
        case .bandStop(let low, let high): "band-stop \(Self.text(low))-\(Self.text(high)) Hz"
        }
    }

    /// The frequency inside the pass band at which the delay of the whole filter is stated: 0 Hz where it passes, the
    /// geometric middle of a band-pass, and twice the cut-off of a high-pass unless half the sampling rate is too near.
    func referenceHertz(sampleRateHertz: Double) -> Double {
        switch self {
        case .lowPass, .bandStop: 0
        case .highPass(let hertz): min(2 * hertz, (hertz + sampleRateHertz / 2) / 2)
        case .bandPass(let low, let high): (low * high).squareRoot()
        }
    }

    /// Whole numbers without their point.
    static func text(_ number: Double) -> String {
        Int(exactly: number).map(String.init) ?? String(number)
    }
}
