// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// What became of a session that was left open: by an earlier run of the program, or by a fault of the disk.
public struct SessionRecovery: Hashable, Sendable {
    public var id: SessionID
    /// Packets that are there; 0 where it could not be recovered.
    public var packets: UInt64
    /// Why it could not be closed; it can be tried again, and read as far as it is readable.
    public var failure: StoreError?
}

/// Closes what an earlier run of the program has left open, and completes what it was erasing. Closes what a fault of the
/// disk has left open in this one.
struct Recovery: ~Copyable {
    let directory: String
    let catalogue: Catalogue

    func run(under master: borrowing MasterKey) throws(StoreError) -> [SessionRecovery] {
        var recovered: [SessionRecovery] = []
        var closed: Set<String> = []
        try completeErasures()
        let indexed = try catalogue.rows(.session, as: SessionSummary.self)
        for row in indexed.records where row.record.state.isClosed { closed.insert(row.id) }
        let begun = Set(indexed.records.map(\.id) + indexed.damaged)
        for id in try SessionFile.sessions(in: directory) where !closed.contains(id.description) {
            let path = SessionFile.path(of: id, in: directory)
            do throws(StoreError) {
                let summary = try close(
                    id, at: path, isBegun: begun.contains(id.description), reason: Self.programEnded, under: master)
                try catalogue.update(.session, put: [(id.description, summary.record)])
                if summary.isNew { recovered.append(SessionRecovery(id: id, packets: summary.record.packets)) }
            } catch {
                recovered.append(SessionRecovery(id: id, packets: 0, failure: error))
            }
        }
        return recovered
    }

    private static let programEnded = "the program ended while it recorded"

    /// Closes one session that nobody records any more.
    func close(
        _ id: SessionID, reason: String, under master: borrowing MasterKey
    ) throws(StoreError) -> SessionSummary {
        let path = SessionFile.path(of: id, in: directory)
        let summary = try close(id, at: path, isBegun: true, reason: reason, under: master).record
        try catalogue.update(.session, put: [(id.description, summary)])
        return summary
    }

    /// - Returns: its summary, and whether it was this call that closed it.
    private func close(
        _ id: SessionID, at path: String, isBegun: Bool, reason: String, under master: borrowing MasterKey
    ) throws(StoreError) -> (record: SessionSummary, isNew: Bool) {
        if !isBegun, PrivateFile.size(path) == 0 || isUnbegun(id, at: path, under: master) {
            // Created, but killed before `begin` returned: nobody knows of it. What the index knows is never removed.
            let files = try Erasure.removeFiles(of: path)
            throw .file(path: path, reason: "it was never begun; removed \(files.count) files")
        }
        let source = try BlockSource(id, at: path, under: master)
        var summary = try source.summary()
        if summary.state.isClosed { return (summary, false) }
        // What a damaged log would lose is read before SQLite may write over it.
        let salvaged = source.unknownToDatabase()
        let segment = source.lastSegment() ?? 0
        source.close()
        let database = try SessionFile.open(path)
        let key = try BlockSource.key(of: id, at: path, queue: database, under: master)
        let blocks = BlockWriter(
            session: id, database: database, key: key, segment: segment, began: ClockPair.now(),
            clock: .host, nextNumber: source.count)
        blocks.add(frames: salvaged)
        blocks.add(
            .state,
            StateRecord(
                state: .recovered, at: ClockPair.now(), packets: summary.packets, lost: summary.lost,
                samples: summary.samples,
                seconds: summary.seconds, reason: reason))
        do throws(StoreError) {
            try blocks.commit()
        } catch {
            blocks.abandon()
            throw error
        }
        summary.state = .recovered
        summary.reason = reason
        summary.blocks = blocks.nextNumber
        try blocks.settle()
        return (summary, true)
    }

    /// It has no block at all, and nothing that looks like one.
    private func isUnbegun(_ id: SessionID, at path: String, under master: borrowing MasterKey) -> Bool {
        guard FrameScan(path).blocks.isEmpty else { return false }
        do throws(StoreError) {
            return try BlockSource(id, at: path, under: master).count == 0
        } catch {
            // The very first transactions were not whole.
            if case .damaged = error { return PrivateFile.size(path) < 16 * UInt64(SealedDatabase.pageSize) }
            return false
        }
    }

    private func completeErasures() throws(StoreError) {
        for row in try catalogue.rows(.session, as: ErasureIntent.self).records where row.record.isErasing {
            guard let id = SessionID(row.id) else { continue }
            let path = SessionFile.path(of: id, in: directory)
            try Erasure.destroyKey(of: path)
            _ = try Erasure.removeFiles(of: path)
            try catalogue.remove(.session, [row.id])
        }
    }
}

extension BlockSource {
    /// The number of the last segment that is readable.
    func lastSegment() -> UInt16? {
        for number in (0..<count).reversed() {
            if let block = block(number) { return block.header.segment }
        }
        return nil
    }
}
