// SPDX-License-Identifier: Apache-2.0
import ContractionDetection

/// How much of a stretch was measured, in microseconds.
struct Coverage: Hashable, Sendable, Codable {
    private(set) var measured: Int64 = 0
    /// Of samples that were missing, those that others stood in for among them.
    private(set) var missing: Int64 = 0
    private(set) var clipped: Int64 = 0

    /// Two samples farther apart are not neighbours: samples come at 10 Hz at least.
    static let longestStep: Int64 = 150_000

    /// Takes the time that a sample stands for: that since the one before.
    mutating func add(_ elapsed: Int64, of quality: SampleQuality) {
        switch quality {
        case .measured where elapsed <= Self.longestStep: measured += elapsed
        case .measured, .standIn: missing += elapsed
        case .clipped: clipped += elapsed
        }
    }

    mutating func add(_ other: Coverage) {
        measured += other.measured
        missing += other.missing
        clipped += other.clipped
    }

    var unusable: Int64 { missing + clipped }

    /// Percent that was not measured; nil where all was.
    var unusableShare: Double? { unusable > 0 ? 100 * Double(unusable) / Double(measured + unusable) : nil }

    /// Where more is not measured nothing is stated (assumption).
    static let unusableShareLimit = 10.0

    /// Why nothing can be stated of it; nil where something can.
    var exclusion: Exclusion? {
        guard let unusableShare, unusableShare > Self.unusableShareLimit else { return nil }
        return whatIsMissing
    }

    /// As `exclusion`, of a moment that lies somewhere in it: it may lie where nothing was measured. Less than the live
    /// filter smears makes no difference (assumption).
    var momentExclusion: Exclusion? { unusable > 20_000 ? whatIsMissing : nil }

    private var whatIsMissing: Exclusion { clipped > missing ? .clipped : .interrupted }
}

/// The mean of what was measured of a stretch.
struct CoveredMean: Hashable, Sendable, Codable {
    private var sum = MeanSum()
    private(set) var coverage = Coverage()

    mutating func add(_ pressure: Double, _ elapsed: Int64, of quality: SampleQuality) {
        if quality == .measured { sum.add(pressure) }
        coverage.add(elapsed, of: quality)
    }

    var mean: Double? { sum.mean }
}

/// A figure of a repetition, or why there is none.
struct Figure: Hashable, Sendable, Codable {
    var value: Double?
    var excluded: Exclusion?
    /// Percent of its time that was not measured.
    var unusable: Double?

    init(_ value: Double?, _ coverage: Coverage) {
        excluded = coverage.exclusion
        self.value = excluded == nil ? value : nil
        unusable = coverage.unusableShare
    }

    init(moment: Double?, excluded: Exclusion?) {
        value = excluded == nil ? moment : nil
        self.excluded = excluded
    }
}

/// The mean of a figure over the steps of a repetition; those of which too much is missing are left out.
struct StepFigures: Hashable, Sendable, Codable {
    private var values = MeanSum()
    private var coverage = Coverage()
    private var excluded: Exclusion?

    mutating func add(_ value: Double?, _ coverage: Coverage) {
        self.coverage.add(coverage)
        if let exclusion = coverage.exclusion { excluded = exclusion } else if let value { values.add(value) }
    }

    /// Nil where there was nothing to measure.
    var figure: Figure? {
        guard let mean = values.mean else { return excluded.map { Figure(moment: nil, excluded: $0) } }
        return Figure(mean, coverage)
    }
}
