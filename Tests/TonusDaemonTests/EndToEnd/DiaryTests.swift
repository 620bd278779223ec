// SPDX-License-Identifier: Apache-2.0
import Foundation
import StreamAPI
import Testing
import TonusClient

@testable import TonusDaemon

/// Diaries at the socket and on the command line.
@Suite struct DiaryTests {
    private static let simulation = "comfortable-strong,rate=250"

    @Test func entriesOfEveryKindComeBackAsTheyWereWrittenTheNewestFirst() async throws {
        try await ServedSocket.with(Self.simulation, keepsSessions: true) { served in
            let tonus = try TonusConnection(path: served.path)
            _ = try tonus.add(ParticipantAddParams(participant: "P-7"))
            let botox = try tonus.add(
                DiaryAddParams(participant: "P-7", kind: .treatment, day: "2024-02-29", treatment: "botox"))
            #expect(botox.day == "2024-02-29")
            let trainer = try tonus.add(
                DiaryAddParams(
                    participant: "P-7", kind: .trainer, size: "the blue one", millimetres: 22, minutes: 10.5,
                    stoppedByChoice: true, pain: DiaryRating(before: 1, peak: 3, after: 0),
                    anxiety: DiaryRating(before: 20, peak: 100), text: "music helped"))
            #expect(trainer.stoppedByChoice == true)
            #expect(trainer.anxiety == DiaryRating(before: 20, peak: 100))
            let feeling = try tonus.add(
                DiaryAddParams(participant: "P-7", kind: .feeling, pain: DiaryRating(now: 10)))
            let note = try tonus.add(DiaryAddParams(participant: "P-7", kind: .note, text: "a\nb"))
            #expect(try tonus.diary("P-7") == [note, feeling, trainer, botox])
            #expect([note, feeling, trainer, botox].allSatisfy { !$0.simulated && $0.session == nil })

            let gone: DiaryEntryReport = try tonus.call(
                DiaryDeleteParams.method, DiaryDeleteParams(entry: String(feeling.entry.prefix(12))), within: patience)
            #expect(gone == feeling)
            #expect(try tonus.diary("P-7") == [note, trainer, botox])
            let again = try refusal {
                let _: DiaryEntryReport = try tonus.call(
                    DiaryDeleteParams.method, DiaryDeleteParams(entry: feeling.entry), within: patience)
            }
            #expect(again?.code == RPCError.Code.unknownEntry.rawValue)
        }
    }

    @Test func whatCannotBeIsRefusedWithTheMemberThatIsMeant() async throws {
        try await ServedSocket.with(Self.simulation, keepsSessions: true) { served in
            let tonus = try TonusConnection(path: served.path)
            _ = try tonus.add(ParticipantAddParams(participant: "P-7"))
            func params(_ kind: DiaryKind, _ change: (inout DiaryAddParams) -> Void) -> DiaryAddParams {
                var params = DiaryAddParams(participant: "P-7", kind: kind)
                change(&params)
                return params
            }
            let cases: [(String, DiaryAddParams)] = [
                ("pain", params(.trainer) { $0.pain = DiaryRating(before: 11) }),
                ("pain", params(.feeling) { $0.pain = DiaryRating(now: -1) }),
                ("anxiety", params(.trainer) { $0.anxiety = DiaryRating(peak: 101) }),
                ("pain", params(.feeling) { $0.pain = DiaryRating(before: 1) }),
                ("anxiety", params(.trainer) { $0.anxiety = DiaryRating(now: 1) }),
                ("pain", params(.feeling) { _ in }),
                ("millimetres", params(.trainer) { $0.millimetres = 4.9 }),
                ("millimetres", params(.trainer) { $0.millimetres = 60.1 }),
                ("minutes", params(.trainer) { $0.minutes = -1 }),
                ("size", params(.trainer) { $0.size = "" }),
                ("size", params(.note) { ($0.size, $0.text) = ("one", "a") }),
                ("pain", params(.note) { ($0.pain, $0.text) = (DiaryRating(now: 1), "a") }),
                ("treatment", params(.treatment) { _ in }),
                ("treatment", params(.treatment) { $0.treatment = String(repeating: "t", count: 65) }),
                ("note", params(.note) { _ in }),
                ("text", params(.note) { $0.text = String(repeating: "t", count: 4097) }),
                ("day", params(.note) { ($0.text, $0.day) = ("a", "2026-02-30") }),
                ("day", params(.note) { ($0.text, $0.day) = ("a", "14.3.2026") }),
                ("to come", params(.note) { ($0.text, $0.day) = ("a", "9999-01-01") }),
            ]
            for (word, params) in cases {
                let error = try refusal { _ = try tonus.add(params) }
                #expect(error?.code == RPCError.Code.invalidParams.rawValue, "\(word)")
                #expect(error?.message.contains(word) == true, "\(word): \(error?.message ?? "accepted")")
            }
            #expect(try tonus.diary("P-7").isEmpty)
        }
    }

    @Test func aLongDiaryIsToldInLinesThatClientsCanRead() async throws {
        try await ServedSocket.with(Self.simulation, keepsSessions: true) { served in
            let tonus = try TonusConnection(path: served.path)
            _ = try tonus.add(ParticipantAddParams(participant: "P-7"))
            var written: [String] = []
            // A quotation mark takes two bytes on the wire.
            for _ in 0..<20 {
                let text = String(repeating: "\"", count: 4096)
                written.append(try tonus.add(DiaryAddParams(participant: "P-7", kind: .note, text: text)).entry)
            }
            var read: [String] = []
            var pages = 0
            while true {
                let page: DiaryListResult = try tonus.call(
                    DiaryListParams.method, DiaryListParams(participant: "P-7", after: read.last), within: patience)
                read += page.entries.map(\.entry)
                pages += 1
                if !page.more { break }
            }
            #expect(pages > 1)
            #expect(Set(read) == Set(written))
            #expect(read.count == written.count)
        }
    }

    @Test func diaryAndNameAreThereAfterARestartAndNowhereInPlain() throws {
        let words = ["NAMENAMENAME", "DIARYTEXT", "PSEUDONYM-7", "PSEUDONYM-8"]
        let folder = try TemporaryFolder()
        let first = try SimulatedDaemon(Self.simulation, in: folder)
        do {
            let tonus = try first.connect()
            _ = try tonus.add(ParticipantAddParams(participant: "PSEUDONYM-7", name: "NAMENAMENAME"))
            _ = try tonus.add(DiaryAddParams(participant: "PSEUDONYM-7", kind: .note, text: "DIARYTEXT"))
            _ = try refusal { _ = try tonus.start(SessionStartParams(participant: "PSEUDONYM-8")) }
        }
        first.program.send(SIGTERM)
        #expect(try first.program.exitCode() == 0)
        let second = try SimulatedDaemon(Self.simulation, in: folder)
        let tonus = try second.connect()
        #expect(try tonus.participants(ParticipantsListParams(names: true)).map(\.name) == ["NAMENAMENAME"])
        #expect(try tonus.diary("PSEUDONYM-7").map(\.text) == ["DIARYTEXT"])
        let log = first.program.standardError + second.program.standardError
        for word in words { #expect(!log.contains(word), "\(word) in the log") }
        let state = folder.path + "/state"
        for case let name as String in try #require(FileManager.default.enumerator(atPath: state)) {
            let bytes = FileManager.default.contents(atPath: state + "/" + name) ?? Data()
            for word in words {
                #expect(!name.contains(word) && bytes.range(of: Data(word.utf8)) == nil, "\(word) in \(name)")
            }
        }
    }

    @Test func whatTheCommandLineWritesItShowsAndTheTrendHasIt() throws {
        let daemon = try SimulatedDaemon(Self.simulation)
        func tonus(_ arguments: String...) throws -> (code: Int32, output: String, errors: String) {
            let program = try RunningProgram("tonus", arguments + ["--socket", daemon.socket])
            let code = try program.exitCode()
            return (code, program.standardOutput, program.standardError)
        }
        #expect(try tonus("participants", "add", "P-7").code == 0)
        #expect(try tonus("people", "list").output == "P-7: 0 sessions, 0 diary entries\n")
        let added = try tonus(
            "diary", "add", "trainer", "--participant", "P-7", "--size", "the blue one", "--millimetres", "22",
            "--minutes", "10", "--pain", "1,3,-", "--anxiety", "30,50,20", "--stopped")
        #expect(added.code == 0, "\(added.errors)")
        let words =
            "trainer: the blue one, 22 mm, 10 min; pain 1 before, 3 at most; "
            + "anxiety 30 before, 50 at most, 20 after; stopped by choice"
        #expect(added.output.contains(words), "\(added.output)")
        let botox = try tonus("diary", "add", "treatment", "botox", "--participant", "P-7", "--date", "2024-03-14")
        #expect(botox.output.contains("2024-03-14"))
        let outside = try tonus("diary", "add", "feeling", "--participant", "P-7", "--pain", "11")
        #expect(outside.code == 65)
        #expect(outside.errors.contains("pain now is 11") && outside.errors.contains("from 0 (none) to 10"))
        let slip = try tonus("session", "start", "--participant", "P-8")
        #expect(slip.code == 65)
        #expect(slip.errors.contains("Did you mean P-7?"), "\(slip.errors)")

        let connection = try daemon.connect()
        let session = try connection.start(SessionStartParams(participant: "P-7", probe: "ring"))
        try connection.awaitSamples(250, of: session.id)
        _ = try connection.change(SessionControlParams.stop)
        let later = try tonus("diary", "add", "feeling", "--participant", "P-7", "--pain", "2", "--json")
        #expect(later.code == 0)
        let trend = try tonus("sessions", "trend")
        #expect(trend.code == 0, "\(trend.errors)")
        let places = ["2024-03-14  botox", "the blue one", "session \(session.id.prefix(8))", "pain 2"].map {
            trend.output.range(of: $0)?.lowerBound
        }
        #expect(places.compactMap { $0 }.count == 4, "\(trend.output)")
        #expect(zip(places, places.dropFirst()).allSatisfy { ($0 ?? "".endIndex) < ($1 ?? "".startIndex) })
        #expect(trend.output.contains("does not say that it came of it"))
        let json =
            try JSONSerialization.jsonObject(
                with: Data(try tonus("sessions", "trend", "--json").output.utf8)) as? [String: Any]
        let context = try #require(json?["context"] as? [[String: Any]])
        #expect(context.map { $0["kind"] as? String } == ["treatment", "trainer", nil, "feeling"])
        #expect(context[2]["session"] as? String == session.id)
        #expect(try !tonus("sessions", "trend", "--without-diary").output.contains("botox"))

        let dry = try tonus("participants", "delete", "P-7")
        #expect(dry.output.contains("3 diary entries") && dry.output.contains(session.id), "\(dry.output)")
        #expect(try tonus("participants", "list").output.hasPrefix("P-7: 1 session, 3 diary entries"))
        #expect(try tonus("participants", "delete", "P-7", "--sessions", "--yes").code == 0)
        #expect(try tonus("participants", "list").output.hasPrefix("Nobody yet."))
    }

    @Test func anExerciseWithATrainerIsInTheDiaryOfItsParticipant() async throws {
        try await ServedSocket.with("comfortable-strong,rate=1000", keepsSessions: true) { served in
            let tonus = try TonusConnection(path: served.path)
            _ = try tonus.add(ParticipantAddParams(participant: "P-7"))
            let begun: ExerciseReport = try tonus.call(
                ProgrammeRunParams.method,
                ProgrammeRunParams(text: Self.trainer, record: true, participant: "P-7"), within: patience)
            let session = try #require(begun.session)
            let answers: [(String, ExerciseAnswerParams)] = [
                ("size", ExerciseAnswerParams(size: "two")), ("pain-before", ExerciseAnswerParams(number: 1)),
            ]
            for (question, answer) in answers {
                try awaitQuestion(question, tonus)
                let _: ExerciseReport = try tonus.call(ExerciseAnswerParams.method, answer, within: patience)
            }
            try wait(for: "the trainer") { try status(tonus).cue?.activity == "trainer" }
            let _: ExerciseReport = try tonus.call(ExerciseParams.smallerToday, ExerciseParams(), within: patience)
            let _: ExerciseReport = try tonus.call(ExerciseParams.next, ExerciseParams(), within: patience)
            try awaitQuestion("anxiety-after", tonus)
            let _: ExerciseReport = try tonus.call(
                ExerciseAnswerParams.method, ExerciseAnswerParams(number: 20), within: patience)
            try wait(for: "the diary") { try tonus.diary("P-7").count == 1 }
            let entry = try tonus.diary("P-7")[0]
            #expect(entry.kind == .trainer && entry.simulated)
            #expect(entry.size == "one" && entry.millimetres == 15)
            #expect(entry.pain == DiaryRating(before: 1) && entry.anxiety == DiaryRating(after: 20))
            #expect(entry.minutes != nil)
            #expect(entry.session == session && entry.programme == "with-trainer/1")
        }
    }

    private func status(_ tonus: TonusConnection) throws -> ExerciseReport {
        let result: ExerciseStatusResult = try tonus.call(ExerciseParams.status, ExerciseParams(), within: patience)
        return try #require(result.exercises.first)
    }

    private func awaitQuestion(_ question: String, _ tonus: TonusConnection) throws {
        try wait(for: "the question \(question)") {
            try status(tonus).question?.question == question
        }
    }

    private static let trainer = """
        tonus-programme: 1
        id: with-trainer
        version: 1
        title: With a trainer
        summary: For tests.
        focus: trainer
        source: own
        sizes:
          - {name: one, millimetres: 15}
          - {name: two, millimetres: 20}
        phases:
          - id: before
            title: Before
            steps: [{ask: size}, {ask: pain-before}]
          - id: trainer
            title: With the trainer
            steps: [{do: trainer, at-most: 1 min}]
          - id: after
            title: After
            steps: [{ask: anxiety-after}]
        """
}
