// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import Glibc
import Synchronization

/// The catalogue: participants, diary, and an index of the sessions, sealed row by row. docs/session-format.md describes it.
final class Catalogue: Sendable {
    /// "TNSC"
    static let applicationID: Int32 = 0x544E_5343
    static let fileName = "catalogue.tonus"
    /// Stands in the file's keys where a session's has the session's id.
    static let fileID = Array("tonus catalogue\0".utf8)

    enum Table: String, CaseIterable, Sendable { case session, participant, diary }

    let path: String
    let database: DatabaseQueue
    /// Taken only within accesses of the database, one of which may put another in its place.
    let key: Mutex<SecretKey>
    /// It was not there, and was made.
    let isNew: Bool

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            try database.execute(sql: "CREATE TABLE key (slot INTEGER PRIMARY KEY, frame BLOB NOT NULL)")
            for table in Table.allCases {
                try database.execute(
                    sql: "CREATE TABLE \(table.rawValue) (id TEXT PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID")
            }
            // How many rows there are to be, so that none can be taken away unnoticed.
            try database.execute(sql: "CREATE TABLE census (id INTEGER PRIMARY KEY, sealed BLOB NOT NULL)")
            try database.execute(sql: "PRAGMA user_version = 1")
        }
        return migrator
    }

    /// Opens the catalogue of a folder, or makes one.
    init(in folder: String, under master: borrowing MasterKey) throws(StoreError) {
        path = folder + "/" + Self.fileName
        if PrivateFile.exists(path), PrivateFile.size(path) > 0 {
            isNew = false
            try Self.overwriteKeysOfPast(besides: path)
            database = try SealedDatabase.open(path, applicationID: Self.applicationID, migrator: Self.migrator)
            key = Mutex(try Self.key(at: path, database, under: master))
        } else {
            // Empty alone: it was being made. Beside a log, which comes later, it had contents, which may be in there.
            guard PrivateFile.size(path + "-wal") == 0 else {
                throw .damaged(path: path, what: "it is empty or missing, and \(path)-wal is not")
            }
            isNew = true
            unlink(path)
            let key = SecretKey()
            var keys: [(slot: UInt8, frame: [UInt8])] = []
            for slot in KeyFrame.slots {
                keys.append((slot, KeyFrame.make(key, slot: slot, of: Self.fileID, under: master)))
            }
            database = try SealedDatabase.create(
                path, applicationID: Self.applicationID, migrator: Self.migrator, keys: keys)
            self.key = Mutex(key)
        }
    }

    private static func key(
        at path: String, _ database: DatabaseQueue, under master: borrowing MasterKey
    ) throws(StoreError) -> SecretKey {
        let frames = try DatabaseFailure.translated(path) {
            try database.read { try Data.fetchAll($0, sql: "SELECT frame FROM key ORDER BY slot") }
        }
        for frame in frames {
            switch KeyFrame.open([UInt8](frame), of: fileID, under: master) {
            case .key(let key): return key
            case .foreign: throw .wrongKey(path: path)
            case .none: break
            }
        }
        throw .damaged(path: path, what: "its key is not readable")
    }

    // MARK: Rows

    static func context(_ table: Table, _ id: String) -> [UInt8] {
        Array("tonus row\0\(table.rawValue)\0\(id)".utf8)
    }

    private static let censusContext = Array("tonus census\0".utf8)

    /// What is to become of a row.
    enum Change {
        case remove(Table, String)
        /// The record is packed already.
        case store(Table, String, [UInt8])

        static func put(_ table: Table, _ id: String, _ record: some Encodable) -> Change {
            .store(table, id, Deflate.pack(RecordCoding.encode(record)))
        }
    }

    /// Changes rows, all of them or none.
    func apply(_ changes: [Change]) throws(StoreError) {
        var isRemoving = false
        for case .remove in changes { isRemoving = true }
        try DatabaseFailure.translated(path) {
            try database.write { database in
                try key.withLock { key in
                    try Self.apply(changes, to: database, under: key)
                    try Self.writeCensus(database, under: key)
                }
            }
        }
        if isRemoving { try SealedDatabase.truncateLog(database) }
    }

    static func apply(_ changes: [Change], to database: Database, under key: borrowing SecretKey) throws {
        for change in changes {
            switch change {
            case .remove(let table, let id):
                try database.execute(sql: "DELETE FROM \(table.rawValue) WHERE id = ?", arguments: [id])
            case .store(let table, let id, let packed):
                let sealed = Seal.seal(packed, context: context(table, id), under: key)
                try database.execute(
                    sql: "INSERT OR REPLACE INTO \(table.rawValue) (id, sealed) VALUES (?, ?)",
                    arguments: [id, sealed.asData])
            }
        }
    }

    /// Writes rows, and takes others away.
    func update(
        _ table: Table, put rows: [(id: String, record: some Encodable)], remove: [String] = []
    ) throws(StoreError) {
        try apply(remove.map { .remove(table, $0) } + rows.map { .put(table, $0.id, $0.record) })
    }

    /// Takes rows away.
    func remove(_ table: Table, _ ids: [String]) throws(StoreError) {
        try update(table, put: [(id: String, record: Int)](), remove: ids)
    }

    /// A row; nil where there is none.
    func row<Record: Decodable>(
        _ table: Table, _ id: String, as type: Record.Type
    ) throws(StoreError) -> Record? {
        try DatabaseFailure.translated(path) {
            try database.read { database in
                let sealed = try Data.fetchOne(
                    database, sql: "SELECT sealed FROM \(table.rawValue) WHERE id = ?", arguments: [id])
                guard let sealed else { return nil }
                guard let record = open([UInt8](sealed), table, id, as: type) else {
                    throw StoreError.damaged(path: path, what: "row \(id) of table \(table.rawValue) does not open")
                }
                return record
            }
        }
    }

    /// All rows that open, by id, and the ids of those that do not.
    func rows<Record: Decodable>(
        _ table: Table, as type: Record.Type
    ) throws(StoreError) -> (records: [(id: String, record: Record)], damaged: [String]) {
        var records: [(id: String, record: Record)] = []
        var damaged: [String] = []
        try DatabaseFailure.translated(path) {
            try database.read { database in
                for row in try Row.fetchAll(database, sql: "SELECT id, sealed FROM \(table.rawValue) ORDER BY id") {
                    let (id, sealed): (String, Data) = (row["id"], row["sealed"])
                    if let record = open([UInt8](sealed), table, id, as: type) {
                        records.append((id, record))
                    } else {
                        damaged.append(id)
                    }
                }
            }
        }
        return (records, damaged)
    }

    private func open<Record: Decodable>(
        _ sealed: [UInt8], _ table: Table, _ id: String, as type: Record.Type
    ) -> Record? {
        key.withLock { Seal.open(sealed[...], context: Self.context(table, id), under: $0) }.flatMap(Deflate.unpack)
            .flatMap { RecordCoding.decode(type, $0) }
    }

    // MARK: Census

    static func writeCensus(_ database: Database, under key: borrowing SecretKey) throws {
        let sealed = Seal.seal(
            Deflate.pack(RecordCoding.encode(try counts(database))), context: censusContext, under: key)
        try database.execute(
            sql: "INSERT OR REPLACE INTO census (id, sealed) VALUES (1, ?)", arguments: [sealed.asData])
    }

    private static func counts(_ database: Database) throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for table in Table.allCases {
            counts[table.rawValue] = try Int.fetchOne(database, sql: "SELECT count(*) FROM \(table.rawValue)")
        }
        return counts
    }

    /// What is wrong with the catalogue; empty where all is well.
    func faults() throws(StoreError) -> [String] {
        let (lines, counted, census) = try DatabaseFailure.translated(path) {
            try database.read { database in
                let sealed = try Data.fetchOne(database, sql: "SELECT sealed FROM census WHERE id = 1")
                return (
                    try String.fetchAll(database, sql: "PRAGMA integrity_check(10)"), try Self.counts(database),
                    sealed.flatMap { openCensus([UInt8]($0)) }
                )
            }
        }
        var faults = lines == ["ok"] ? [] : lines
        if let census {
            for table in Table.allCases where census[table.rawValue] != counted[table.rawValue] {
                faults.append(
                    "table \(table.rawValue) has \(counted[table.rawValue] ?? 0) rows and should have"
                        + " \(census[table.rawValue] ?? 0)")
            }
        } else if counted.values.contains(where: { $0 > 0 }) {
            faults.append("the count of rows does not open")
        }
        return faults
    }

    private func openCensus(_ sealed: [UInt8]) -> [String: Int]? {
        key.withLock { Seal.open(sealed[...], context: Self.censusContext, under: $0) }.flatMap(Deflate.unpack)
            .flatMap { RecordCoding.decode([String: Int].self, $0) }
    }
}
