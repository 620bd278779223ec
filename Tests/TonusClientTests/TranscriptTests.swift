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

    private func understand(_ line: [UInt8], as method: String?, _ lines: MessageLines) throws {
        switch method {
        case Status.method: _ = try lines.decode(Response<Status>.self, from: line)
        case SubscribeParams.method: _ = try lines.decode(Response<SubscribeResult>.self, from: line)
        case UnsubscribeParams.method: _ = try lines.decode(Response<UnsubscribeResult>.self, from: line)
        case SelfTestParams.method: _ = try lines.decode(Response<SelfTestResult>.self, from: line)
        case ZeroParams.method: _ = try lines.decode(Response<ZeroResult>.self, from: line)
        case ConsentMethod.watchers, ConsentMethod.pause, ConsentMethod.resume, ConsentMethod.end:
            _ = try lines.decode(Response<ConsentReport>.self, from: line)
        default: Issue.record("\(method ?? "nothing") has no reply here")
        }
    }
}
