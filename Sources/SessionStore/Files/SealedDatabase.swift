// SPDX-License-Identifier: Apache-2.0
import GRDB

/// A file of sealed rows: SQLite with a write-ahead log, of which every commit is on the disk before it is acknowledged.
enum SealedDatabase {
    /// Large enough for a block in one piece (`BlockHeader.blockLimit`), small enough that half a second of one channel
    /// does not rewrite more than it must.
    static let pageSize = 8192

    /// - Parameter name: of the queue, for debuggers.
    private static func configuration(_ name: String) -> Configuration {
        var configuration = Configuration()
        configuration.label = name
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
            try database.execute(sql: "PRAGMA secure_delete = ON")
            // One file at a time, so that what is deleted does not live on in a temporary one.
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
        }
        return configuration
    }

    /// Makes a new file. Its keys are written before the write-ahead log exists: so each lies in one place on the disk,
    /// where it can be overwritten.
    static func create(
        _ path: String, applicationID: Int32, migrator: DatabaseMigrator, keys: [(slot: UInt8, frame: [UInt8])]
    ) throws(StoreError) -> DatabaseQueue {
        try PrivateFile.create(path)
        let queue = try DatabaseFailure.translated(path) {
            let queue = try DatabaseQueue(path: path, configuration: configuration("tonus-store"))
            try queue.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA page_size = \(pageSize)")
                try database.execute(sql: "PRAGMA application_id = \(applicationID)")
            }
            try migrator.migrate(queue)
            try queue.write { database in
                for key in keys {
                    try database.execute(
                        sql: "INSERT INTO key (slot, frame) VALUES (?, ?)", arguments: [key.slot, key.frame.asData])
                }
            }
            try useLog(queue)
            return queue
        }
        try PrivateFile.syncFolder(of: path)
        return queue
    }

    /// Opens a file to write.
    static func open(
        _ path: String, applicationID: Int32, migrator: DatabaseMigrator
    ) throws(StoreError) -> DatabaseQueue {
        try DatabaseFailure.translated(path) {
            let queue = try DatabaseQueue(path: path, configuration: configuration("tonus-store"))
            try check(queue, path: path, applicationID: applicationID, migrator: migrator)
            try migrator.migrate(queue)
            try useLog(queue)
            return queue
        }
    }

    /// Opens a file to read, whatever state it is in.
    static func openToRead(
        _ path: String, applicationID: Int32, migrator: DatabaseMigrator
    ) throws(StoreError) -> DatabaseQueue {
        try DatabaseFailure.translated(path) {
            var configuration = Configuration()
            configuration.label = "tonus-store-reader"
            configuration.readonly = true
            configuration.busyMode = .timeout(5)
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try check(queue, path: path, applicationID: applicationID, migrator: migrator)
            return queue
        }
    }

    private static func check(
        _ queue: DatabaseQueue, path: String, applicationID: Int32, migrator: DatabaseMigrator
    ) throws {
        let (id, isNewer) = try queue.read { database in
            (
                try Int32.fetchOne(database, sql: "PRAGMA application_id"),
                try migrator.hasBeenSuperseded(database)
            )
        }
        guard id == applicationID else { throw StoreError.damaged(path: path, what: "it is no such file of Tonus") }
        if isNewer { throw StoreError.newerFormat(path: path) }
    }

    private static func useLog(_ queue: DatabaseQueue) throws {
        try queue.writeWithoutTransaction { database in
            guard try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL") == "wal" else {
                throw StoreError.file(path: queue.path, reason: "its disk cannot keep a write-ahead log")
            }
        }
    }

    /// Brings everything into the one file and lets go of the log, so that it can be read where nothing can be written.
    static func settle(_ queue: DatabaseQueue) throws(StoreError) {
        try DatabaseFailure.translated(queue.path) {
            try queue.writeWithoutTransaction { database in
                _ = try String.fetchOne(database, sql: "PRAGMA journal_mode = DELETE")
            }
            try queue.close()
        }
    }

    /// Overwrites what was deleted in the log too.
    static func truncateLog(_ queue: DatabaseQueue) throws(StoreError) {
        try DatabaseFailure.translated(queue.path) {
            try queue.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        }
    }
}
