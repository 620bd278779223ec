// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import Glibc

/// What is to be erased.
public enum ErasureScope: Hashable, Sendable {
    case session(SessionID)
    case allSessions
    /// Sessions that began before an instant, microseconds since 1970-01-01 UTC.
    case sessionsBefore(unixMicroseconds: Int64)
}

/// What erasing has touched.
public struct ErasureReport: Hashable, Sendable {
    public var sessions: [SessionID] = []
    /// Files that are gone.
    public var files: [String] = []
    /// Sessions that could not be erased, and why.
    public var refused: [SessionID: StoreError] = [:]

    public init() {}
}

/// In the index, in place of a session's summary, from the moment its erasure was decided.
struct ErasureIntent: Codable, Hashable {
    var isErasing: Bool
}

enum Erasure {
    /// Overwrites a session's key wherever it lies, so that nothing can open the session any more, whatever becomes of its
    /// file. The disk has done so when this returns.
    static func destroyKey(of path: String) throws(StoreError) {
        guard PrivateFile.exists(path) else { return }
        // Through the database first: it brings the log into the file, and empties it. A damaged one cannot.
        do throws(StoreError) {
            let database = try SessionFile.open(path)
            try DatabaseFailure.translated(path) {
                try database.write { database in
                    try database.execute(sql: "UPDATE key SET frame = zeroblob(length(frame))")
                }
                try database.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
                try database.close()
            }
        } catch {
            if case .readOnly = error { throw error }
        }
        for place in FrameScan(path).keys { try FrameScan.overwrite(place) }
    }

    /// Removes a session's file and what SQLite keeps beside it. The disk has done so when this returns.
    static func removeFiles(of path: String) throws(StoreError) -> [String] {
        var removed: [String] = []
        // The companions once more behind it: figures may just have been put there (`keepFigures`).
        let companions = SessionFile.companions(of: path)
        for file in companions + [path] + companions where PrivateFile.exists(file) {
            guard unlink(file) == 0 else { throw SystemError.error(errno, path: file) }
            removed.append(file)
        }
        try PrivateFile.syncFolder(of: path)
        return removed
    }
}

extension SessionStore {
    /// What a session's files take on the disk, in bytes.
    public func bytes(of session: SessionID) -> UInt64 {
        let path = path(of: session)
        return (SessionFile.companions(of: path) + [path]).reduce(0) {
            $0 + (PrivateFile.exists($1) ? PrivateFile.size($1) : 0)
        }
    }

    /// Erases sessions for good: first the key of each, so that what a disk may keep of a removed file is noise, then its
    /// files, then its row in the index. A session that is being recorded is refused.
    ///
    /// - Throws: `StoreError` where the index cannot be read.
    public func erase(_ scope: ErasureScope) throws(StoreError) -> ErasureReport {
        var report = ErasureReport()
        for id in try sessions(in: scope) {
            do throws(StoreError) {
                try refuseWhileRecording(id)
                try catalogue.update(.session, put: [(id.description, ErasureIntent(isErasing: true))])
                try Erasure.destroyKey(of: path(of: id))
                report.files += try Erasure.removeFiles(of: path(of: id))
                try catalogue.remove(.session, [id.description])
                report.sessions.append(id)
            } catch {
                report.refused[id] = error
            }
        }
        return report
    }

    /// Those that erasing a scope would remove now: not what is being recorded or imported.
    ///
    /// - Throws: as `sessions(in:)`; `StoreError.isRecording` where the scope is a session that is.
    public func erasable(in scope: ErasureScope) throws(StoreError) -> [SessionID] {
        if case .session(let id) = scope { try refuseWhileRecording(id) }
        return try sessions(in: scope).filter { !isRecording($0) }
    }

    /// The sessions that a scope means.
    ///
    /// - Throws: `StoreError.unknownSession`, or where the folder cannot be read.
    public func sessions(in scope: ErasureScope) throws(StoreError) -> [SessionID] {
        switch scope {
        case .session(let id):
            guard PrivateFile.exists(path(of: id)) else { throw .unknownSession(id) }
            return [id]
        case .allSessions: return try SessionFile.sessions(in: directory)
        case .sessionsBefore(let instant):
            // From the files, not from the index: what the index does not know is not kept by that.
            var ids: [SessionID] = []
            for id in try SessionFile.sessions(in: directory) {
                guard let source = try? BlockSource(id, at: path(of: id), under: key),
                    let summary = try? source.summary()
                else { continue }
                if summary.beganUnixMicroseconds < instant { ids.append(id) }
            }
            return ids
        }
    }
}
