// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// A value, or why there is none.
public struct Score: Hashable, Sendable, Codable {
    public var name: ScoreName
    /// The id of its formula.
    public var definition: String
    public var unit: MetricUnit
    public var phase: String
    /// From 1; nil for a score of the whole phase.
    public var repetition: Int?
    public var value: Double?
    /// Why there is no value.
    public var excluded: Exclusion?
    /// Why a resting pressure was refused.
    public var restRefusal: RestPressureRefusal?
    /// How many repetitions or seconds stand behind it.
    public var count: Int
    /// Where the pressure came from, as far as that can be told; nil where it is about no contraction.
    public var origin: ContractionOrigin?
    /// Percent of the time behind it that was not measured, for samples were missing or clipped: it is left out of the
    /// figure. Nil where all was measured, and where the figure is of single contractions.
    public var unusable: Double?

    /// The definition and the unit are those of the name.
    public init(
        _ name: ScoreName, phase: String, repetition: Int? = nil, value: Double?, excluded: Exclusion? = nil,
        restRefusal: RestPressureRefusal? = nil, count: Int = 1, origin: ContractionOrigin? = nil,
        unusable: Double? = nil
    ) {
        self.name = name
        definition = name.definition
        unit = name.unit
        self.phase = phase
        self.repetition = repetition
        self.value = value
        self.excluded = value == nil ? excluded ?? .notMeasurable : nil
        self.restRefusal = restRefusal
        self.count = count
        self.origin = origin
        self.unusable = unusable
    }
}

/// Why a score has no value. The raw value is the name on the wire.
public enum Exclusion: String, Hashable, Sendable, Codable, CaseIterable {
    /// It needs a maximum, and this run goes without.
    case noMaximum
    /// A resting pressure cannot be stated; `restRefusal` says why.
    case restRefused
    /// No contraction was seen after the cue.
    case noContractionSeen
    /// The pressure came from the abdomen.
    case fromAbdomen
    /// What was seen cannot be told apart.
    case indeterminate
    case needsAbdominalChannel
    /// Samples were missing where they matter, or too many.
    case interrupted
    /// The converter was at its limit.
    case clipped
    /// The target was not known in cmH2O.
    case targetUnknown
    /// The phase was skipped, or ended early.
    case notDone
    /// Its definition does not apply to what was seen.
    case notMeasurable
}
