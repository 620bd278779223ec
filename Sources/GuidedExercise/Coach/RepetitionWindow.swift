// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// From a cue to contract to the cue to let go, and the contraction that answered.
struct RepetitionWindow: Hashable, Sendable, Codable {
    /// From 0.
    var repetition: Int
    /// Microseconds of device time.
    var cue: UInt64
    var releaseCue: UInt64?
    /// What was asked, in seconds.
    var plannedSeconds: Double
    /// cmH2O at the cue.
    var rest: Double?
    var band: PressureBand?
    /// Whatever rose first after the cue, and its onset as last heard of.
    var firstID: UInt64?
    var firstOnset: UInt64?
    var contraction: SeenFigures?
    /// What came instead of a contraction.
    var other: ContractionKind?
    var isInterrupted = false
    /// It belongs to a stretch of the signal that was interrupted since: no onset answers it any more.
    var isPast = false

    /// From so long before a cue, for who sees it coming, to so long after it a contraction answers it, or as long as the
    /// cue stands (assumption, as the detector's own).
    static let before: UInt64 = 300_000
    static let after: UInt64 = 3_000_000

    /// Whether an onset answers this cue, where it answers no later one.
    func isAnswered(by onset: UInt64) -> Bool {
        guard !isPast, onset &+ Self.before >= cue else { return false }
        guard let releaseCue else { return true }
        return onset <= max(releaseCue, cue &+ Self.after)
    }
}

/// The figures of a contraction, as kept.
struct SeenFigures: Hashable, Sendable, Codable {
    var onset: UInt64
    var values: [Metric: Double]
    var limitation: ContractionMetrics.Limitation?
    var origin: ContractionOrigin
    /// Nothing is missing about its onset.
    var isOnsetMeasured: Bool
    /// Nothing is missing of it and of its tail.
    var isWhole: Bool

    init(_ metrics: ContractionMetrics) {
        onset = metrics.contraction.onset.deviceTime.microseconds
        limitation = metrics.limitation
        origin = metrics.contraction.origin
        isOnsetMeasured = metrics.isOnsetMeasured
        isWhole = metrics.isWhole && metrics.tail != .interrupted
        var values: [Metric: Double] = [:]
        for metric in Metric.ofContraction { values[metric] = metrics[metric] }
        self.values = values
    }

    /// Why a figure is missing.
    var exclusion: Exclusion {
        switch limitation {
        case .interrupted: .interrupted
        case .clipped: .clipped
        case nil: isWhole ? .notMeasurable : .interrupted
        case .longerThanHistory, .notAboveRest: .notMeasurable
        case .notAContraction: .indeterminate
        }
    }
}

/// A contraction as heard of while it happens.
struct SeenContraction: Hashable, Sendable, Codable {
    var id: UInt64
    var onset: UInt64
    /// Nil while it lasts.
    var offset: UInt64?
    var kind: ContractionKind
    var isFinal: Bool

    /// Whether it is, or may yet be, a contraction of the pelvic floor.
    var counts: Bool { kind.isContraction || !isFinal && kind == .indeterminate }

    func overlaps(_ from: UInt64, _ to: UInt64) -> Bool { onset < to && (offset ?? .max) > from }
}

/// A span of noticing.
struct NoticeSpan: Hashable, Sendable, Codable {
    var repetition: Int
    var from: UInt64
    var to: UInt64?
    var wasFelt = false
    /// Nil until it is looked at.
    var wasMeasured: Bool?
    /// Too much of it is missing to say whether there was a contraction.
    var isUnknown = false
}
