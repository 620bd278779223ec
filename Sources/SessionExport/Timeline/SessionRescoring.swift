// SPDX-License-Identifier: Apache-2.0
import Perineometry
import RecordingAnalysis
import RecordingFiles

/// Finds the contractions in recorded pressures anew, as a recording from elsewhere is analysed.
///
/// Pressures are analysed some way behind what was read, since recordings tell of a cue when it was written and not when it
/// was given.
final class SessionRescoring {
    struct Score {
        var contractions: [PlacedContraction]
        var figures: SessionMetrics
        var detectorID: String
    }

    /// What a recorder takes to write down a cue, several times over (assumption).
    private static let delaySeconds = 2

    private let facts: SessionFacts
    private let order: [Int]
    private let delay: Int
    private var analysis: RecordingAnalysis
    /// What was found so far, in order of onset.
    private(set) var found: [PlacedContraction] = []
    /// Pieces that are not analysed yet, from `next` on.
    private var waiting: [TimelinePiece] = []
    private var next = 0
    private var isCueMissed = false
    /// All cues were given at the beginning.
    private let knowsCues: Bool

    /// - Parameters:
    ///   - facts: of the session.
    ///   - cues: when the person was asked to contract, seconds from the first sample; nil to hear of them meanwhile.
    /// - Throws: where no filter can be made for the session's rate.
    init(of facts: SessionFacts, cues: [Double]? = nil) throws {
        self.facts = facts
        // The pelvic floor comes first there.
        let first = facts.channels.firstIndex { $0.role == .pelvicFloor } ?? 0
        order = [first] + facts.channels.indices.filter { $0 != first }
        delay = cues == nil ? Self.delaySeconds * facts.rateHertz : 0
        knowsCues = cues != nil
        analysis = try RecordingAnalysis(
            rateHertz: Double(facts.rateHertz),
            roles: [.pelvicFloor] + order.dropFirst().map { facts.channels[$0].role },
            isCalibrated: true, zero: facts.zero, cues: cues ?? [])
    }

    /// Reads a session with all cues known from its beginning.
    static func score<Session: ExportableSession>(_ session: Session, survey: SessionSurvey) throws -> Score {
        let rescoring = try SessionRescoring(
            of: session.facts,
            cues: survey.remarks.compactMap { Self.isCue($0) ? survey.time(of: $0.place) : nil })
        var timeline = try SessionTimeline(session)
        while let piece = try timeline.next() { rescoring.take(piece) }
        return rescoring.score()
    }

    func take(_ piece: TimelinePiece) {
        switch piece {
        case .samples(let placed):
            waiting.append(piece)
            analyse(before: placed.place + placed.run.count - delay)
        case .gap(let gap) where !gap.places.isEmpty:
            waiting.append(piece)
            analyse(before: gap.places.upperBound - delay)
        case .remark(let remark) where !knowsCues && Self.isCue(remark):
            if !analysis.take(cueAt: Double(remark.place) / Double(facts.rateHertz)) { isCueMissed = true }
        default: break
        }
    }

    /// Nothing more comes. Returns nil where a cue was told of too late.
    func finish() -> Score? { isCueMissed ? nil : score() }

    private func score() -> Score {
        analyse(before: .max)
        let summary = analysis.finish()
        takeFound()
        return Score(contractions: found, figures: summary.session, detectorID: analysis.definitionID)
    }

    private func analyse(before end: Int) {
        while next < waiting.count {
            switch waiting[next] {
            case .samples(let placed):
                guard placed.place < end else { return }
                analysis.take(.samples(block(of: placed)))
            case .gap(let gap):
                guard gap.places.lowerBound < end else { return }
                analysis.take(
                    .gap(
                        RecordingGap(
                            first: SampleIndex(UInt64(gap.places.lowerBound)), missing: UInt64(gap.places.count),
                            seconds: Double(gap.places.count) / Double(facts.rateHertz))))
            case .contraction, .remark, .figures: break
            }
            next += 1
            takeFound()
            if next == Self.kept {
                waiting.removeFirst(next)
                next = 0
            }
        }
    }

    private static let kept = 256

    private func takeFound() {
        while let one = analysis.next() { found.append(Self.placed(one)) }
    }

    /// Being asked to let go is no cue to contract.
    private static func isCue(_ remark: PlacedRemark) -> Bool {
        guard case .cue(let text) = remark.kind else { return false }
        return asksToContract(text)
    }

    private static func asksToContract(_ text: String) -> Bool {
        ["squeeze", "contract", "hold", "flick"].contains { text.lowercased().contains($0) }
    }

    private func block(of placed: PlacedRun) -> RecordingBlock {
        var samples = [ChannelVector](repeating: .zero, count: placed.run.count)
        for (lane, channel) in order.enumerated() {
            for (offset, value) in placed.run.pressures[channel].enumerated() { samples[offset][lane] = value }
        }
        var clipped = [UInt8](repeating: 0, count: placed.run.count)
        for span in placed.run.clipped {
            for offset in span.clamped(to: 0..<placed.run.count) { clipped[offset] = 0xFF }
        }
        return RecordingBlock(first: SampleIndex(UInt64(placed.place)), samples: samples, clipped: clipped)
    }

    private static func placed(_ found: AnalysedContraction) -> PlacedContraction {
        PlacedContraction(
            contraction: found.contraction, metrics: found.metrics, onset: Int(found.contraction.onset.index.value),
            offset: found.contraction.offset.map { Int($0.index.value) })
    }
}
