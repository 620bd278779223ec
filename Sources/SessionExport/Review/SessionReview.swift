// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// What a review shows of one session: every figure with what it counts from, and what was left out.
///
/// Pressures are cmH2O, times seconds from the first sample. Figures are keyed by the names of `Metric`; those that do not
/// apply are missing.
public struct SessionReview: Hashable, Sendable, Codable {
    /// One more with every change of what a review holds of the same session: those that were kept are made again.
    public static let revision = 1

    public var session: String
    /// RFC 3339, local time with its offset.
    public var started: String
    public var isSimulated: Bool
    /// The kind of file that it was imported from; nil where it was recorded here.
    public var importedFrom: String?
    public var software: String
    public var device: DeviceFacts
    public var programme: String?
    public var zero: ZeroState
    /// Zeroed anew within the session: pressures before and after do not belong together.
    public var isZeroChanged: Bool
    public var conditions: MeasurementConditions
    /// The rule by which contractions were found; nil where nobody knows.
    public var detector: String?
    public var scoring: Scoring

    /// From the first sample to the end of the last, gaps included.
    public var seconds: Double
    public var excluded: ExcludedTime
    public var restBefore: RestReview
    public var restAfter: RestReview
    /// Of the whole session.
    public var figures: [String: Double]
    /// Of each figure of contractions the median over those of the pelvic floor that have it.
    public var medians: [String: Double]
    /// How many events of each kind.
    public var counts: [String: Int]
    /// How many contractions of the pelvic floor were `cued`, `uncued`, or of `unknown` cue.
    public var cues: [String: Int]
    public var contractions: [ContractionReview]
    /// In English.
    public var notices: [String]
    /// The same for programs, in the same order; nil where nobody knows them apart.
    public var noticeKeys: [RecordingNotice]?
    /// The guided exercises in it, the earliest first; nil where there was none.
    public var exercises: [ExerciseReview]?

    public init(_ survey: SessionSurvey) {
        let facts = survey.facts
        let figures = survey.figures
        session = facts.id
        started = facts.start.rfc3339
        isSimulated = facts.isSimulated
        importedFrom = facts.importedFrom
        software = facts.software
        device = facts.device
        programme = facts.programme
        zero = facts.zero
        isZeroChanged = survey.isZeroChanged
        conditions = facts.conditions
        detector = survey.detectorID
        scoring = survey.scoring
        seconds = survey.seconds
        excluded = ExcludedTime(survey)
        restBefore = RestReview(figures?.preRest)
        restAfter = RestReview(figures?.postRest)
        self.figures = Self.named(Metric.ofSession) { figures?[$0] }
        let ofPelvicFloor = survey.contractions.filter(\.contraction.kind.isContraction)
        medians = Self.named(Metric.ofContraction) { metric in
            Self.median(ofPelvicFloor.compactMap { $0.metrics?[metric] }.filter(\.isFinite))
        }
        counts = Dictionary(grouping: survey.contractions, by: \.contraction.kind.rawValue).mapValues(\.count)
        cues = Dictionary(grouping: ofPelvicFloor, by: \.contraction.cue.rawValue).mapValues(\.count)
        contractions = survey.contractions.enumerated().map {
            ContractionReview($0.element, number: $0.offset + 1, survey)
        }
        notices = facts.notices
        exercises = survey.exercises.isEmpty ? nil : survey.exercises
    }

    /// What is known of how it came about, once it was read to its end.
    public mutating func take(_ known: [RecordingNotice]) {
        notices = known.map(\.sentence)
        noticeKeys = known
    }

    /// Contractions of the pelvic floor that nobody asked for; nil where nobody said of any whether there was a cue.
    public var uncuedClenches: [ContractionReview]? {
        let known = contractions.filter { $0.isContraction && $0.cue != .unknown }
        return known.isEmpty ? nil : known.filter { $0.cue == .uncued }
    }

    /// Time at ease as a percentage of the time that could be used; nil where that is not known.
    public var easePercent: Double? { share(of: .timeAtEase) }

    func share(of metric: Metric) -> Double? {
        guard let length = figures[Metric.sessionLength.rawValue], let part = figures[metric.rawValue] else {
            return nil
        }
        let usable = length - (figures[Metric.timeNotUsable.rawValue] ?? 0)
        return usable > 0 ? part / usable * 100 : nil
    }

    static func named(_ metrics: [Metric], _ value: (Metric) -> Double?) -> [String: Double] {
        var named: [String: Double] = [:]
        for metric in metrics { if let value = value(metric), value.isFinite { named[metric.rawValue] = value } }
        return named
    }

    static func median(_ values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }
}

/// What of a session is in no figure.
public struct ExcludedTime: Hashable, Sendable, Codable {
    /// How many gaps, and seams at which nobody knows how many samples are missing.
    public var gaps: Int
    public var gapSeconds: Double
    /// How many gaps of each reason.
    public var gapReasons: [String: Int]
    /// The converter was at its limit: what was above it was not seen.
    public var clippedSeconds: Double
    /// Contractions without figures, by what limits them.
    public var limitations: [String: Int]

    init(_ survey: SessionSurvey) {
        gaps = survey.gapCount
        gapSeconds = survey.gapSeconds
        gapReasons = Dictionary(uniqueKeysWithValues: survey.gapCounts.map { ($0.key.rawValue, $0.value) })
        clippedSeconds = survey.clippedSeconds
        limitations = Dictionary(
            grouping: survey.contractions.compactMap { $0.metrics?.limitation?.rawValue }, by: { $0 }
        ).mapValues(\.count)
    }
}

/// A stretch of rest, or why its pressure is not stated.
public struct RestReview: Hashable, Sendable, Codable {
    /// Accepted rest.
    public var seconds: Int
    public var pressure: Double?
    public var standardDeviation: Double?
    public var refused: RestPressureRefusal?

    init(_ figures: RestFigures?) {
        seconds = figures?.seconds ?? 0
        standardDeviation = figures?.standardDeviation.flatMap { $0.isFinite ? $0 : nil }
        switch figures?.pressure {
        case .value(let value) where value.isFinite: pressure = value
        case .refused(let reason): refused = reason
        default: refused = .notKnown
        }
    }
}

/// An event of a session with its figures.
public struct ContractionReview: Hashable, Sendable, Codable {
    /// From 1, in order of onset.
    public var number: Int
    public var onset: Double
    /// Nil where it lasted at the end.
    public var offset: Double?
    public var kind: ContractionKind
    public var cue: ContractionCue
    public var origin: ContractionOrigin
    public var relaxation: Relaxation
    public var rule: ContractionRule
    public var confidence: Double
    public var peak: Double
    public var restBefore: Double
    public var limitation: ContractionMetrics.Limitation?
    /// By the names of `Metric`.
    public var figures: [String: Double]

    public var isContraction: Bool { kind.isContraction }

    init(_ placed: PlacedContraction, number: Int, _ survey: SessionSurvey) {
        let contraction = placed.contraction
        self.number = number
        onset = survey.time(of: placed.onset)
        offset = placed.offset.map(survey.time)
        kind = contraction.kind
        cue = contraction.cue
        origin = contraction.origin
        relaxation = contraction.relaxation
        rule = contraction.rule
        confidence = contraction.confidence.isFinite ? contraction.confidence : 0
        peak = contraction.peak.isFinite ? contraction.peak : 0
        restBefore = contraction.restBefore.isFinite ? contraction.restBefore : 0
        limitation = placed.metrics?.limitation
        figures = SessionReview.named(Metric.ofContraction) { placed.metrics?[$0] }
    }
}
