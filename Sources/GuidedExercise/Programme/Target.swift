// SPDX-License-Identifier: Apache-2.0

/// Where the pressure is asked to be.
public struct Target: Hashable, Sendable, Codable {
    public var band: TargetBand
    /// Used where `band` is a share of the maximum and no maximum is known.
    public var withoutMaximum: TargetBand?

    public init(_ band: TargetBand, withoutMaximum: TargetBand? = nil) {
        self.band = band
        self.withoutMaximum = withoutMaximum
    }

    var usesMaximum: Bool { if case .ofMaximum = band { true } else { false } }
    var needsMaximum: Bool { usesMaximum && withoutMaximum == nil }
}

/// A band of pressure, before it is known in cmH2O.
public enum TargetBand: Hashable, Sendable, Codable {
    /// Share of the person's own maximum, above rest: 0 to 1.
    case ofMaximum(Span)
    /// cmH2O above the tracked resting level at the cue.
    case aboveRest(Span)
    /// cmH2O from the zero.
    case absolute(Span)
    /// Standard deviations around the level of the last phase that measured `phase_rest_sd`.
    case ofBaseline(Span)
}

/// Where a band begins and ends. A band with no lower end is reached from above.
public struct Span: Hashable, Sendable, Codable {
    public var lower: Double?
    public var upper: Double

    public init(lower: Double? = nil, upper: Double) {
        self.lower = lower
        self.upper = upper
    }
}

/// A band of pressure in cmH2O from the zero in use.
public struct PressureBand: Hashable, Sendable, Codable {
    public var lower: Double?
    public var upper: Double

    public init(lower: Double?, upper: Double) {
        self.lower = lower
        self.upper = upper
    }

    public func contains(_ pressure: Double) -> Bool { pressure <= upper && pressure >= lower ?? -.infinity }

    /// What `target_error` is measured from: the middle; where there is no lower end, the upper.
    public var centre: Double { lower.map { ($0 + upper) / 2 } ?? upper }
}

/// What bands count from.
struct TargetReference: Hashable, Sendable, Codable {
    /// cmH2O above rest.
    var maximum: Double?
    /// cmH2O from the zero.
    var rest: Double?
    var baseline: Baseline?
}

/// A level and its steadiness, of a phase of rest.
struct Baseline: Hashable, Sendable, Codable {
    var level: Double
    var deviation: Double
}

extension Target {
    /// The band in cmH2O; nil where what it counts from is not known.
    func resolved(by reference: TargetReference) -> PressureBand? {
        band.resolved(by: reference) ?? withoutMaximum?.resolved(by: reference)
    }
}

extension TargetBand {
    fileprivate func resolved(by reference: TargetReference) -> PressureBand? {
        let (origin, unit, span): (Double?, Double?, Span) =
            switch self {
            case .ofMaximum(let span): (reference.rest, reference.maximum, span)
            case .aboveRest(let span): (reference.rest, 1, span)
            case .absolute(let span): (0, 1, span)
            // A rest without any unsteadiness is the converter's, not a person's.
            case .ofBaseline(let span):
                (reference.baseline?.level, reference.baseline.map { max($0.deviation, 0.05) }, span)
            }
        guard let origin, let unit else { return nil }
        return PressureBand(lower: span.lower.map { origin + unit * $0 }, upper: origin + unit * span.upper)
    }
}
