// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import Synchronization

extension Catalogue {
    /// Takes rows away for good: all that stays is sealed anew under a new key, and the old key is overwritten wherever it
    /// lies. What a disk may keep of the rows is noise then.
    ///
    /// The keys go through SQLite's rollback journal, a file with a name that can be overwritten afterwards, not through
    /// the write-ahead log, whose blocks on the disk come and go. Until the new key is on the disk, the old one holds.
    ///
    /// - Parameters:
    ///   - ids: of the rows that go, by table.
    ///   - changes: what else is to change with it.
    ///   - master: under which the new key is sealed.
    /// - Throws: `StoreError` where nothing was changed, or where the old key could not be overwritten yet.
    func forget(
        _ ids: [Table: [String]], put changes: [Change] = [], under master: borrowing MasterKey
    ) throws(StoreError) {
        let new = SecretKey()
        var frames: [(slot: UInt8, frame: [UInt8])] = []
        for slot in KeyFrame.slots {
            frames.append((slot, KeyFrame.make(new, slot: slot, of: Self.fileID, under: master)))
        }
        let removals = ids.flatMap { table, ids in ids.map { Change.remove(table, $0) } }
        var replacement: SecretKey? = new
        try DatabaseFailure.translated(path) {
            try database.writeWithoutTransaction { database in
                guard try String.fetchOne(database, sql: "PRAGMA journal_mode = PERSIST") == "persist" else {
                    throw StoreError.inUse(path: path)
                }
                defer { _ = try? String.fetchOne(database, sql: "PRAGMA journal_mode = WAL") }
                try key.withLock { key in
                    guard let sealing = replacement.take() else { return }
                    try database.inTransaction {
                        try Self.apply(removals, to: database, under: key)
                        try Self.sealAnew(database, from: key, to: sealing)
                        try Self.apply(changes, to: database, under: sealing)
                        for (slot, frame) in frames {
                            try database.execute(
                                sql: "UPDATE key SET frame = ? WHERE slot = ?", arguments: [frame.asData, slot])
                        }
                        try Self.writeCensus(database, under: sealing)
                        return .commit
                    }
                    key = sealing
                }
                try Self.overwriteKeysOfPast(besides: path)
            }
        }
    }

    /// Rows that do not open stay as they are, for whoever can still make something of them.
    private static func sealAnew(
        _ database: Database, from old: borrowing SecretKey, to new: borrowing SecretKey
    ) throws {
        for table in Table.allCases {
            for row in try Row.fetchAll(database, sql: "SELECT id, sealed FROM \(table.rawValue)") {
                let (id, sealed): (String, Data) = (row["id"], row["sealed"])
                guard let packed = Seal.open([UInt8](sealed)[...], context: context(table, id), under: old) else {
                    continue
                }
                try apply([.store(table, id, packed)], to: database, under: new)
            }
        }
    }

    /// Overwrites the keys in a journal that is over. One that is not, SQLite needs to undo what was cut
    /// short: it is known by the first bytes that SQLite gives it (sqlite.org/fileformat2.html, section 3).
    static func overwriteKeysOfPast(besides path: String) throws(StoreError) {
        let journal = path + "-journal"
        guard PrivateFile.exists(journal) else { return }
        let magic: [UInt8] = [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7]
        let begin = FrameScan.read(FrameScan.Place(path: journal, offset: 0, length: magic.count))
        guard begin != magic else { return }
        for place in FrameScan(only: journal).keys { try FrameScan.overwrite(place) }
    }
}
