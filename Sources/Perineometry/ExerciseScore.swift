// SPDX-License-Identifier: Apache-2.0

/// A figure that the coach of a guided exercise worked out, or why there is none: as sessions keep it and exports tell it.
public struct ExerciseScore: Hashable, Sendable, Codable {
    /// As docs/programmes.md and docs/metrics.md name it.
    public var name: String
    /// The id of its formula.
    public var definition: String
    public var unit: String
    /// The id of the phase.
    public var phase: String
    /// From 1; nil for a figure of the whole phase.
    public var repetition: Int?
    public var value: Double?
    /// Why there is no value, as the word of `Exclusion`.
    public var excluded: String?
    /// Why a resting pressure was refused, as the word of `RestPressureRefusal`.
    public var restRefusal: String?
    /// How many repetitions or seconds stand behind it.
    public var count: Int
    /// Percent of the time behind it that was not measured and is left out; nil where all was, and in older sessions.
    public var unusable: Double?

    public init(
        name: String, definition: String, unit: String, phase: String, repetition: Int? = nil, value: Double?,
        excluded: String? = nil, restRefusal: String? = nil, count: Int,
        unusable: Double? = nil
    ) {
        self.name = name
        self.definition = definition
        self.unit = unit
        self.phase = phase
        self.repetition = repetition
        self.value = value
        self.excluded = excluded
        self.restRefusal = restRefusal
        self.count = count
        self.unusable = unusable
    }
}
