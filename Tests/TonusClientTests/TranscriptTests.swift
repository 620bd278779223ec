// SPDX-License-Identifier: Apache-2.0
import Foundation
import StreamAPI
import Testing

@testable import TonusClient

/// What daemons of every published version said is understood by today's client: Tests/Protocol/Transcripts.
@Suite struct TranscriptTests {
    private struct Line: Decodable {
        struct Client: Decodable {
            var text: String?

            init(from decoder: any Decoder) throws {
                text = try? decoder.singleValueContainer().decode(String.self)
            }
        }
        var client: Client?
        var daemon: Envelope?
    }

    private struct Asked: Decodable { var id: RequestID, method: String }

    private static let files: [URL] = {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Protocol/Transcripts")
        let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        return (all?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "jsonl" }
    }()

    @Test func thereAreSome() { #expect(Self.files.count >= 4) }

    @Test(arguments: files) func isUnderstood(file: URL) throws {
        let lines = MessageLines()
        var asked: [RequestID: String] = [:]
        for text in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
            let line = try JSONDecoder().decode(Line.self, from: Data(text.utf8))
            if let said = line.client?.text, let request = try? JSONDecoder().decode(Asked.self, from: Data(said.utf8))
            {
                asked[request.id] = request.method
            }
            guard let envelope = line.daemon else { continue }
            let object = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
            let bytes = Array(try JSONSerialization.data(withJSONObject: try #require(object["daemon"])))
            if envelope.method == Hello.method {
                _ = try lines.greeting(bytes)
            } else if let method = envelope.method {
                if case .other = try lines.event(method: method, line: bytes) { Issue.record("\(method) is not known") }
            } else if envelope.error == nil {
                try understand(bytes, as: asked[try #require(envelope.id)], lines)
            }
        }
    }

    private typealias Reading = @Sendable (MessageLines, [UInt8]) throws -> Void

    private static func result<Result: Codable & Sendable>(_: Result.Type) -> Reading {
        { lines, line in _ = try lines.decode(Response<Result>.self, from: line) }
    }

    /// How the reply to each method is read.
    private static let readings: [String: Reading] = {
        var readings: [String: Reading] = [
            Status.method: result(Status.self),
            SubscribeParams.method: result(SubscribeResult.self),
            UnsubscribeParams.method: result(UnsubscribeResult.self),
            SelfTestParams.method: result(SelfTestResult.self),
            ZeroParams.method: result(ZeroResult.self),
            WebOpen.method: result(WebOpenResult.self),
            WebExportParams.method: result(WebExportResult.self),
            SessionMarkParams.method: result(SessionMarkResult.self),
            SessionsListParams.method: result(SessionsListResult.self),
            SessionsVerifyParams.method: result(SessionsVerifyResult.self),
            SessionsDeleteParams.method: result(SessionsDeleteResult.self),
            SessionsTraceParams.method: result(SessionsTraceResult.self),
            SessionsGlanceParams.method: result(SessionsGlanceResult.self),
            ExportReadParams.method: result(ExportReadResult.self),
            ParticipantsListParams.method: result(ParticipantsListResult.self),
            ParticipantDeleteParams.method: result(ParticipantDeleteResult.self),
            DiaryListParams.method: result(DiaryListResult.self),
            ImportBeginParams.method: result(ImportBeginResult.self),
            ProgrammesListResult.method: result(ProgrammesListResult.self),
            ProgrammeGetParams.method: result(CoachProgramme.self),
            ExerciseParams.status: result(ExerciseStatusResult.self),
        ]
        for method in [ConsentMethod.watchers, ConsentMethod.pause, ConsentMethod.resume, ConsentMethod.end] {
            readings[method] = result(ConsentReport.self)
        }
        for method in [
            SessionStartParams.method, SessionControlParams.pause, SessionControlParams.resume,
            SessionControlParams.stop, SessionGetParams.method, ImportEndParams.finish,
        ] { readings[method] = result(SessionReport.self) }
        for method in [
            SessionsExportParams.method, SessionsCompareParams.method, SessionsTrendParams.method,
            ParticipantExportParams.method,
        ] { readings[method] = result(SessionsExportResult.self) }
        for method in [ParticipantAddParams.method, ParticipantChangeParams.method] {
            readings[method] = result(ParticipantReport.self)
        }
        for method in [DiaryAddParams.method, DiaryDeleteParams.method] {
            readings[method] = result(DiaryEntryReport.self)
        }
        for method in [ImportDataParams.method, ImportEndParams.cancel] {
            readings[method] = result(ImportProgress.self)
        }
        for method in [
            ProgrammeRunParams.method, ExerciseAnswerParams.method, ExerciseParams.pause, ExerciseParams.resume,
            ExerciseParams.skip, ExerciseParams.next, ExerciseParams.stop, ExerciseParams.felt,
            ExerciseParams.smallerToday,
        ] { readings[method] = result(ExerciseReport.self) }
        return readings
    }()

    private func understand(_ line: [UInt8], as method: String?, _ lines: MessageLines) throws {
        guard let reading = method.flatMap({ Self.readings[$0] }) else {
            Issue.record("\(method ?? "nothing") has no reply here")
            return
        }
        try reading(lines, line)
    }
}
