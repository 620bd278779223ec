// SPDX-License-Identifier: Apache-2.0
import GRDB
import Glibc

enum DatabaseFailure {
    /// Runs what touches a database, and says in the store's words what went wrong.
    static func translated<Result>(_ path: String, _ body: () throws -> Result) throws(StoreError) -> Result {
        do {
            return try body()
        } catch let error as StoreError {
            throw error
        } catch let error as DatabaseError {
            throw storeError(error, path: path)
        } catch {
            throw .inputOutput(path: path, reason: "\(error)")
        }
    }

    private static func storeError(_ error: DatabaseError, path: String) -> StoreError {
        // SQLite's own words hold neither statements' arguments nor contents.
        let reason = error.message ?? "\(error.resultCode)"
        return switch error.resultCode {
        case .SQLITE_FULL: .diskFull(path: path, freeBytes: nil)
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH: .readOnly(path: path)
        case .SQLITE_BUSY, .SQLITE_LOCKED: .inUse(path: path)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: .damaged(path: path, what: reason)
        case .SQLITE_CANTOPEN: .file(path: path, reason: reason)
        // A disk that the system has made read-only, as it does with a faulty one, is a fault of writing to SQLite.
        case .SQLITE_IOERR where access(path, W_OK) != 0 && errno == EROFS: .readOnly(path: path)
        default: .inputOutput(path: path, reason: reason)
        }
    }
}
