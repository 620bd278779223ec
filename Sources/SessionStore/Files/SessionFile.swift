// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB

/// The file of one session. docs/session-format.md describes it.
enum SessionFile {
    /// "TNSS"
    static let applicationID: Int32 = 0x544E_5353
    static let fileExtension = "tonus-session"

    static func path(of session: SessionID, in folder: String) -> String { "\(folder)/\(session).\(fileExtension)" }

    /// What SQLite keeps beside a file, and what the store does.
    static func companions(of path: String) -> [String] {
        ["-wal", "-shm", "-journal"].map { path + $0 } + CompanionFile.all.flatMap { $0.paths(beside: path) }
    }

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            try database.execute(
                sql: """
                    CREATE TABLE key (slot INTEGER PRIMARY KEY, frame BLOB NOT NULL);
                    CREATE TABLE block (number INTEGER PRIMARY KEY, frame BLOB NOT NULL);
                    PRAGMA user_version = 1;
                    """)
        }
        return migrator
    }

    static func create(
        _ path: String, key: borrowing SecretKey, of session: SessionID, under master: borrowing MasterKey
    ) throws(StoreError) -> DatabaseQueue {
        var keys: [(slot: UInt8, frame: [UInt8])] = []
        for slot in KeyFrame.slots {
            keys.append((slot, KeyFrame.make(key, slot: slot, of: session.bytes, under: master)))
        }
        return try SealedDatabase.create(path, applicationID: applicationID, migrator: migrator, keys: keys)
    }

    static func open(_ path: String) throws(StoreError) -> DatabaseQueue {
        try SealedDatabase.open(path, applicationID: applicationID, migrator: migrator)
    }

    static func openToRead(_ path: String) throws(StoreError) -> DatabaseQueue {
        try SealedDatabase.openToRead(path, applicationID: applicationID, migrator: migrator)
    }

    /// The ids of the sessions whose files are in a folder.
    static func sessions(in folder: String) throws(StoreError) -> [SessionID] {
        try PrivateFile.names(in: folder).compactMap { name in
            guard name.hasSuffix("." + fileExtension) else { return nil }
            return SessionID(String(name.dropLast(fileExtension.count + 1)))
        }
    }
}

extension [UInt8] {
    /// As GRDB takes a BLOB.
    var asData: Data { Data(self) }
}
