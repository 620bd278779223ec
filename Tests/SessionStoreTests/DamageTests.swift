// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import PacketTap
import Perineometry
import Testing

@testable import SessionStore

/// What becomes of a session of which bytes are changed, cut off or taken away.
@Suite struct DamageTests {
    private let folder: TemporaryFolder
    private let id: SessionID
    private let packets: Int
    private let blocks: UInt64

    /// A finished session of 7 s, with some events.
    init() throws {
        folder = try TemporaryFolder()
        let store = try folder.store()
        let writer = try store.begin(SessionFacts(note: "a note", isSimulated: true), software: "test")
        let run = try SimulatedRun("comfortable-strong,seed=3,rate=1000")
        run.record(into: writer)
        for number in 0..<12 {
            try run.run(packets: 300)
            try writer.append(
                SessionEvent(at: HostTime(nanoseconds: 0), .mark(SessionMark(index: nil, text: "mark \(number)"))))
        }
        run.finish()
        try writer.finish()
        id = writer.id
        packets = run.received.count
        blocks = writer.progress.blocks
    }

    private struct Left {
        var packets = 0
        var damaged: [BlockDamage] = []
    }

    /// What is left of the session in a file of other bytes.
    private func read(_ bytes: Data) throws -> Left {
        let copy = folder.path + "/\(id).tonus-session"
        try bytes.write(to: URL(fileURLWithPath: copy))
        let reader = try SessionReader(file: copy, key: try folder.key())
        var left = Left()
        while let entry = reader.next() {
            switch entry {
            case .packet: left.packets += 1
            case .damaged(let damage): left.damaged.append(damage)
            default: break
            }
        }
        return left
    }

    private func check(_ bytes: Data) throws -> [StoreFault] {
        let copy = folder.path + "/\(id).tonus-session"
        try bytes.write(to: URL(fileURLWithPath: copy))
        var check = SessionCheck(try BlockSource(id, at: copy, under: try folder.key()))
        check.run()
        return check.faults
    }

    private var file: Data { get throws { try Data(contentsOf: URL(fileURLWithPath: folder.file(of: id))) } }

    @Test func aFlippedBitAnywhereCostsAtMostItsOwnBlockWhichIsNamed() throws {
        let whole = try file
        var seen = 0
        // Every TONUS_FLIP_STEP-th byte, and more of the first ones, which SQLite lives by.
        let step = ProcessInfo.processInfo.environment["TONUS_FLIP_STEP"].flatMap(Int.init) ?? 4001
        for offset in Array(stride(from: 0, to: 110, by: 19)) + Array(stride(from: 111, to: whole.count, by: step)) {
            var damaged = whole
            damaged[offset] ^= UInt8(1 << (offset % 8))
            let faults = try check(damaged)
            let left = try read(damaged)
            #expect(left.damaged.count <= 1, "offset \(offset) costs \(left.damaged)")
            if let damage = left.damaged.first {
                #expect(damage.session == id)
                #expect(faults.contains(.block(damage, isSpared: false)), "offset \(offset)")
            } else {
                #expect(left.packets == packets, "offset \(offset)")
            }
            if !faults.isEmpty { seen += 1 }
        }
        // The others fell into what SQLite left unused.
        #expect(seen > 10)
    }

    @Test func whatIsCutOffIsMissedAndTheRestIsRead() throws {
        let whole = try file
        for share in [0.5, 0.9, 0.999] {
            let cut = whole.prefix(Int(Double(whole.count) * share))
            let left = try read(cut)
            #expect(left.packets <= packets, "\(share)")
            #expect(left.packets > 0, "\(share)")
            #expect(try !check(cut).isEmpty, "\(share)")
        }
        #expect(throws: StoreError.self) { try read(Data()) }
        #expect(throws: StoreError.self) { try read(whole.prefix(100)) }
    }

    /// Changes the rows of the file itself, then verifies by the store.
    private func faults(_ sql: String) throws -> [StoreFault] {
        let queue = try DatabaseQueue(path: folder.file(of: id))
        try queue.write { try $0.execute(sql: sql) }
        try queue.writeWithoutTransaction { try $0.execute(sql: "VACUUM INTO '\(folder.path)/vacuumed'") }
        try queue.close()
        // Without what SQLite leaves in free pages, where blocks would be found again.
        try FileManager.default.removeItem(atPath: folder.file(of: id))
        try FileManager.default.moveItem(atPath: folder.path + "/vacuumed", toPath: folder.file(of: id))
        return try folder.store().verify(id).faults
    }

    private func damage(_ block: UInt64) -> StoreFault {
        .block(BlockDamage(session: id, block: block), isSpared: false)
    }

    @Test func aBlockThatWasTakenAwayIsMissed() throws {
        #expect(try faults("DELETE FROM block WHERE number = 6") == [damage(6)])
    }

    @Test func blocksThatChangedPlacesAreSeen() throws {
        let found = try faults(
            """
            UPDATE block SET number = -1 WHERE number = 6;
            UPDATE block SET number = 6 WHERE number = 8;
            UPDATE block SET number = 8 WHERE number = -1;
            """)
        // Each is found where it lies, by its own number; nothing is taken for something else.
        #expect(
            found
                == [6, 8].map {
                    .structure(id, "block \($0) is not where the database says; it was found elsewhere in the file")
                })
        let store = try folder.store()
        #expect(try Replay(try store.read(id)).packets == packets)
    }

    @Test func aBlockThatStandsForAnotherIsSeen() throws {
        let found = try faults("UPDATE block SET frame = (SELECT frame FROM block WHERE number = 6) WHERE number = 8")
        #expect(found == [damage(8)])
    }

    @Test func anEndThatWasCutOffIsMissedByTheIndex() throws {
        let found = try faults("DELETE FROM block WHERE number >= \(blocks - 4)")
        #expect(found.contains { if case .index = $0 { true } else { false } })
    }

    @Test func aBlockOfAnotherSessionIsNotTaken() throws {
        let store = try folder.store()
        let other = try store.begin(SessionFacts(isSimulated: true), software: "test")
        let run = try SimulatedRun("comfortable-strong,seed=4,rate=1000")
        run.record(into: other)
        for _ in 0..<12 { try run.run(packets: 500) }
        try other.finish()
        let queue = try DatabaseQueue(path: folder.file(of: id))
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "ATTACH '\(folder.file(of: other.id))' AS other")
            try database.execute(
                sql: "UPDATE block SET frame = (SELECT frame FROM other.block WHERE number = 6) WHERE number = 6")
        }
        try queue.close()
        let found = try store.verify(id).faults
        #expect(found == [damage(6)])
    }

    @Test func theIndexMissesAFileThatIsGone() throws {
        try FileManager.default.removeItem(atPath: folder.file(of: id))
        #expect(try folder.store().verify().faults == [.index(id, "is in the index, but its file is missing")])
    }

    @Test func aWrongKeyIsToldApartFromDamage() throws {
        let other = folder.path + "/other.key"
        let key = try MasterKey(creating: other)
        let path = folder.file(of: id)
        #expect(throws: StoreError.wrongKey(path: path)) { try SessionReader(file: path, key: key) }
    }
}
