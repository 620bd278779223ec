// SPDX-License-Identifier: Apache-2.0
import Perineometry
import SimulatedSession
import Testing

@testable import SessionExport

/// One reading finds what two readings, with all cues known from the beginning, would find.
struct SessionReadingTests {
    /// The session without what it tells of contractions, and its cues told so many pieces later.
    private static func session(cuesLateBy delay: Int) throws -> SessionInMemory {
        let whole = PatientSession.eventful()
        var content: [SessionPiece] = []
        var cues: [(due: Int, cue: SessionPiece)] = []
        var pieces = try whole.pieces()
        while let piece = try pieces.next() {
            switch piece {
            case .contraction, .figures: continue
            case .remark(let remark):
                if case .cue = remark.kind {
                    cues.append((content.count + delay, piece))
                } else {
                    content.append(piece)
                }
            default: content.append(piece)
            }
            while let next = cues.first, next.due <= content.count {
                content.append(next.cue)
                cues.removeFirst()
            }
        }
        return SessionInMemory(facts: whole.facts, content: content + cues.map(\.cue))
    }

    private static func contractions(_ session: SessionInMemory) throws -> [PlacedContraction] {
        let survey = try SessionSurvey(of: session, scoring: .again)
        let twice = try SessionRescoring.score(session, survey: survey)
        #expect("\(survey.contractions)" == "\(twice.contractions)")
        #expect("\(try #require(survey.figures))" == "\(twice.figures)")
        return survey.contractions
    }

    @Test func cuesCountWheneverTheyAreTold() throws {
        let known = try Self.contractions(Self.session(cuesLateBy: 0))
        #expect(known.contains { $0.contraction.cue == .cued })
        for delay in [1, 1_000_000] {
            let found = try Self.contractions(Self.session(cuesLateBy: delay))
            #expect(found.map(\.contraction.cue) == known.map(\.contraction.cue))
        }
    }

    @Test func whatLacksFiguresIsCompletedInTheSameReading() throws {
        let session = try Self.session(cuesLateBy: 0)
        let completed = try SessionSurvey(of: session, completes: true)
        let again = try SessionSurvey(of: session, scoring: .again)
        #expect(completed.scoring == .again && SessionReview(completed).figures == SessionReview(again).figures)
        #expect(SessionReview(completed).contractions == SessionReview(again).contractions)
        #expect(!again.contractions.isEmpty)
        #expect(try SessionSurvey(of: session).figures == nil)
    }
}
