// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import Perineometry
import Testing

@testable import SessionStore

/// What is deleted of people and diaries can be read no more, and nothing else is lost by it.
@Suite struct ForgettingTests {
    private let folder: TemporaryFolder
    private var path: String { folder.sessions + "/" + Catalogue.fileName }

    init() throws { folder = try TemporaryFolder() }

    private func filled() throws -> SessionStore {
        let store = try folder.store()
        for number in 0..<3 {
            try store.put(Participant(pseudonym: "P-\(number)", name: "name \(number)"))
            try store.add(DiaryEntry(participant: "P-\(number)", unixMicroseconds: 5, text: "text \(number)"))
        }
        let writer = try store.begin(SessionFacts(participant: "P-1", isSimulated: true), software: "test")
        try writer.append(SessionEvent(at: HostTime(nanoseconds: 1), .note("a")))
        try writer.finish()
        return store
    }

    /// Every frame of a key in the folder, as bytes.
    private func keyFrames() -> Set<[UInt8]> {
        let files = ["", "-wal", "-journal"].map { path + $0 }
        return Set(files.flatMap { FrameScan(only: $0).keys.compactMap(FrameScan.read) })
    }

    @Test func aDeletedParticipantsKeyIsGoneFromEveryFileAndTheOthersStay() throws {
        let store = try filled()
        let old = keyFrames()
        #expect(old.count == 2)
        #expect(try store.removeParticipant("P-1") == 2)
        let new = keyFrames()
        #expect(new.count == 2)
        #expect(new.isDisjoint(with: old))
        #expect(try store.participants().map(\.name) == ["name 0", "name 2"])
        #expect(try store.diary(of: "P-2").map(\.text) == ["text 2"])
        #expect(try store.diary(of: "P-1").isEmpty)
        #expect(try store.list().map(\.facts.participant) == ["P-1"])
        #expect(try store.verify().faults == [])
    }

    @Test func theCatalogueOpensAgainUnderItsNewKey() throws {
        try {
            let store = try filled()
            try store.removeParticipant("P-0")
            try store.removeParticipant("P-1")
            try store.add(DiaryEntry(participant: "P-2", unixMicroseconds: 6, text: "later"))
        }()
        let store = try folder.store()
        #expect(try store.diary(of: "P-2").map(\.text) == ["text 2", "later"])
        #expect(try store.verify().faults == [])
    }

    @Test func aNameThatIsTakenAwayAndAnEntryThatIsDeletedLeaveNoKeyEither() throws {
        let store = try filled()
        let first = keyFrames()
        try store.put(Participant(pseudonym: "P-0"))
        let second = keyFrames()
        #expect(second.isDisjoint(with: first))
        #expect(try store.participants().first == Participant(pseudonym: "P-0"))
        try store.removeDiaryEntry(try #require(try store.storedDiary(of: "P-0").first).id)
        #expect(keyFrames().isDisjoint(with: second))
        #expect(Set(try store.storedDiary().map(\.entry.text)) == ["text 1", "text 2"])
    }

    @Test func aRowThatDoesNotOpenIsKeptAsItIsAndNamed() throws {
        let store = try filled()
        let damaged = try #require(try store.storedDiary(of: "P-2").first).id
        let bytes = Data([1, 2, 3])
        try store.catalogue.database.write {
            try $0.execute(sql: "UPDATE diary SET sealed = ? WHERE id = ?", arguments: [bytes, damaged])
        }
        try store.removeParticipant("P-0")
        #expect(try store.rebuildIndex().isEmpty)
        let kept = try store.catalogue.database.read {
            try Data.fetchOne($0, sql: "SELECT sealed FROM diary WHERE id = ?", arguments: [damaged])
        }
        #expect(kept == bytes)
        #expect(try store.unreadableRows().diary == 1)
        #expect(try store.unreadableRows().participants == 0)
        #expect(try store.verify().faults == [.catalogue("row \(damaged) of table diary does not open")])
    }

    @Test func aKeyThatAnEndAmidTheWorkLeftInTheJournalIsOverwrittenAtTheNextStart() throws {
        try { _ = try filled() }()
        let frame = try #require(keyFrames().first)
        // As SQLite leaves a journal that is over: its header is zeros.
        try Data([UInt8](repeating: 0, count: 512) + frame).write(to: URL(fileURLWithPath: path + "-journal"))
        #expect(FrameScan(only: path + "-journal").keys.count == 1)
        let store = try folder.store()
        #expect(FrameScan(only: path + "-journal").keys.isEmpty)
        #expect(try store.participants().count == 3)
    }

    @Test func aJournalThatSQLiteStillNeedsIsLeftAlone() throws {
        let magic: [UInt8] = [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7]
        let place = folder.path + "/other"
        let bytes = Data(magic + KeyFrame.magic + [UInt8](repeating: 7, count: KeyFrame.length))
        try bytes.write(to: URL(fileURLWithPath: place + "-journal"))
        try Catalogue.overwriteKeysOfPast(besides: place)
        #expect(FileManager.default.contents(atPath: place + "-journal") == bytes)
    }

    @Test func aRenamedParticipantKeepsTheDiary() throws {
        let store = try filled()
        try store.renameParticipant("P-0", to: "Q-0")
        #expect(try store.participants().map(\.pseudonym) == ["P-1", "P-2", "Q-0"])
        #expect(try store.diary(of: "Q-0").map(\.text) == ["text 0"])
        #expect(try store.verify().faults == [])
    }

    @Test func aMissingCatalogueIsSaidAndWhatCannotBeMadeAnewIsNamed() throws {
        do {
            let store = try filled()
            #expect(store.catalogueLoss == nil)
        }
        for file in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + file) }
        let store = try folder.store()
        let loss = try #require(store.catalogueLoss)
        #expect(loss.sessions == 1)
        for word in ["participants", "names", "diary", "backup", Catalogue.fileName] {
            #expect("\(loss)".contains(word), "\(word)")
        }
        #expect(try store.list().count == 1)
        #expect(try store.participants().isEmpty)
    }

    @Test func aDamagedCatalogueIsRefusedAndKeptAsItIs() throws {
        try { _ = try filled() }()
        let handle = try #require(FileHandle(forUpdatingAtPath: path))
        try handle.write(contentsOf: Data(repeating: 0xFF, count: 4000))
        try handle.close()
        let before = FileManager.default.contents(atPath: path)
        do {
            _ = try folder.store()
            Issue.record("it opened")
        } catch let error as StoreError {
            #expect("\(error)".contains("move it away and keep it"), "\(error)")
        }
        #expect(FileManager.default.contents(atPath: path) == before)
        // Cut to nothing beside a log that may hold everything.
        try Data().write(to: URL(fileURLWithPath: path))
        try Data([1, 2, 3]).write(to: URL(fileURLWithPath: path + "-wal"))
        #expect(throws: StoreError.self) { _ = try folder.store() }
        #expect(FileManager.default.contents(atPath: path + "-wal") == Data([1, 2, 3]))
    }

    /// As the versions before the diary had kinds wrote it.
    private struct FirstEntry: Codable {
        var participant: String
        var unixMicroseconds: Int64
        var session: SessionID?
        var text: String
    }

    @Test func whatTheFirstVersionsWroteIsANote() throws {
        let store = try folder.store()
        let old = FirstEntry(participant: "P-1", unixMicroseconds: 5, session: SessionID(), text: "slept well")
        try store.catalogue.update(.diary, put: [(SessionID().description, old)])
        let entry = try #require(try store.diary(of: "P-1").first)
        #expect(entry == DiaryEntry(participant: "P-1", unixMicroseconds: 5, session: old.session, text: "slept well"))
        #expect(try store.verify().faults == [])
    }

    @Test(arguments: [
        DiaryContent.note, .treatment("botox"), .feeling(Feeling(pain: 0, anxiety: 100)),
        .trainer(
            TrainerUse(
                size: "one", millimetres: 15, minutes: 0.5, pain: DiaryLevels(before: 1, peak: 2, after: 3),
                stoppedByChoice: true)),
    ])
    func everyContentComesBack(_ content: DiaryContent) throws {
        let store = try folder.store()
        let entry = DiaryEntry(
            participant: "P-1", unixMicroseconds: 5, day: "2026-03-14", text: "", content: content,
            programme: "trainer/1", isSimulated: true)
        let stored = try store.add(entry)
        #expect(try store.storedDiary(of: "P-1") == [stored])
        #expect(stored.entry == entry)
    }

    @Test func aKindOfALaterVersionIsStillReadByItsText() {
        let json = #"{"participant":"P-1","unixMicroseconds":5,"text":"a","content":{"sleep":{"hours":8}}}"#
        let entry = RecordCoding.decode(DiaryEntry.self, Array(json.utf8))
        #expect(entry?.content == .note)
        #expect(entry?.text == "a")
    }
}
