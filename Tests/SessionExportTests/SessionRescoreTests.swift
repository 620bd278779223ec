// SPDX-License-Identifier: Apache-2.0
import Foundation
import Perineometry
import SimulatedSession
import Testing

@testable import SessionExport

struct SessionRescoreTests {
    private typealias Event = (kind: ContractionKind, span: Range<UInt64>)

    /// A minute of rest in which a detector claims to have found these events.
    private static func survey(_ events: [Event]) throws -> SessionSurvey {
        let rate = 100
        let facts = PatientSession(seconds: 1, rateHertz: rate).facts
        func instant(_ index: UInt64) -> SampleInstant {
            SampleInstant(
                index: SampleIndex(index), deviceTime: DeviceTime(microseconds: index * 10_000),
                hostTime: HostTime(nanoseconds: index * 10_000_000))
        }
        let samples = SampleRun(first: instant(0), pressures: [[Double](repeating: 17, count: 60 * rate)])
        let contractions = events.enumerated().map { number, event in
            SessionPiece.contraction(
                Contraction(
                    id: UInt64(number + 1), onset: instant(event.span.lowerBound),
                    offset: instant(event.span.upperBound), restBefore: 17, baseline: 17, peak: 40,
                    peakTime: instant(event.span.lowerBound).deviceTime, kind: event.kind, cue: .unknown,
                    confidence: 1, rule: .rise))
        }
        return try SessionSurvey(of: SessionInMemory(facts: facts, content: [.samples(samples)] + contractions))
    }

    private static func rescore(_ recorded: [Event], _ again: [Event]) throws -> SessionRescore {
        SessionRescore(try survey(recorded), again: try survey(again), rule: "test/1", software: "test")
    }

    @Test func theSameEventsAreTheSame() throws {
        let events: [Event] = [(.squeeze, 100..<500), (.flick, 700..<800)]
        let rescore = try Self.rescore(events, events)
        #expect(rescore.entries.map(\.outcome) == [.same, .same])
        #expect(!rescore.text.contains("later"))
    }

    @Test func whatMovedIsToldByHowMuch() throws {
        let rescore = try Self.rescore([(.squeeze, 100..<500)], [(.squeeze, 125..<480)])
        let entry = try #require(rescore.entries.first)
        #expect(entry.outcome == .changed)
        #expect(!entry.isKindChanged)
        #expect(entry.onsetMoved == 0.25)
        #expect(abs(try #require(entry.offsetMoved) + 0.2) < 1e-9)
        #expect(rescore.text.contains("begins 0.250 s later; ends 0.200 s earlier"))
    }

    @Test func anotherKindIsNamed() throws {
        let rescore = try Self.rescore([(.squeeze, 100..<500)], [(.hold, 100..<500)])
        #expect(rescore.entries.first?.isKindChanged == true)
        #expect(rescore.text.contains("squeeze, now hold"))
    }

    @Test func newAndGoneStandInTheOrderOfTime() throws {
        let rescore = try Self.rescore(
            [(.squeeze, 100..<500), (.squeeze, 2000..<2400)], [(.squeeze, 900..<1300), (.squeeze, 2000..<2400)])
        #expect(rescore.entries.map(\.outcome) == [.gone, .new, .same])
        #expect(rescore.counts == [.gone: 1, .new: 1, .same: 1])
    }

    /// One that was split has one partner, the longer part; the other part is new.
    @Test func aContractionThatWasSplitHasOnePartner() throws {
        let rescore = try Self.rescore([(.squeeze, 100..<1000)], [(.squeeze, 100..<300), (.squeeze, 400..<1000)])
        #expect(rescore.entries.map(\.outcome) == [.changed, .new])
        #expect(rescore.entries.first?.again?.onset == 4)
    }

    @Test func anAnonymousOneDoesNotNameTheSession() throws {
        let rescore = try Self.rescore([], [])
        #expect(!rescore.session.isEmpty)
        #expect(rescore.disclosing(ExportOptions()).session.isEmpty)
        #expect(rescore.disclosing(ExportOptions(disclosure: .identified)) == rescore)
    }

    @Test func itIsReadBackAsItWasWritten() throws {
        let rescore = try Self.rescore([(.squeeze, 100..<500)], [(.hold, 100..<500)])
        let json = try rescore.json()
        #expect(try JSONDecoder().decode(SessionRescore.self, from: Data(json)) == rescore)
    }
}
