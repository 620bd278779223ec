// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import SessionStore

/// Files of every schema there ever was open for ever. Those in Fixtures were written by the program of their day and are
/// never written anew: simulated, and their key lies beside them.
@Suite struct SchemaTests {
    @Test func aSessionOfSchema1Opens() throws {
        let folder = try TemporaryFolder()
        let fixture = try #require(Bundle.module.resourceURL).appendingPathComponent("Fixtures/schema-1").path
        try FileManager.default.createDirectory(atPath: folder.sessions, withIntermediateDirectories: false)
        chmod(folder.sessions, 0o700)
        try FileManager.default.removeItem(atPath: folder.keyFile)
        for name in try FileManager.default.contentsOfDirectory(atPath: fixture) {
            let target = name == "master.key" ? folder.keyFile : folder.sessions + "/" + name
            try FileManager.default.copyItem(atPath: fixture + "/" + name, toPath: target)
            chmod(target, 0o600)
        }
        let store = try folder.store()
        #expect(store.recovered.isEmpty)
        let session = try #require(try store.list().first)
        #expect(session.state == .finished)
        #expect(session.packets == 503)
        #expect(session.facts == SessionFacts(participant: "P-1", note: "of the probe", isSimulated: true))
        #expect(try store.verify().faults == [])
        let replay = try Replay(try store.read(session.id))
        #expect(replay.packets == 503)
        #expect(replay.output?.frames.count == 2 * 503)
        #expect(replay.events.map(\.body) == [.mark(SessionMark(index: nil, text: "the end"))])
        // As later versions keep what they worked out of it.
        try store.keepFigures(["peak": 30.0], of: session.id)
        #expect(try store.figures(of: session.id, as: [String: Double].self) == ["peak": 30])
        // Its catalogue takes what later versions keep in it, and their way of deleting.
        try store.put(Participant(pseudonym: "P-1", name: "a name"))
        try store.add(DiaryEntry(participant: "P-1", unixMicroseconds: 5, content: .treatment("botox")))
        #expect(try store.diary(of: "P-1").map(\.content) == [.treatment("botox")])
        #expect(try store.removeParticipant("P-1") == 2)
        #expect(try store.list().map(\.packets) == [503])
        #expect(try store.verify().faults == [])
    }
}
