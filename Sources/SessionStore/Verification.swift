// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// Something that is not as it should be.
public enum StoreFault: Hashable, Sendable {
    /// A block does not open, or is not there.
    case block(BlockDamage, isSpared: Bool)
    /// SQLite finds the file's own structure damaged; blocks are found all the same, unless they are named too.
    case structure(SessionID, String)
    /// The file cannot be read at all.
    case unreadable(SessionID, StoreError)
    /// Sample indices go on further than the packets do, and nothing says why.
    case untoldGap(SessionID, block: UInt64, from: SampleIndex, missing: UInt64)
    /// A total that was written does not agree with what is there.
    case total(SessionID, what: String, written: UInt64, found: UInt64)
    /// Something follows after the session's end.
    case afterEnd(SessionID, block: UInt64)
    /// The index and the file do not agree.
    case index(SessionID, String)
    /// The catalogue itself.
    case catalogue(String)
}

extension StoreFault {
    /// The session that it is about; nil where the catalogue is meant.
    public var session: SessionID? {
        switch self {
        case .block(let damage, _): damage.session
        case .structure(let id, _), .unreadable(let id, _), .untoldGap(let id, _, _, _), .total(let id, _, _, _),
            .afterEnd(let id, _), .index(let id, _):
            id
        case .catalogue: nil
        }
    }
}

extension StoreFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .block(let damage, let isSpared): "\(damage)" + (isSpared ? "; its second copy is whole" : "")
        case .structure(let id, let text): "the file of session \(id) is damaged: \(text)"
        case .unreadable(let id, let error): "session \(id) is not readable: \(error)"
        case .untoldGap(let id, let block, let from, let missing):
            "session \(id): \(missing) samples are missing after sample \(from.value), in or after block \(block),"
                + " and no gap says so"
        case .total(let id, let what, let written, let found):
            "session \(id) has \(found) \(what), and \(written) were written"
        case .afterEnd(let id, let block): "session \(id): block \(block) follows after its end"
        case .index(let id, let text): "session \(id) \(text); rebuild the index if its file is whole"
        case .catalogue(let text): "the catalogue is damaged: \(text)"
        }
    }
}

/// What verifying has looked at, and found.
public struct VerificationReport: Hashable, Sendable {
    public var sessions = 0
    public var blocks: UInt64 = 0
    public var packets: UInt64 = 0
    public var faults: [StoreFault] = []

    public init() {}
}

extension SessionStore {
    /// Opens every block of every session, and every row of the catalogue.
    public func verify() throws(StoreError) -> VerificationReport {
        var report = VerificationReport()
        let indexed = try catalogue.rows(.session, as: SessionSummary.self)
        var summaries: [SessionID: SessionSummary] = [:]
        for row in indexed.records { summaries[row.record.id] = row.record }
        let ids = try SessionFile.sessions(in: directory)
        for id in ids { verify(id, summaries[id], into: &report) }
        for id in summaries.keys.sorted(by: { $0.description < $1.description }) where !ids.contains(id) {
            report.faults.append(.index(id, "is in the index, but its file is missing"))
        }
        report.faults += indexed.damaged.map { .catalogue("row \($0) of table session does not open") }
        let participants = try catalogue.rows(.participant, as: Participant.self).damaged
        let diary = try catalogue.rows(.diary, as: DiaryEntry.self).damaged
        report.faults += participants.map { .catalogue("row \($0) of table participant does not open") }
        report.faults += diary.map { .catalogue("row \($0) of table diary does not open") }
        report.faults += try catalogue.faults().map { .catalogue($0) }
        return report
    }

    /// Opens every block of one session.
    public func verify(_ id: SessionID) throws(StoreError) -> VerificationReport {
        guard PrivateFile.exists(path(of: id)) else { throw .unknownSession(id) }
        var report = VerificationReport()
        verify(id, (try? catalogue.row(.session, id.description, as: SessionSummary.self)) ?? nil, into: &report)
        return report
    }

    private func verify(_ id: SessionID, _ indexed: SessionSummary?, into report: inout VerificationReport) {
        report.sessions += 1
        do throws(StoreError) {
            let source = try BlockSource(id, at: path(of: id), under: key)
            var check = SessionCheck(source)
            check.run()
            report.blocks += source.count
            report.packets += check.packets
            report.faults += check.faults
            guard !isRecording(id) else { return }
            if check.state?.isClosed != true { report.faults.append(.index(id, "was never closed")) }
            guard let indexed else {
                report.faults.append(.index(id, "is not in the index"))
                return
            }
            // A session whose end was cut off is whole in itself: only the index knows better.
            if indexed.state.isClosed, indexed.blocks != source.count || indexed.state != check.state {
                report.faults.append(
                    .index(
                        id,
                        "has \(source.count) blocks and is \(check.state?.rawValue ?? "not closed"), but the index"
                            + " says \(indexed.blocks) and \(indexed.state.rawValue)"))
            }
        } catch {
            report.faults.append(.unreadable(id, error))
        }
    }
}
