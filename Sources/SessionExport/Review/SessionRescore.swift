// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// What another detection finds in a recorded session, against what was told while it was recorded.
///
/// Where both used the same rule and the recording began with the probe's run, nothing differs. A recording that began
/// amid a run lacks what the detector had seen before, so that its first contractions may differ.
public struct SessionRescore: Hashable, Sendable, Codable {
    /// A contraction or another event, by either detection.
    public struct Found: Hashable, Sendable, Codable {
        /// Seconds from the first sample.
        public var onset: Double
        /// Nil where it lasted at the end.
        public var offset: Double?
        public var kind: ContractionKind
        /// cmH2O.
        public var peak: Double
    }

    public enum Outcome: String, Hashable, Sendable, Codable, CaseIterable {
        /// To the sample, and of the same kind.
        case same
        /// Found by both, with other limits or of another kind.
        case changed
        /// Only the other detection finds it.
        case new
        /// Only the recording has it.
        case gone
    }

    public struct Entry: Hashable, Sendable, Codable {
        public var outcome: Outcome
        public var recorded: Found?
        public var again: Found?

        /// By how many seconds it begins later; nil where only one has it.
        public var onsetMoved: Double? {
            guard let recorded, let again else { return nil }
            return again.onset - recorded.onset
        }

        /// By how many seconds it ends later; nil where one of them has no end.
        public var offsetMoved: Double? {
            guard let before = recorded?.offset, let after = again?.offset else { return nil }
            return after - before
        }

        public var isKindChanged: Bool { outcome == .changed && recorded?.kind != again?.kind }
    }

    public var session: String
    public var isSimulated: Bool
    /// What recorded it.
    public var recordedBy: String
    /// What detected again, and by which rule.
    public var software: String
    public var rule: String
    /// In order of time.
    public var entries: [Entry]

    /// How many of each outcome.
    public var counts: [Outcome: Int] { Dictionary(grouping: entries, by: \.outcome).mapValues(\.count) }

    /// - Parameters:
    ///   - recorded: the session with the events that were recorded.
    ///   - again: the same session with those of another detection.
    ///   - rule: of the other detection.
    ///   - software: which did it.
    public init(_ recorded: SessionSurvey, again: SessionSurvey, rule: String, software: String) {
        session = recorded.facts.id
        isSimulated = recorded.facts.isSimulated
        recordedBy = recorded.facts.software
        self.rule = rule
        self.software = software
        let end = max(recorded.places, again.places)
        let pairs = Self.pairs(recorded.contractions, again.contractions, end: end)
        entries = pairs.map { before, after in
            Entry(
                outcome: Self.outcome(before, after), recorded: before.map { Found($0, recorded) },
                again: after.map { Found($0, again) })
        }
    }

    private static func outcome(_ before: PlacedContraction?, _ after: PlacedContraction?) -> Outcome {
        guard let before else { return .new }
        guard let after else { return .gone }
        let isSame =
            before.onset == after.onset && before.offset == after.offset
            && before.contraction.kind == after.contraction.kind
        return isSame ? .same : .changed
    }

    /// Events that overlap belong together: first those of one kind, the longest overlap first, then the others.
    private static func pairs(
        _ before: [PlacedContraction], _ after: [PlacedContraction], end: Int
    ) -> [(PlacedContraction?, PlacedContraction?)] {
        var partners = [Int?](repeating: nil, count: before.count)
        var isTaken = [Bool](repeating: false, count: after.count)
        // Sorted by onset, so that whatever begins later than an event ends need not be looked at.
        func span(_ event: PlacedContraction) -> Range<Int> {
            event.onset..<max(event.onset + 1, event.offset ?? end)
        }
        for isOfOneKind in [true, false] {
            var candidates: [(overlap: Int, before: Int, after: Int)] = []
            for (place, event) in before.enumerated() where partners[place] == nil {
                let own = span(event)
                for (other, found) in after.enumerated() where !isTaken[other] {
                    if found.onset >= own.upperBound { break }
                    guard !isOfOneKind || found.contraction.kind == event.contraction.kind else { continue }
                    let overlap = own.clamped(to: span(found)).count
                    if overlap > 0 { candidates.append((overlap, place, other)) }
                }
            }
            for (_, place, other) in candidates.sorted(by: { $0.overlap > $1.overlap })
            where partners[place] == nil && !isTaken[other] {
                partners[place] = other
                isTaken[other] = true
            }
        }
        var pairs: [(PlacedContraction?, PlacedContraction?)] = before.enumerated().map { place, event in
            (event, partners[place].map { after[$0] })
        }
        pairs += after.enumerated().filter { !isTaken[$0.offset] }.map { (nil, $0.element) }
        return pairs.enumerated().sorted { one, other in
            func onset(_ pair: (PlacedContraction?, PlacedContraction?)) -> Int { pair.0?.onset ?? pair.1?.onset ?? 0 }
            return (onset(one.element), one.offset) < (onset(other.element), other.offset)
        }.map(\.element)
    }

    /// Without what may not leave the machine.
    public func disclosing(_ options: ExportOptions) -> SessionRescore {
        var rescore = self
        if options.disclosure == .anonymous { rescore.session = "" }
        return rescore
    }

    /// As JSON, always in the same order.
    public func json() throws -> [UInt8] { try SessionReview.encode(self) }
}

extension SessionRescore.Found {
    fileprivate init(_ placed: PlacedContraction, _ survey: SessionSurvey) {
        let peak = placed.contraction.peak
        self.init(
            onset: survey.time(of: placed.onset), offset: placed.offset.map(survey.time),
            kind: placed.contraction.kind, peak: peak.isFinite ? peak : 0)
    }
}

extension SessionRescore {
    /// For a terminal.
    public var text: String {
        var lines = [isSimulated ? "SIMULATED session \(session)" : "Session \(session)"]
        lines.append("  recorded by \(recordedBy); detected again by \(software), rule \(rule)")
        for entry in entries where entry.outcome != .same { lines.append("  " + entry.row) }
        let said = Outcome.allCases.map { "\(counts[$0] ?? 0) \($0.rawValue)" }.joined(separator: ", ")
        lines.append("  \(said)")
        if entries.contains(where: { $0.outcome != .same }) {
            lines.append(
                "  Differences in the first seconds of a recording that began amid a stream say nothing of the")
            lines.append("  rule: what the detector had seen before is not in the recording.")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension SessionRescore.Entry {
    fileprivate var row: String {
        let shown = recorded ?? again
        let onset = shown.map { DecimalText.fixed($0.onset, decimals: 1) } ?? ""
        var words: [String] = []
        if let recorded, let again, recorded.kind != again.kind {
            words.append("\(recorded.kind.rawValue), now \(again.kind.rawValue)")
        }
        func moved(_ what: String, _ seconds: Double?) {
            guard let seconds, seconds != 0 else { return }
            words.append(
                "\(what) \(DecimalText.fixed(abs(seconds), decimals: 3)) s \(seconds > 0 ? "later" : "earlier")")
        }
        moved("begins", onsetMoved)
        moved("ends", offsetMoved)
        if let recorded, let again, (recorded.offset == nil) != (again.offset == nil) {
            words.append(again.offset == nil ? "no longer ends" : "ends now")
        }
        return ReviewWords.columns([
            (onset, -10), ("  " + outcome.rawValue, 10), (shown?.kind.rawValue ?? "", 15),
            (words.joined(separator: "; "), 0),
        ])
    }
}
