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
        let pieces = try whole.pieces()
        while let piece = pieces.next() {
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

    @Test func cuesCountWheneverTheyAreTold() throws {
        let session = try Self.session(cuesLateBy: 0)
        var reading = try SessionReading(session.pieces(), of: session.facts)
        var found: [FoundContraction] = []
        var steps = 0
        while try reading.next(64) != nil {
            let fresh = reading.found(after: found.count)
            if !fresh.isEmpty { steps += 1 }
            found += fresh
        }
        let survey = try reading.finish(rereading: session)
        // What was found on the way is what the review tells, but for what lasts near the end.
        let told = SessionReview(survey).contractions
        let same = told.prefix(found.count).map {
            FoundContraction(number: $0.number, onset: $0.onset, offset: $0.offset, kind: $0.kind)
        }
        #expect(steps > 1 && found.count + 3 > told.count && found == same)
        #expect(reading.found(after: 1_000_000).isEmpty)
        var twice = survey
        twice.take(try SessionRescoring.score(session, survey: survey))
        #expect(SessionReview(survey) == SessionReview(twice))
        #expect(survey.contractions.contains { $0.contraction.cue == .cued })
        let late = try SessionSurvey(of: Self.session(cuesLateBy: 1_000_000), scoring: .again)
        #expect(SessionReview(late).contractions == SessionReview(survey).contractions)
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
