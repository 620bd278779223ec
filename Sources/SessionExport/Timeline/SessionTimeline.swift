// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// What comes next on the grid of a session.
enum TimelinePiece {
    case samples(PlacedRun)
    case gap(PlacedGap)
    case contraction(PlacedContraction)
    case remark(PlacedRemark)
    case figures(SessionMetrics)
}

struct PlacedRun {
    /// Of the first sample.
    var place: Int
    var run: SampleRun
}

/// A stretch without samples; a seam where their number is 0.
struct PlacedGap: Hashable, Sendable {
    var places: Range<Int>
    /// Nil where the recording does not say.
    var reason: GapReason?
}

struct PlacedContraction: Sendable, Hashable {
    var contraction: Contraction
    var metrics: ContractionMetrics?
    var onset: Int
    /// Nil where it lasted at the end.
    var offset: Int?
}

struct PlacedRemark: Sendable, Hashable {
    var place: Int
    var kind: SessionRemark.Kind
}

/// Puts the pieces of a session into their places, and says of every place whether there is a sample.
struct SessionTimeline<Pieces: SessionPieces> {
    private(set) var pieces: Pieces
    private let channelCount: Int
    private(set) var grid: SampleGrid
    private var gap: Gap?
    /// What waits behind a gap that had to be told first.
    private var waiting: TimelinePiece?
    private var hasSamples = false
    private var isFinished = false

    init<Session: ExportableSession>(_ session: Session) throws where Session.Pieces == Pieces {
        try self.init(session.facts) { try session.pieces() }
    }

    init(_ facts: SessionFacts, pieces makePieces: () throws -> Pieces) throws {
        guard (1...20_000).contains(facts.rateHertz) else {
            throw ExportError.facts(field: "rate", value: "\(facts.rateHertz) Hz", expected: "1 to 20000 Hz")
        }
        guard (1...Channel.limit).contains(facts.channels.count) else {
            throw ExportError.facts(
                field: "number of channels", value: "\(facts.channels.count)", expected: "1 to \(Channel.limit)")
        }
        pieces = try makePieces()
        channelCount = facts.channels.count
        grid = SampleGrid(rateHertz: facts.rateHertz)
    }

    mutating func next() throws -> TimelinePiece? {
        if let piece = waiting {
            waiting = nil
            return piece
        }
        while !isFinished {
            guard let piece = try pieces.next() else {
                isFinished = true
                guard hasSamples else { throw ExportError.empty }
                return lastGap()
            }
            if let placed = try place(piece) { return placed }
        }
        return nil
    }

    private mutating func place(_ piece: SessionPiece) throws -> TimelinePiece? {
        switch piece {
        case .gap(let gap):
            // Of two in a row the first says why; that the second is a seam counts all the same.
            if gap.missing == 0 { grid.isSeamAhead = hasSamples }
            if self.gap == nil { self.gap = gap }
            return nil
        case .samples(let run): return try place(run)
        case .contraction(let contraction, let metrics):
            return .contraction(
                PlacedContraction(
                    contraction: contraction, metrics: metrics, onset: grid.place(of: contraction.onset.index),
                    offset: contraction.offset.map { grid.place(of: $0.index) }))
        case .remark(let remark):
            return .remark(PlacedRemark(place: grid.place(of: remark.at), kind: remark.kind))
        case .figures(let figures): return .figures(figures)
        }
    }

    private mutating func place(_ run: SampleRun) throws -> TimelinePiece? {
        guard run.pressures.count == channelCount, run.pressures.allSatisfy({ $0.count == run.count }) else {
            throw ExportError.ragged(index: run.first.index.value)
        }
        guard run.count > 0 else { return nil }
        let before = grid.nextPlace
        let place = try grid.place(of: run)
        let samples = TimelinePiece.samples(PlacedRun(place: place, run: run))
        let reason = gap?.reason
        let wasAnnounced = gap != nil && hasSamples
        gap = nil
        defer { hasSamples = true }
        guard hasSamples, place > before || wasAnnounced else { return samples }
        waiting = samples
        return .gap(PlacedGap(places: before..<place, reason: reason))
    }

    /// What was missing before the end.
    private func lastGap() -> TimelinePiece? {
        guard let gap, gap.missing > 0 else { return nil }
        let most = Int(SampleGrid.secondsLimit) * grid.rateHertz
        let end = min(most, grid.nextPlace + Int(min(gap.missing, UInt64(most))))
        return .gap(PlacedGap(places: grid.nextPlace..<max(end, grid.nextPlace), reason: gap.reason))
    }
}
