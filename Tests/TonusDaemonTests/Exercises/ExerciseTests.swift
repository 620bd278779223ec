// SPDX-License-Identifier: Apache-2.0
import Foundation
import StreamAPI
import Testing
import TonusClient
import VirtualPerineometer

@testable import TonusDaemon

/// Guided exercises through the daemon's socket, in real time.
@Suite struct ExerciseTests {
    /// Steps of 600 ms after a rest of one second.
    static let short = """
        tonus-programme: 1
        id: short
        version: 3
        title: A short one
        summary: For tests.
        focus: relaxation
        source: own
        phases:
          - id: before
            title: Rest
            steps: [{do: rest, for: 1 s}]
            scores: [phase_time_at_ease]
          - id: work
            title: Squeezes
            repeat: 2
            steps:
              - {do: squeeze, for: 600 ms, target: {above-rest: 3-10 cmH2O}}
              - {do: release, for: 600 ms}
            scores: [time_in_target]
          - id: after
            title: Afterwards
            steps: [{ask: tension}]
        """

    private func begin(_ tonus: TonusConnection, record: Bool? = nil) throws -> ExerciseReport {
        try tonus.call(ProgrammeRunParams.method, ProgrammeRunParams(text: Self.short, record: record))
    }

    /// Why a programme was not begun; nil where it was.
    private func refusal(_ params: ProgrammeRunParams, _ tonus: TonusConnection) -> RPCError? {
        do throws(ClientError) {
            let _: ExerciseReport = try tonus.call(ProgrammeRunParams.method, params)
        } catch {
            if case .refused(let error) = error { return error }
        }
        return nil
    }

    @discardableResult
    private func command(_ method: String, _ tonus: TonusConnection) throws -> ExerciseReport {
        try tonus.call(method, ExerciseParams())
    }

    /// What comes up to the first message that fits, which is the last.
    private func messages(
        _ tonus: TonusConnection, until fits: (CoachMessage) -> Bool
    ) throws -> [CoachMessage] {
        var messages: [CoachMessage] = []
        while let event = try tonus.next(within: patience) {
            guard case .coach(let message) = event else { continue }
            messages.append(message)
            if fits(message) { return messages }
        }
        Issue.record("the message awaited did not come; there were \(messages.map(\.event))")
        throw CancellationError()
    }

    @Test func cuesComeInTheProgrammesTimeByTheProbesClock() async throws {
        try await ServedSocket.with { served in
            let tonus = try TonusConnection(path: served.path)
            try tonus.subscribe(SubscribeParams(streams: [.coach]))
            let report = try begin(tonus)
            #expect(report.state == .waiting && report.waiting == "settling" && report.simulated)
            var all = try messages(tonus) { $0.event == .question }
            let _: ExerciseReport = try tonus.call(ExerciseAnswerParams.method, ExerciseAnswerParams(number: 2))
            all += try messages(tonus) { $0.event == .ended }

            #expect(all.first?.event == .began)
            #expect(all.allSatisfy { $0.simulated && $0.run == report.run && $0.earlier == nil })
            let cues = all.filter { $0.event == .cue }
            #expect(
                cues.map { $0.cue?.activity } == ["rest", "squeeze", "release", "squeeze", "release"])
            // What follows within the phase; behind its last step another phase decides.
            #expect(cues.map { $0.cue?.next?.activity } == [nil, "release", "squeeze", "release", nil])
            #expect(cues[1].cue?.next?.seconds == 0.6 && cues[1].cue?.next?.text == "Let go.")
            let times = try cues.map { try #require($0.deviceTime) }
            for (place, expected) in zip(1..., [1.0, 0.6, 0.6, 0.6]) {
                // Two samples at 1 kHz: the step begins at the sample at which the one before was over.
                #expect(abs(times[place] - times[place - 1] - expected) < 0.0021)
            }
            let squeeze = try #require(cues.dropFirst().first?.cue?.target)
            #expect(abs(squeeze.upper - (squeeze.lower ?? 0) - 7) < 1e-9)

            let summary = try #require(all.last?.summary)
            #expect(summary.reason == "completed" && summary.version == 3)
            #expect(summary.answers.map(\.number) == [2])
            #expect(summary.phases.flatMap(\.scores).contains { $0.name == "phase_time_at_ease" && $0.value != nil })
            #expect(summary.withoutAnswers.answers.isEmpty)
        }
    }

    @Test func itPausesGoesOnAndStopsAsAskedAndThatIsAGoodEnd() async throws {
        try await ServedSocket.with { served in
            let tonus = try TonusConnection(path: served.path)
            try tonus.subscribe(SubscribeParams(streams: [.coach]))
            _ = try begin(tonus)
            _ = try messages(tonus) { $0.event == .cue }
            let paused = try command(ExerciseParams.pause, tonus)
            #expect(paused.state == .paused)
            usleep(300_000)
            let status: ExerciseStatusResult = try tonus.call(ExerciseParams.status, ExerciseParams())
            #expect(status.exercises.map(\.elapsed) == [paused.elapsed])
            #expect(try command(ExerciseParams.resume, tonus).state != .paused)
            #expect(try messages(tonus) { $0.event == .resumed }.contains { $0.event == .paused })
            // Another cannot begin beside it.
            #expect(throws: ClientError.self) { try begin(tonus) }
            let stopped = try command(ExerciseParams.stop, tonus)
            #expect(stopped.state == .ended && stopped.summary?.reason == "stoppedByChoice")
            #expect(stopped.summary?.text.contains("good end") == true)
            #expect(throws: ClientError.self) { try command(ExerciseParams.stop, tonus) }
            #expect(try begin(tonus).run == stopped.run + 1)
        }
    }

    @Test func itGoesOnWithoutTheClientThatBeganItAndANewOneSeesWhatIsSo() async throws {
        try await ServedSocket.with { served in
            var first: TonusConnection? = try TonusConnection(path: served.path)
            let report = try begin(#require(first))
            first = nil
            let second = try TonusConnection(path: served.path)
            try second.subscribe(SubscribeParams(streams: [.coach]))
            let seen = try messages(second) { $0.earlier == nil && $0.event == .question }
            #expect(seen.first?.event == .began && seen.first?.earlier == true)
            #expect(seen.allSatisfy { $0.run == report.run })
            let third = try TonusConnection(path: served.path)
            try third.subscribe(SubscribeParams(streams: [.coach]))
            let open = try messages(third) { $0.event == .question }
            #expect(open.map(\.event) == [.began, .phaseBegan, .question])
            #expect(open.allSatisfy { $0.earlier == true })
        }
    }

    @Test func itWaitsForAProbeThatWasPulledOutAndSaysSo() async throws {
        try await ServedSocket.with { served in
            let tonus = try TonusConnection(path: served.path)
            try tonus.subscribe(SubscribeParams(streams: [.coach]))
            _ = try begin(tonus)
            _ = try messages(tonus) { $0.cue?.activity == "squeeze" }
            served.plug.unplug()
            let waiting = try #require(try messages(tonus) { $0.event == .waiting }.last)
            #expect(waiting.waiting == "device" && waiting.text?.isEmpty == false)
            served.plug.replug()
            let after = try messages(tonus) { $0.event == .question }
            // What was cut short begins anew, and all that was asked for is done.
            #expect(after.filter { $0.cue?.activity == "squeeze" }.count >= 1)
            _ = try command(ExerciseParams.next, tonus)
            #expect(try messages(tonus) { $0.event == .ended }.last?.summary?.reason == "completed")
        }
    }

    @Test func whoIsPausedByThePersonMeasuredHearsNothingOfIt() async throws {
        try await ServedSocket.with { served in
            let patient = try TonusConnection(path: served.path)
            let watcher = try TonusConnection(path: served.path)
            try patient.subscribe(SubscribeParams(streams: [.coach]))
            try watcher.subscribe(SubscribeParams(streams: [.coach]))
            let watchers: ConsentReport = try watcher.call(ConsentMethod.watchers, NoParams())
            let number = watchers.connection
            let _: ConsentReport = try patient.call(ConsentMethod.pause, ConsentParams(connection: number))
            _ = try begin(patient)
            _ = try messages(patient) { $0.event == .cue }
            #expect(throws: ClientError.self) {
                let _: ExerciseStatusResult = try watcher.call(ExerciseParams.status, ExerciseParams())
            }
            let _: ConsentReport = try patient.call(ConsentMethod.resume, ConsentParams(connection: number))
            // The first that it hears was so before, and is told now.
            let heard = try messages(watcher) { $0.earlier == nil }
            #expect(heard.count > 1 && heard.first?.event == .began && heard.first?.earlier == true)
        }
    }

    @Test func onlyControllersGuideAndObserversGetNoAnswers() {
        for method in RequestService.exerciseMethods {
            let isForObservers = ["programmes.list", "programmes.get", "exercise.status"].contains(method)
            #expect(MethodAccess.table[method]?.role == (isForObservers ? .observer : .controller), "\(method)")
        }
        #expect(MethodAccess.table[ExerciseParams.stop]?.whilePaused == true)
        var message = CoachMessage(subscription: 1, run: 1, event: .answered, elapsed: 1, simulated: true)
        message.answer = CoachAnswer(question: "pain-after", elapsed: 1, number: 7)
        #expect(message.withoutAnswers.answer == CoachAnswer(question: "pain-after", elapsed: 1))
    }

    @Test func programmesAreListedAndAnUnknownOneIsRefusedByName() async throws {
        try await ServedSocket.with { served in
            let tonus = try TonusConnection(path: served.path)
            let list: ProgrammesListResult = try tonus.call(ProgrammesListResult.method, NoParams())
            #expect(list.programmes.contains { $0.id == "release-ladder" && $0.origin == "shipped" })
            let one: CoachProgramme = try tonus.call(
                ProgrammeGetParams.method, ProgrammeGetParams(name: "release-ladder"))
            #expect(list.programmes.contains(one))
            for name in ["nothing-like-it", "/etc/passwd", "../release-ladder.yaml"] {
                let error = refusal(ProgrammeRunParams(name: name), tonus)
                #expect(error?.code == RPCError.Code.unknownProgramme.rawValue)
            }
            let error = refusal(ProgrammeRunParams(text: "tonus-programme: 1\nid: A B\n"), tonus)
            #expect(error?.code == RPCError.Code.invalidParams.rawValue && error?.message.contains("line") == true)
        }
    }

    @Test func cuesScoresAndTheProgrammeGoIntoTheSession() throws {
        let folder = try TemporaryFolder()
        let program = try RunningProgram(
            "tonusd",
            [
                "--simulate=comfortable-strong,rate=1000", "--socket", folder.socket, "--state-dir",
                folder.path + "/state",
            ])
        defer { program.send(SIGTERM) }
        var connected: TonusConnection?
        try wait(for: "samples") {
            connected = try? TonusConnection(path: folder.socket)
            return try connected?.status().devices.first.map { $0.stream.samples > 0 } == true
        }
        let tonus = try #require(connected)
        try tonus.subscribe(SubscribeParams(streams: [.coach]))
        let report = try begin(tonus, record: true)
        let session = try #require(report.session)
        _ = try messages(tonus) { $0.event == .question }
        let _: ExerciseReport = try tonus.call(ExerciseAnswerParams.method, ExerciseAnswerParams(number: 7))
        _ = try messages(tonus) { $0.event == .ended }
        var kept: SessionReport?
        try wait(for: "the session to be closed") {
            let got: SessionReport = try tonus.call(SessionGetParams.method, SessionGetParams(session: session))
            kept = got
            return got.state == "finished"
        }
        #expect(kept?.programme == "short/3" && kept?.simulated == true)
        let verified: SessionsVerifyResult = try tonus.call(
            SessionsVerifyParams.method, SessionsVerifyParams(session: session))
        #expect(verified.faults.isEmpty)
        let export: SessionsExportResult = try tonus.call(
            SessionsExportParams.method, SessionsExportParams(session: session, format: .edf))
        var bytes = Data()
        while true {
            let piece: ExportReadResult = try tonus.call(
                ExportReadParams.method, ExportReadParams(export: export.export))
            bytes.append(try #require(Data(base64Encoded: piece.data)))
            if piece.done { break }
        }
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains("squeeze") && text.contains("release") && text.contains("Answer/tension/7"))
    }
}
