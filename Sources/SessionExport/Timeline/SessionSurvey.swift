// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// What reading a session finds: its events, its length, the range of its pressures. Grows with the number of
/// events, not with that of samples.
public struct SessionSurvey: Sendable {
    public let facts: SessionFacts
    public private(set) var scoring: Scoring
    /// Of the grid, gaps included.
    private(set) var places = 0
    /// Samples that there are.
    public private(set) var samples = 0
    /// Least and greatest pressure of each channel, cmH2O; nil where it holds no number.
    private(set) var ranges: [ClosedRange<Double>?]
    private(set) var contractions: [PlacedContraction] = []
    private(set) var remarks: [PlacedRemark] = []
    /// What guided exercises left, in the order in which it was told.
    private(set) var exercises: [ExerciseReview] = []
    /// Stretches without samples, and those in which the pelvic-floor channel holds no number.
    private(set) var gaps = SpanList()
    /// How many there were, and of what reason; joined ones are counted one by one.
    private(set) var gapCounts: [GapReason: Int] = [:]
    private(set) var gapsWithoutReason = 0
    /// Where more samples of unknown number are missing, or none: a clock jumped, the device was opened again.
    private(set) var seams: [PlacedGap] = []
    /// Where the converter was at its limit, joined within a tenth of a second.
    private(set) var clipped: SpanList
    /// Of the pelvic-floor channel.
    private(set) var trace = PressureTrace()
    /// The figures of the whole session, where they are known.
    public private(set) var figures: SessionMetrics?
    /// The rule by which the contractions were found, where it is known.
    public private(set) var detectorID: String?

    /// Reads a session.
    ///
    /// - Parameters:
    ///   - session: which one.
    ///   - scoring: which contractions are wanted.
    ///   - completes: whether contractions that were recorded without figures are replaced by those found again.
    /// - Throws: `ExportError`, and what reading the session throws.
    public init<Session: ExportableSession>(
        of session: Session, scoring: Scoring = .recorded, completes: Bool = false
    ) throws {
        var reading = try SessionReading(
            try session.pieces(), of: session.facts, scoring: scoring, completes: completes)
        while try reading.next(Self.stretch) != nil {}
        self = try reading.finish(rereading: session)
    }

    private static let stretch = 256

    /// Of a session that is about to be read.
    init(of facts: SessionFacts, scoring: Scoring) {
        self.facts = facts
        self.scoring = scoring
        ranges = facts.channels.map { _ in nil }
        clipped = SpanList(joinedWithin: facts.rateHertz / 10)
        detectorID = facts.detectorID
    }

    /// All was read.
    mutating func close(_ grid: SampleGrid) {
        places = max(grid.nextPlace, gaps.spans.last?.upperBound ?? 0)
        exercises = ExerciseReview.all(in: remarks, programme: facts.programme, time: time(of:))
    }

    /// What was found again takes the place of what was recorded.
    mutating func take(_ score: SessionRescoring.Score) {
        scoring = .again
        contractions = score.contractions
        figures = score.figures
        detectorID = score.detectorID
        guard isZeroChanged else { return }
        figures?.rest.pressure = .refused(.zeroChanged)
        figures?.preRest.pressure = .refused(.zeroChanged)
        figures?.postRest.pressure = .refused(.zeroChanged)
        figures?.rest.coefficientOfVariation = nil
        figures?.restDelta = nil
    }

    mutating func sort() {
        contractions.sort { ($0.onset, $0.contraction.id) < ($1.onset, $1.contraction.id) }
        remarks = remarks.enumerated().sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }
            .map(\.element)
    }

    /// The channel in which contractions are looked for.
    var pelvicFloor: Int { facts.channels.firstIndex { $0.role == .pelvicFloor } ?? 0 }

    /// Seconds from the first sample to the end of the last, gaps included.
    public var seconds: Double { Double(places) / Double(facts.rateHertz) }
    public var gapSeconds: Double { Double(gaps.total) / Double(facts.rateHertz) }
    public var clippedSeconds: Double { Double(clipped.total) / Double(facts.rateHertz) }
    public var gapCount: Int { gapCounts.values.reduce(gapsWithoutReason, +) }

    /// Seconds from the first sample.
    func time(of place: Int) -> Double { Double(place) / Double(facts.rateHertz) }

    /// Pressures count from another zero from some sample on.
    var isZeroChanged: Bool {
        remarks.contains { if case .zero = $0.kind { $0.place > 0 } else { false } }
    }

    mutating func take(_ piece: TimelinePiece) {
        switch piece {
        case .samples(let placed): take(placed)
        case .gap(let gap):
            if let reason = gap.reason { gapCounts[reason, default: 0] += 1 } else { gapsWithoutReason += 1 }
            if gap.places.isEmpty {
                // A device that restarts without end must not fill the memory.
                if seams.count < SpanList.limit { seams.append(gap) }
            } else {
                gaps.append(gap.places)
            }
        case .contraction(let contraction): if scoring == .recorded { contractions.append(contraction) }
        case .remark(let remark): remarks.append(remark)
        case .figures(let figures): if scoring == .recorded { self.figures = figures }
        }
    }

    private mutating func take(_ placed: PlacedRun) {
        let run = placed.run
        samples += run.count
        for (channel, column) in run.pressures.enumerated() {
            var (least, greatest) = (Double.infinity, -Double.infinity)
            for value in column where value.isFinite {
                least = min(least, value)
                greatest = max(greatest, value)
            }
            guard least <= greatest else { continue }
            let known = ranges[channel] ?? least...greatest
            ranges[channel] = min(known.lowerBound, least)...max(known.upperBound, greatest)
        }
        var missing: Range<Int>?
        for (offset, value) in run.pressures[pelvicFloor].enumerated() {
            let place = placed.place + offset
            if value.isFinite {
                trace.take(value, at: place)
            } else if let open = missing, open.upperBound == place {
                missing = open.lowerBound..<place + 1
            } else {
                if let missing { gaps.append(missing) }
                missing = place..<place + 1
            }
        }
        if let missing { gaps.append(missing) }
        for span in run.clipped {
            clipped.append(placed.place + span.lowerBound..<placed.place + min(span.upperBound, run.count))
        }
    }
}
