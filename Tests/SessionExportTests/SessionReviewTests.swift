// SPDX-License-Identifier: Apache-2.0
import Foundation
import Perineometry
import SimulatedSession
import Testing

@testable import SessionExport

struct SessionReviewTests {
    /// Half a minute of rest before she begins, so that rest is stated.
    private static func session(rest: Double = 17, squeeze: Double = 30, id: String = "a") -> SessionInMemory {
        let rate = 100
        var facts = PatientSession(seconds: 1, rateHertz: rate).facts
        facts.id = id
        var pressures: [Double] = []
        for place in 0..<120 * rate {
            let seconds = Double(place) / Double(rate)
            let heights = [40.0, 55, 70].map { begin in max(0, min(1, 2 * (seconds - begin), 2 * (begin + 5 - seconds)))
            }
            let height = heights.max() ?? 0
            // A little unsteadiness, or the detector would take any step for a rise.
            let noise = Double(place * 7919 % 13 - 6) / 60
            pressures.append(rest + squeeze * height + noise)
        }
        let first = SampleInstant(
            index: SampleIndex(0), deviceTime: DeviceTime(microseconds: 0), hostTime: HostTime(nanoseconds: 0))
        return SessionInMemory(
            facts: facts,
            content: [
                .samples(SampleRun(first: first, pressures: [pressures])),
                .remark(SessionRemark(.cue("squeeze"), at: .sample(SampleIndex(UInt64(40 * rate))))),
                .remark(SessionRemark(.cue("let go"), at: .sample(SampleIndex(UInt64(55 * rate))))),
            ])
    }

    private static func review(_ session: SessionInMemory) throws -> SessionReview {
        SessionReview(try SessionSurvey(of: session, scoring: .again))
    }

    @Test func restContractionsAndClenchesAreThere() throws {
        let review = try Self.review(Self.session())
        #expect(abs(try #require(review.restBefore.pressure) - 17) < 0.1)
        #expect(abs(try #require(review.restAfter.pressure) - 17) < 0.2)
        #expect(review.contractions.map(\.kind) == [.squeeze, .squeeze, .squeeze])
        #expect(review.contractions.map(\.cue) == [.cued, .uncued, .uncued])
        // Being asked to let go is no cue to contract.
        #expect(review.uncuedClenches?.map { $0.onset.rounded() } == [55, 70])
        #expect(abs(try #require(review.figures["mvc"]) - 30) < 0.5)
        #expect(abs(try #require(review.medians["squeeze_amplitude"]) - 30) < 0.5)
        #expect(try #require(review.easePercent) > 60)
        #expect(review.excluded.gaps == 0)
    }

    @Test func aSessionWithoutCuesHasNoUncuedClenches() throws {
        var session = Self.session()
        session.content.removeLast(2)
        #expect(try Self.review(session).uncuedClenches == nil)
    }

    @Test func whatIsLeftOutIsCounted() throws {
        let review = SessionReview(try SessionSurvey(of: PatientSession.eventful()))
        #expect(review.excluded.gaps == 3)
        #expect(abs(review.excluded.gapSeconds - (0.984 + 0.02 + 12.5)) < 1e-9)
        #expect(review.excluded.gapReasons == ["packetsLost": 2, "deviceReopened": 1])
        #expect(review.excluded.clippedSeconds > 1)
        #expect((review.excluded.limitations["clipped"] ?? 0) > 3)
        #expect(review.restBefore.pressure == nil && review.restBefore.refused == .tooLittleRest)
    }

    @Test func aZeroWithinTheSessionRefusesTheRest() throws {
        var session = Self.session()
        session.content.append(.remark(SessionRemark(.zero(.air), at: .sample(SampleIndex(6000)))))
        let review = try Self.review(session)
        #expect(review.isZeroChanged)
        #expect(review.restBefore.refused == .zeroChanged && review.restBefore.pressure == nil)
        #expect(review.figures["rest_delta"] == nil && review.figures["rest_pressure"] == nil)
    }

    @Test func scoringAgainFindsWhatWasFoundLive() throws {
        let session = PatientSession(seconds: 180, rateHertz: 250, channelCount: 2)
        let recorded = try SessionSurvey(of: session)
        let again = try SessionSurvey(of: session, scoring: .again)
        #expect(recorded.contractions.count > 10)
        #expect(recorded.contractions.map(\.onset) == again.contractions.map(\.onset))
        #expect(recorded.contractions.map(\.offset) == again.contractions.map(\.offset))
        #expect(
            recorded.contractions.map(\.metrics?.squeezeAmplitude)
                == again.contractions.map(\.metrics?.squeezeAmplitude))
        #expect(recorded.figures?.timeAtEase == again.figures?.timeAtEase)
    }

    @Test func aReviewComesBackFromJSON() throws {
        let review = SessionReview(try SessionSurvey(of: PatientSession.eventful()))
        #expect(try JSONDecoder().decode(SessionReview.self, from: Data(review.json())) == review)
        #expect(review.text.contains("SIMULATED") && review.text.contains("Nothing here is a diagnosis."))
        #expect(review.text.split(separator: "\n").allSatisfy { $0.count <= 100 })
    }
}

struct SessionComparisonTests {
    private func review(_ id: String, mvc: Double = 30, change: (inout SessionReview) -> Void = { _ in }) throws
        -> SessionReview
    {
        let samples = SessionInMemory(
            facts: PatientSession(seconds: 1).facts, content: EDFExportTests.session([[1, 2, 3]]).content)
        var review = SessionReview(try SessionSurvey(of: samples, scoring: .again))
        review.session = id
        review.figures["mvc"] = mvc
        review.medians["release_time"] = 1
        change(&review)
        return review
    }

    @Test func aChangeWithinTheNoiseIsCalledNone() throws {
        // 3.1 · √2 · 1.96
        #expect(abs(try #require(NoiseBand.published(for: .mvc)).change - 8.593) < 0.001)
        func verdict(_ later: Double) throws -> ComparedFigure.Verdict? {
            SessionComparison(try review("a"), try review("b", mvc: later)).figures.first { $0.name == "mvc" }?.verdict
        }
        #expect(try verdict(38.5) == .withinNoise)
        #expect(try verdict(21.5) == .withinNoise)
        #expect(try verdict(38.7) == .higher)
        #expect(try verdict(21.3) == .lower)
        let comparison = SessionComparison(try review("a"), try review("b"))
        #expect(comparison.figures.first { $0.name == "release_time_median" }?.verdict == .noiseNotKnown)
        #expect(comparison.text.contains("within measurement noise") && comparison.text.contains("8.6"))
    }

    @Test func aPracticeMayKnowItsOwnNoise() throws {
        let own = NoiseBand(change: 1, source: "ours")
        let comparison = SessionComparison(try review("a"), try review("b", mvc: 32)) { _ in own }
        #expect(comparison.figures.first { $0.name == "mvc" }?.verdict == .higher)
        #expect(comparison.figures.first { $0.name == "mvc" }?.noise == own)
    }

    @Test func onlyLikeComparesWithLike() throws {
        let changes: [(String, (inout SessionReview) -> Void)] = [
            ("probe", { $0.conditions.probe = "other" }), ("posture", { $0.conditions.posture = "standing" }),
            ("depth", { $0.conditions.depthMillimetres = 41 }), ("zero", { $0.zero = .inSitu }),
            ("detection rule", { $0.detector = "other" }), ("origin", { $0.isSimulated = false }),
        ]
        for (what, change) in changes {
            let comparison = SessionComparison(try review("a"), try review("b", change: change))
            #expect(comparison.figures.isEmpty)
            #expect(comparison.refusals.count == 1)
            #expect(comparison.text.contains("The \(what) differs"), "\(comparison.text)")
        }
        let near = SessionComparison(try review("a"), try review("b") { $0.conditions.depthMillimetres = 40 })
        #expect(near.refusals.isEmpty)
        let unknown = SessionComparison(
            try review("a") { $0.conditions.probe = nil }, try review("b") { $0.conditions.probe = nil })
        #expect(unknown.refusals == [.notStated(what: "probe")])
        let rezeroed = SessionComparison(try review("a"), try review("b") { $0.isZeroChanged = true })
        #expect(rezeroed.refusals == [.zeroChanged(session: "b")])
    }

    @Test func aTrendLeavesOutWhatDoesNotCompareWithTheNewest() throws {
        let trend = SessionTrend(over: [
            try review("a", mvc: 20), try review("b", mvc: 99) { $0.conditions.probe = "other" },
            try review("c", mvc: 25),
            try review("d", mvc: 40),
        ])
        let line = try #require(trend.lines.first { $0.name == "mvc" })
        #expect(line.points.map(\.session) == ["a", "c", "d"])
        #expect(line.points.map(\.verdict) == [.withinNoise, .withinNoise, .higher])
        #expect(trend.leftOut.map(\.session) == ["b"])
        #expect(trend.text.contains("Left out"))
        #expect(SessionTrend(over: []).lines.isEmpty)
        #expect(try JSONDecoder().decode(SessionTrend.self, from: Data(trend.json())) == trend)
    }

    @Test func lettingGoComesBeforeStrength() {
        let names = ComparableFigure.all.map(\.name)
        #expect(names.firstIndex(of: "release_time_median")! < names.firstIndex(of: "mvc")!)
        #expect(names.first == "pre_rest")
        #expect(Set(names).count == names.count)
    }
}
