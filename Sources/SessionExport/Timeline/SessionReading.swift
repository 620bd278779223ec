// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// Reads a session a stretch at a time, and finds meanwhile what a review tells of it: whoever draws the session and lists
/// its contractions needs to read it once.
public struct SessionReading<Pieces: SessionPieces> {
    private var timeline: SessionTimeline<Pieces>
    private var survey: SessionSurvey
    /// Nil where the contractions that the recording tells of are wanted, whatever they lack.
    private let rescoring: SessionRescoring?

    /// - Parameters:
    ///   - pieces: of the session, from its beginning.
    ///   - facts: of the session.
    ///   - scoring: which contractions are wanted.
    ///   - completes: whether contractions that were recorded without figures are replaced by those found again.
    /// - Throws: `ExportError` where the facts are not those of a session.
    public init(
        _ pieces: Pieces, of facts: SessionFacts, scoring: Scoring = .again, completes: Bool = false
    ) throws {
        timeline = try SessionTimeline(facts) { pieces }
        survey = SessionSurvey(of: facts, scoring: scoring)
        rescoring = scoring == .again || completes ? try SessionRescoring(of: facts) : nil
    }

    /// What it is read from, as far as it was.
    public var pieces: Pieces { timeline.pieces }

    /// The contractions that were found so far, from the one after so many on; in order of onset, numbered as the review
    /// will number them. None where those are wanted that the recording tells of.
    public func found(after count: Int) -> [FoundContraction] {
        guard let found = rescoring?.found, found.count > count else { return [] }
        let rate = Double(survey.facts.rateHertz)
        return found[count...].enumerated().map { offset, one in
            FoundContraction(
                number: count + offset + 1, onset: Double(one.onset) / rate,
                offset: one.offset.map { Double($0) / rate }, kind: one.contraction.kind)
        }
    }

    /// Reads on.
    ///
    /// - Parameter count: at most so many pieces.
    /// - Returns: nil at the end.
    /// - Throws: `ExportError`, and what reading the session throws.
    public mutating func next(_ count: Int) throws -> SessionStretch? {
        var pieces: [TimelinePiece] = []
        while pieces.count < count, let piece = try timeline.next() {
            survey.take(piece)
            rescoring?.take(piece)
            pieces.append(piece)
        }
        return pieces.isEmpty ? nil : SessionStretch(pieces: pieces, grid: timeline.grid)
    }

    /// Closes the reading, once all is read.
    ///
    /// - Parameter session: the same; is read once more where the recording tells of a cue long after it was given.
    /// - Returns: what was found.
    /// - Throws: `ExportError`, and what reading the session throws.
    public mutating func finish<Session: ExportableSession>(
        rereading session: Session
    ) throws -> SessionSurvey where Session.Pieces == Pieces {
        survey.close(timeline.grid)
        if let rescoring, survey.scoring == .again || survey.figures == nil {
            survey.take(try rescoring.finish() ?? SessionRescoring.score(session, survey: survey))
        }
        survey.sort()
        return survey
    }
}

/// A contraction that was found, before the review tells all of it.
public struct FoundContraction: Sendable, Hashable {
    /// From 1, in order of onset.
    public let number: Int
    /// Seconds from the first sample.
    public let onset: Double
    /// Nil where it lasted at the end.
    public let offset: Double?
    public let kind: ContractionKind
}

/// Some of a session, in order.
public struct SessionStretch {
    let pieces: [TimelinePiece]
    /// As it is behind them.
    let grid: SampleGrid
}
