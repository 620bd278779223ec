// SPDX-License-Identifier: Apache-2.0
import Foundation
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
}
