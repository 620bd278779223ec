// SPDX-License-Identifier: Apache-2.0
import Foundation
import Perineometry
import SimulatedSession
import Testing

@testable import SessionExport

/// What a guided exercise left, where people look at it afterwards.
struct ExerciseReviewTests {
    private static let survey = Result { try SessionSurvey(of: PatientSession.guided(rateHertz: 100)) }
    private var review: SessionReview { get throws { SessionReview(try Self.survey.get()) } }

    private func text(_ options: ExportOptions, _ write: (SessionSurvey, MemorySink) throws -> Void) throws -> String {
        let sink = MemorySink()
        try write(try Self.survey.get(), sink)
        return String(decoding: sink.bytes, as: UTF8.self)
    }

    @Test func lettingGoStandsFirstAndStrengthLast() throws {
        let exercise = try #require(try review.exercises?.first)
        #expect(try review.exercises?.count == 1, "one that goes on after a restart is the same one")
        #expect(exercise.restarts == 1 && exercise.ended == "stoppedByChoice" && exercise.began == 20)
        #expect(exercise.phases.map(\.title) == ["Gentle squeezes", "More"])
        #expect(
            exercise.phases.first?.scores.map(\.name) == [
                "relax_latency", "residual_5s", "phase_rest", "phase_time_at_ease", "squeeze_amplitude", "force_sense",
            ])
        #expect(exercise.phases.first?.repetitions.map(\.value) == [1.5])
        #expect(exercise.answers.map(\.question) == ["pain-before", "size", "tension", "pain-after"])
        #expect(exercise.noticed.map(\.felt) == [true, false])
    }

    @Test func theTerminalTellsFiguresAnswersAndWhyThereIsNone() throws {
        let text = try review.text
        for line in [
            "Ladder <b>& (own-ladder/3), from 20 s", "Stopped, as you chose. That is a good end.",
            "It went on after Tonus was started anew.", "from the cue until at rest", "1.75 s  of 3",
            "not stated: zeroed in place", "left out: it needs a maximal squeeze, and this goes without",
            "left out: the phase was skipped or ended early", "pain, before            2 (0 to 10)",
            "tension that was felt   not said", "2: not felt, measured",
        ] { #expect(text.contains(line), "\(line)") }
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
        #expect(!text.contains("fail"))
    }

    @Test func jsonHoldsAllOfItAndComesBack() throws {
        let review = try review
        #expect(try JSONDecoder().decode(SessionReview.self, from: Data(review.json())) == review)
        let without = SessionReview(try SessionSurvey(of: PatientSession.eventful(rateHertz: 100)))
        #expect(without.exercises == nil)
        #expect(!String(decoding: try without.json(), as: UTF8.self).contains("exercises"))
    }

    @Test func anAnonymousFileHasTheNumbersAndNotTheWords() throws {
        let anonymous = try review.disclosing(ExportOptions())
        let size = try #require(anonymous.exercises?.first?.answers.first { $0.question == "size" })
        #expect(size.size == nil && size.isSizeWithheld == true)
        #expect(anonymous.text.contains("said, and left out of this file"))
        let report = try text(ExportOptions()) { try ReportHTML.write($0, options: ExportOptions(), to: $1) }
        #expect(!report.contains("Größe") && report.contains("said, and left out of this file"))
        let known = ExportOptions(disclosure: .identified)
        #expect(try text(known) { try ReportHTML.write($0, options: known, to: $1) }.contains("Größe"))
    }

    @Test func theReportHasAPageForIt() throws {
        let options = ExportOptions()
        let report = try text(options) { try ReportHTML.write($0, options: options, to: $1) }
        #expect(report.components(separatedBy: "<section").count == 4)
        let (latency, amplitude) = (report.range(of: "from the cue until"), report.range(of: "rise above rest</th>"))
        #expect(try #require(latency).lowerBound < #require(amplitude).lowerBound)
        #expect(report.contains("Ladder &lt;b&gt;&amp;") && !report.contains("Ladder <b>"))
        #expect(report.contains("You did the exercise") && report.contains("it took about 1.8 seconds"))
        #expect(report.contains("left out: it needs a maximal squeeze"))
    }

    @Test func aReportWithoutAnExerciseIsAsItWas() throws {
        var session = PatientSession.guided(rateHertz: 100)
        session.remarks.removeAll { if case .exercise = $0.kind { true } else { false } }
        session.remarks.removeAll { if case .answer = $0.kind { true } else { false } }
        let sink = MemorySink()
        try ReportHTML.write(SessionSurvey(of: session), options: ExportOptions(), to: sink)
        let report = String(decoding: sink.bytes, as: UTF8.self)
        #expect(report.components(separatedBy: "<section").count == 3)
        #expect(!report.contains("xercise</h1>") && !report.contains(".exercise"))
    }

    @Test func figuresOfAnExerciseWhoseBeginningIsNotRecordedAreStillTold() throws {
        var session = PatientSession.guided(rateHertz: 100)
        session.remarks.removeAll { if case .exercise(.began) = $0.kind { true } else { false } }
        let review = SessionReview(try SessionSurvey(of: session))
        #expect(review.exercises?.map(\.programme) == ["own-ladder/3"])
        #expect(review.text.contains("from the cue until at rest"))
    }

    @Test func manyFiguresStayOnThePage() throws {
        let sink = MemorySink()
        try ReportHTML.write(SessionSurvey(of: PatientSession.manyFigures()), options: ExportOptions(), to: sink)
        let report = String(decoding: sink.bytes, as: UTF8.self)
        #expect(report.components(separatedBy: "<tr><th>").count < 60)
        #expect(report.contains("lines more: the review (JSON) holds all of them."))
    }
}
