// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import Perineometry
import Testing

@testable import SessionStore

@Suite struct ErasureTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func session(_ store: SessionStore) throws -> SessionID {
        let writer = try store.begin(SessionFacts(isSimulated: true), software: "test")
        try writer.append(SessionEvent(at: HostTime(nanoseconds: 1), .note("a")))
        try writer.finish()
        return writer.id
    }

    @Test func anErasedSessionsFilesAreGoneAndTheOthersStay() throws {
        let store = try folder.store()
        let (first, second) = (try session(store), try session(store))
        let report = try store.erase(.session(first))
        #expect(report.sessions == [first])
        #expect(report.files == [folder.file(of: first)])
        #expect(try store.list().map(\.id) == [second])
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.sessions)
        #expect(!names.contains { $0.hasPrefix(first.description) })
        #expect(throws: StoreError.unknownSession(first)) { try store.read(first) }
        #expect(try store.verify().faults == [])
    }

    @Test func figuresThatWereKeptAreSealedAndGoWithTheSession() throws {
        let store = try folder.store()
        let id = try session(store)
        let file = folder.file(of: id) + "-figures"
        #expect(try store.figures(of: id, as: [String: Double].self) == nil)
        try store.keepFigures(["peak": 1], of: id)
        try store.keepFigures(["a_telling_name": 2], of: id)
        #expect(try store.figures(of: id, as: [String: Double].self) == ["a_telling_name": 2])
        #expect(try store.figures(of: id, as: [String].self) == nil)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
        #expect(bytes.range(of: Data("telling".utf8)) == nil)
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try store.list().map(\.id) == [id])
        #expect(try store.verify().faults == [])
        #expect(store.bytes(of: id) > UInt64(bytes.count))
        #expect(try store.erase(.session(id)).files.sorted() == [folder.file(of: id), file])
        #expect(!FileManager.default.fileExists(atPath: file))
    }

    @Test func figuresOfAnErasedSessionAreNotKept() throws {
        let store = try folder.store()
        let id = try session(store)
        _ = try store.erase(.session(id))
        #expect(throws: StoreError.unknownSession(id)) { try store.keepFigures(["peak": 1], of: id) }
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.sessions).allSatisfy { !$0.contains("figures") })
    }

    @Test func whatIsTooLargeToBeKeptIsMadeAgain() throws {
        let store = try folder.store()
        let id = try session(store)
        try store.keepFigures(String(repeating: "x", count: 2 << 20), of: id)
        #expect(try store.figures(of: id, as: String.self) == nil)
    }

    @Test func theKeyIsDestroyedInEveryPlaceBeforeTheFileGoes() throws {
        let store = try folder.store()
        let id = try session(store)
        let path = folder.file(of: id)
        // As a disk may keep it.
        let kept = folder.path + "/kept"
        #expect(FrameScan(path).keys.count == 2)
        try FileManager.default.copyItem(atPath: path, toPath: kept)
        try Erasure.destroyKey(of: path)
        #expect(FrameScan(path).keys.isEmpty)
        #expect(throws: StoreError.erased(path: path)) { try store.read(id) }
        #expect(FrameScan(kept).keys.count == 2)
    }

    @Test func theKeyIsDestroyedEvenWhereTheDatabaseIsDamaged() throws {
        let store = try folder.store()
        let id = try session(store)
        let path = folder.file(of: id)
        let handle = try #require(FileHandle(forUpdatingAtPath: path))
        try handle.write(contentsOf: Data(repeating: 0xFF, count: 4000))
        try handle.close()
        #expect(FrameScan(path).keys.count == 2)
        try Erasure.destroyKey(of: path)
        #expect(FrameScan(path).keys.isEmpty)
    }

    @Test func sessionsThatBeganBeforeAnInstantAreErased() throws {
        let store = try folder.store()
        let old = try session(store)
        let began = try #require(try store.list().first).beganUnixMicroseconds
        usleep(2000)
        let new = try session(store)
        let report = try store.erase(.sessionsBefore(unixMicroseconds: began + 1))
        #expect(report.sessions == [old])
        #expect(try store.list().map(\.id) == [new])
        #expect(try store.erase(.allSessions).sessions == [new])
        #expect(try store.list().isEmpty)
    }

    @Test func aSessionThatIsBeingRecordedIsRefused() throws {
        let store = try folder.store()
        let writer = try store.begin(SessionFacts(isSimulated: true), software: "test")
        let report = try store.erase(.allSessions)
        #expect(report.refused == [writer.id: .isRecording(writer.id)])
        #expect(try store.erasable(in: .allSessions).isEmpty)
        #expect(throws: StoreError.isRecording(writer.id)) { try store.erasable(in: .session(writer.id)) }
        try writer.finish()
        #expect(try store.erasable(in: .allSessions) == [writer.id])
        #expect(try store.list().map(\.state) == [.finished])
    }

    @Test func anErasureThatWasInterruptedIsCompletedAtTheNextStart() throws {
        var id: SessionID?
        try {
            let store = try folder.store()
            let session = try session(store)
            try store.catalogue.update(
                .session, put: [(session.description, ErasureIntent(isErasing: true))])
            id = session
        }()
        let store = try folder.store()
        #expect(try store.list().isEmpty)
        #expect(!PrivateFile.exists(folder.file(of: try #require(id))))
    }

    @Test func theIndexIsMadeAnewFromTheFiles() throws {
        var ids: Set<SessionID> = []
        var before: [SessionSummary] = []
        try {
            let store = try folder.store()
            for _ in 0..<3 { ids.insert(try session(store)) }
            before = try store.list()
        }()
        for file in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: folder.sessions + "/" + Catalogue.fileName + file)
        }
        let store = try folder.store()
        #expect(try store.rebuildIndex().isEmpty)
        let after = try store.list()
        #expect(Set(after.map(\.id)) == ids)
        #expect(after.map(\.blocks) == before.map(\.blocks))
        #expect(after.map(\.beganUnixMicroseconds) == before.map(\.beganUnixMicroseconds))
        #expect(try store.verify().faults == [])
    }

    @Test func aRowOfTheCatalogueThatWasTakenAwayOrChangedIsMissed() throws {
        let store = try folder.store()
        for number in 0..<3 { try store.put(Participant(pseudonym: "P-\(number)")) }
        let queue = try DatabaseQueue(path: folder.sessions + "/" + Catalogue.fileName)
        let ids = try queue.read { try String.fetchAll($0, sql: "SELECT id FROM participant ORDER BY id") }
        try queue.write { database in
            try database.execute(sql: "DELETE FROM participant WHERE id = ?", arguments: [ids[0]])
            try database.execute(
                sql: "UPDATE participant SET sealed = (SELECT sealed FROM participant WHERE id = ?) WHERE id = ?",
                arguments: [ids[1], ids[2]])
        }
        try queue.close()
        #expect(
            Set(try store.verify().faults)
                == [
                    .catalogue("row \(ids[2]) of table participant does not open"),
                    .catalogue("table participant has 2 rows and should have 3"),
                ])
    }
}
