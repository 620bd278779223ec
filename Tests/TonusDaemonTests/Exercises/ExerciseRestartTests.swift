// SPDX-License-Identifier: Apache-2.0
import Foundation
import Perineometry
import SessionExport
import StreamAPI
import Testing
import TonusClient

/// Guided exercises of a daemon that is killed and started anew.
@Suite struct ExerciseRestartTests {
    private static let simulation = "comfortable-strong,rate=500"
    /// A squeeze that outlasts the test, after a question.
    private static let text = """
        tonus-programme: 1
        id: my-own
        version: 2
        title: My own
        summary: For tests.
        focus: relaxation
        source: own
        phases:
          - {id: before, title: Before, steps: [{ask: tension}]}
          - id: work
            title: Squeeze
            steps: [{do: squeeze, for: 60 s}]
        """

    private func report(_ tonus: TonusConnection) throws -> ExerciseReport? {
        let status: ExerciseStatusResult = try tonus.call(ExerciseParams.status, ExerciseParams())
        return status.exercises.first
    }

    /// Begins it, answers its question, and kills the daemon in its squeeze.
    private func interrupted(in folder: TemporaryFolder, record: Bool) throws -> ExerciseReport {
        let daemon = try SimulatedDaemon(Self.simulation, in: folder)
        let tonus = try daemon.connect()
        let begun: ExerciseReport = try tonus.call(
            ProgrammeRunParams.method, ProgrammeRunParams(text: Self.text, record: record))
        try wait(for: "the question") { try report(tonus)?.state == .asking }
        let _: ExerciseReport = try tonus.call(ExerciseAnswerParams.method, ExerciseAnswerParams(number: 6))
        if record {
            let id = try #require(begun.session)
            let file = URL(fileURLWithPath: folder.path + "/state/sessions/\(id).tonus-session-exercise")
            try wait(for: "the exercise to be kept in its second phase") {
                let before = try? file.resourceValues(forKeys: [.contentModificationDateKey])
                return before != nil && FileManager.default.fileExists(atPath: file.path)
            }
            // Written once more after the cue that it has given: progress is kept every ten seconds.
            try wait(for: "the squeeze") { try (report(tonus)?.elapsed ?? 0) > 2 }
            let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            let bytes = try Data(contentsOf: file)
            #expect(bytes.range(of: Data("my-own".utf8)) == nil && bytes.range(of: Data("squeeze".utf8)) == nil)
        }
        daemon.program.send(SIGKILL)
        _ = try daemon.program.exitCode()
        return begun
    }

    @Test func anExerciseThatIsRecordedIsPausedAfterARestartAndGoesOnWhenAsked() throws {
        let folder = try TemporaryFolder()
        let begun = try interrupted(in: folder, record: true)
        let second = try SimulatedDaemon(Self.simulation, in: folder)
        let tonus = try second.connect()
        try wait(for: "the exercise: \(second.program.standardError)") { try report(tonus) != nil }
        let paused = try #require(try report(tonus))
        #expect(paused.state == .paused && paused.waiting == "restart")
        #expect(paused.programme == "my-own" && paused.version == 2 && paused.session == begun.session)
        #expect(paused.elapsed > 0 || paused.phase?.id == "work")

        // Who comes now sees it, in words.
        try tonus.subscribe(SubscribeParams(streams: [.coach]))
        var seen: [CoachMessage] = []
        while seen.last?.event != .paused, let event = try tonus.next(within: patience) {
            if case .coach(let message) = event { seen.append(message) }
        }
        #expect(seen.map(\.event) == [.began, .phaseBegan, .paused])
        #expect(seen.last?.textKey == "pausedRestart" && seen.last?.text?.contains("when you like") == true)

        // A program that has only the text finds the same.
        #expect(throws: ClientError.self) {
            let _: ExerciseReport = try tonus.call(ProgrammeRunParams.method, ProgrammeRunParams(text: Self.text))
        }
        let _: ExerciseReport = try tonus.call(ExerciseParams.resume, ExerciseParams())
        try wait(for: "the squeeze") { try report(tonus)?.cue?.activity == "squeeze" }
        let stopped: ExerciseReport = try tonus.call(ExerciseParams.stop, ExerciseParams())
        #expect(stopped.summary?.answers.map(\.number) == [6], "what was answered before is there")
        let id = try #require(begun.session)
        try wait(for: "the session to be closed") { try tonus.get(id).state == "finished" }
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path + "/state/sessions").allSatisfy {
                !$0.contains("-exercise")
            })
    }

    @Test func ofAnExerciseThatIsNotRecordedNothingIsKept() throws {
        let folder = try TemporaryFolder()
        _ = try interrupted(in: folder, record: false)
        let second = try SimulatedDaemon(Self.simulation, in: folder)
        #expect(try report(try second.connect()) == nil)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/state/sessions")
        #expect(names.allSatisfy { !$0.contains("-exercise") })
    }

    /// Trainers, one of which is asked for smaller.
    private static let trainer = """
        tonus-programme: 1
        id: my-trainer
        version: 1
        title: My trainer
        summary: For tests.
        focus: trainer
        source: own
        sizes: [{name: one, millimetres: 15}, {name: two, millimetres: 20}]
        phases:
          - {id: before, title: Before, steps: [{ask: pain-before}, {ask: anxiety-before}, {ask: size}]}
          - {id: with, title: With it, steps: [{do: trainer, at-most: 10 min}], scores: [phase_time_at_ease]}
        """

    /// Answers all questions, goes smaller, and kills the daemon once that is kept.
    private func interruptedTrainer(_ daemon: SimulatedDaemon) throws -> ExerciseReport {
        let tonus = try daemon.connect()
        let begun: ExerciseReport = try tonus.call(
            ProgrammeRunParams.method,
            ProgrammeRunParams(text: Self.trainer, record: true, participant: "P-7"))
        let answers = [
            ("pain-before", ExerciseAnswerParams(number: 2)), ("anxiety-before", ExerciseAnswerParams(number: 30)),
            ("size", ExerciseAnswerParams(size: "two")),
        ]
        for (question, answer) in answers {
            try wait(for: question) { try report(tonus)?.question?.question == question }
            let _: ExerciseReport = try tonus.call(ExerciseAnswerParams.method, answer)
        }
        try wait(for: "the trainer") { try report(tonus)?.cue?.activity == "trainer" }
        let _: ExerciseReport = try tonus.call(ExerciseParams.smallerToday, ExerciseParams())
        // Kept every ten seconds of a step, and with every word: what follows the word is on the disk soon.
        try wait(for: "three seconds with it") { try (report(tonus)?.elapsed ?? 0) > 3 }
        daemon.program.send(SIGKILL)
        _ = try daemon.program.exitCode()
        return begun
    }

    private func diary(_ tonus: TonusConnection) throws -> [DiaryEntryReport] {
        let page: DiaryListResult = try tonus.call(
            DiaryListParams.method, DiaryListParams(participant: "P-7"), within: patience)
        return page.entries
    }

    @Test func theDiaryHasWhatWasSaidBeforeARestart() throws {
        let folder = try TemporaryFolder()
        let begun = try interruptedTrainer(try SimulatedDaemon(Self.simulation, in: folder))
        let second = try SimulatedDaemon(Self.simulation, in: folder)
        let tonus = try second.connect()
        try wait(for: "the exercise") { try report(tonus)?.waiting == "restart" }
        let _: ExerciseReport = try tonus.call(ExerciseParams.stop, ExerciseParams())
        try wait(for: "the entry") { try !diary(tonus).isEmpty }
        let entry = try #require(try diary(tonus).first)
        #expect(entry.session == begun.session && entry.simulated)
        #expect(entry.size == "one" && entry.millimetres == 15)
        #expect(entry.pain?.before == 2 && entry.anxiety?.before == 30)

        // And the session has all of it, as one exercise.
        let id = try #require(begun.session)
        try wait(for: "the session to be closed") { try tonus.get(id).state == "finished" }
        let review = try JSONDecoder().decode(SessionReview.self, from: try tonus.export(id, .review))
        let exercise = try #require(review.exercises?.first)
        #expect(review.exercises?.count == 1 && exercise.restarts == 1)
        #expect(exercise.title == "My trainer" && exercise.ended == "smallerToday")
        #expect(exercise.answers.map(\.number) == [2, 30, nil])
        #expect(exercise.phases.map(\.title) == ["With it"])
        #expect(exercise.phases.first?.scores.map(\.name) == ["phase_time_at_ease"])
        #expect(exercise.phases.first?.scores.first?.value != nil)
    }

    @Test func anExerciseWhoseProbeIsAwayIsToldAndCanBeStopped() throws {
        let folder = try TemporaryFolder()
        let first = try SimulatedDaemon(Self.simulation, in: folder)
        let serial = try #require(try first.connect().status().device.serial)
        let begun = try interruptedTrainer(first)
        // Another probe comes back.
        let second = try SimulatedDaemon(Self.simulation + ",seed=2", in: folder)
        let tonus = try second.connect()
        try wait(for: "the exercise: \(second.program.standardError)") { try report(tonus) != nil }
        let waiting = try #require(try report(tonus))
        #expect(waiting.state == .paused && waiting.waiting == "device" && waiting.device == serial)
        #expect(waiting.session == begun.session && waiting.simulated && waiting.phase?.id == "with")
        #expect(throws: ClientError.self) {
            let _: ExerciseReport = try tonus.call(ExerciseParams.resume, ExerciseParams())
        }
        let stopped: ExerciseReport = try tonus.call(ExerciseParams.stop, ExerciseParams())
        #expect(stopped.state == .ended && stopped.summary?.answers.map(\.number) == [2, 30, nil])
        #expect(try report(tonus) == nil)
        try wait(for: "the entry") { try diary(tonus).first?.size == "one" }
    }
}
