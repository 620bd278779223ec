// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB

/// The blocks of one session's file, one at a time.
///
/// The database is asked first. Where it cannot say, or says something that does not open, the bytes of the file are
/// searched: a damaged page of the database then costs nothing, a damaged block itself alone.
final class BlockSource {
    let session: SessionID
    let path: String
    private let key: SecretKey
    private var queue: DatabaseQueue?
    /// Why the database could not be asked; nil where all is well.
    private(set) var structureFault: StoreError?
    /// Blocks that were found though the database did not say where.
    private(set) var misplaced: Set<UInt64> = []
    private lazy var scan = FrameScan(path)
    /// How many blocks there are or should be: one more than the highest number.
    private(set) var count: UInt64 = 0

    /// - Throws: `StoreError` where the file is not there, or its key cannot be had.
    init(_ session: SessionID, at path: String, under master: borrowing MasterKey) throws(StoreError) {
        guard PrivateFile.exists(path) else { throw .unknownSession(session) }
        var queue: DatabaseQueue?
        var fault: StoreError?
        do throws(StoreError) {
            queue = try SessionFile.openToRead(path)
        } catch {
            if case .newerFormat = error { throw error }
            fault = error
        }
        self.queue = queue
        self.session = session
        self.path = path
        key = try Self.key(of: session, at: path, queue: queue, under: master)
        structureFault = fault
        count = countBlocks()
    }

    /// What lies beside it; nil where there is nothing that opens.
    func companion(_ file: CompanionFile) -> [UInt8]? { file.read(of: session, beside: path, under: key) }

    /// Puts something beside it, in place of what lay there.
    func put(_ contents: [UInt8], in file: CompanionFile) throws(StoreError) {
        try file.write(contents, of: session, beside: path, under: key)
    }

    /// Lets go of the database: whoever writes to it next may want it alone. What is asked later is found without it.
    func close() {
        try? queue?.close()
        queue = nil
    }

    /// The key of a file, from whichever of its slots holds it.
    static func key(
        of session: SessionID, at path: String, queue: DatabaseQueue?, under master: borrowing MasterKey
    ) throws(StoreError) -> SecretKey {
        let stored = queue.flatMap { queue in
            try? queue.read { try Data.fetchAll($0, sql: "SELECT frame FROM key ORDER BY slot") }
        }
        var isForeign = false
        var frames = (stored ?? []).map { [UInt8]($0) }
        for attempt in 0...1 {
            if attempt == 1 { frames = FrameScan(path).keys.compactMap(FrameScan.read) }
            for frame in frames {
                switch KeyFrame.open(frame, of: session.bytes, under: master) {
                case .key(let key): return key
                case .foreign: isForeign = true
                case .none: break
                }
            }
        }
        if isForeign { throw .wrongKey(path: path) }
        let isOverwritten = (stored ?? []).contains { frame in frame.allSatisfy { $0 == 0 } }
        throw isOverwritten ? .erased(path: path) : .damaged(path: path, what: "its key is not readable")
    }

    /// What the database says beyond the last block that opens is believed this far (assumption: more than one commit
    /// adds); a number beyond it is a damaged number.
    private static let doubtfulLimit: UInt64 = 64

    /// A number alone proves nothing, for it may be what is damaged: the last block that opens does.
    private func countBlocks() -> UInt64 {
        var doubtful: [UInt64] = []
        var last: Block?
        if let queue {
            do {
                last = try queue.read { database in
                    let numbers = try Int64.fetchCursor(database, sql: "SELECT number FROM block ORDER BY number DESC")
                    while let number = try numbers.next() {
                        guard let number = UInt64(exactly: number) else { continue }
                        let frame = try Data.fetchOne(
                            database, sql: "SELECT frame FROM block WHERE number = ?", arguments: [Int64(number)])
                        if let frame, let block = opened([UInt8](frame), number) { return block }
                        doubtful.append(number)
                    }
                    return nil
                }
            } catch {
                structureFault = .damaged(path: path, what: "\(error)")
            }
        }
        if structureFault != nil || last == nil {
            // The search is long, and a likeness may be chance: only what opens counts.
            for number in scan.blocks.keys.sorted(by: >) where number > last?.header.number ?? 0 || last == nil {
                if let block = salvage(number) {
                    last = block
                    break
                }
            }
        }
        var count = last.map { $0.header.number + ($0.header.kind.isWrittenTwice && $0.header.copy == 0 ? 2 : 1) } ?? 0
        for number in doubtful where number >= count && number - count < Self.doubtfulLimit { count = number + 1 }
        return count
    }

    private func opened(_ frame: [UInt8], _ number: UInt64) -> Block? {
        Block(opening: frame, number: number, of: session, under: key)
    }

    /// Opens a block; nil where it is not there, or a bit of it is not as it was written.
    func block(_ number: UInt64) -> Block? {
        if let frame = stored(number), let block = opened(frame, number) { return block }
        let block = salvage(number)
        if block != nil { misplaced.insert(number) }
        return block
    }

    /// Whether a block of this number is where the database says, opened or not.
    func isStored(_ number: UInt64) -> Bool { stored(number) != nil }

    private func stored(_ number: UInt64) -> [UInt8]? {
        guard let queue, let row = Int64(exactly: number) else { return nil }
        do {
            return try queue.read { database in
                let statement = try database.cachedStatement(sql: "SELECT frame FROM block WHERE number = ?")
                return try Data.fetchOne(statement, arguments: [row]).map { [UInt8]($0) }
            }
        } catch {
            structureFault = structureFault ?? .damaged(path: path, what: "\(error)")
            return nil
        }
    }

    private func salvage(_ number: UInt64) -> Block? {
        for place in scan.blocks[number] ?? [] {
            if let frame = FrameScan.read(place), let block = opened(frame, number) { return block }
        }
        return nil
    }

    /// Frames that lie in the file or its log though the database does not know of them, and that open: what a damaged
    /// log would lose.
    func unknownToDatabase() -> [(number: UInt64, frame: [UInt8])] {
        var found: [(number: UInt64, frame: [UInt8])] = []
        for (number, places) in scan.blocks.sorted(by: { $0.key < $1.key }) {
            if let frame = stored(number), opened(frame, number) != nil { continue }
            let frames = places.lazy.compactMap(FrameScan.read)
            if let frame = frames.first(where: { self.opened($0, number) != nil }) { found.append((number, frame)) }
        }
        return found
    }

    /// What SQLite itself finds wrong with the file; empty where all is well.
    func integrityFaults() -> [String] {
        if let structureFault { return ["\(structureFault)"] }
        guard let queue else { return [] }
        do {
            let lines = try queue.read { try String.fetchAll($0, sql: "PRAGMA integrity_check(10)") }
            return lines == ["ok"] ? [] : lines
        } catch {
            return ["\(error)"]
        }
    }
}
