// SPDX-License-Identifier: Apache-2.0
import PacketTap
import Perineometry

/// Reads a session from its beginning to its end, one block at a time: memory stays bounded however long it is.
///
/// A session that is being recorded is read up to the block that was the last when the reader was made. Not to be used by
/// two threads at a time.
///
///     while let entry = reader.next() { … }
public final class SessionReader {
    public let id: SessionID
    private let source: BlockSource
    private var nextNumber: UInt64 = 0
    private var pending: ArraySlice<SessionEntry> = []
    /// The second of a block that was written twice is passed over where the first was read.
    private var firstCopyRead: UInt64?
    private var celsius: Double?
    private var zero = Zero.never

    init(_ source: BlockSource) {
        id = source.session
        self.source = source
    }

    /// Opens a session's file by its path, wherever it lies; the name must be the one that it was written under.
    ///
    /// - Throws: `StoreError` where it cannot be read at all.
    public convenience init(file path: String, key: borrowing MasterKey) throws(StoreError) {
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        let stem =
            name.hasSuffix("." + SessionFile.fileExtension) ? name.dropLast(SessionFile.fileExtension.count + 1) : ""
        guard let id = SessionID(String(stem)) else {
            throw .file(path: path, reason: "its name is not that of a session; rename it back")
        }
        self.init(try BlockSource(id, at: path, under: key))
    }

    /// How many blocks there are or should be.
    public var blockCount: UInt64 { source.count }

    /// How many of the blocks were read so far.
    public var blocksRead: UInt64 { nextNumber }

    /// Where a reader stands between two blocks, to go on from there later, or with another reader of the session.
    public struct Place: Hashable, Sendable {
        /// The block that comes next.
        public let block: UInt64
        fileprivate let celsius: Double?
        fileprivate let zero: Zero
        fileprivate let firstCopyRead: UInt64?
    }

    /// Nil within a block.
    public var place: Place? {
        guard pending.isEmpty else { return nil }
        return Place(block: nextNumber, celsius: celsius, zero: zero, firstCopyRead: firstCopyRead)
    }

    /// Goes on from a place of this session, forth or back.
    public func go(to place: Place) {
        nextNumber = place.block
        (celsius, zero) = (place.celsius, place.zero)
        // Of what was written twice the second is not told again.
        firstCopyRead = place.firstCopyRead
        pending = []
    }

    /// What comes next; nil at the end.
    public func next() -> SessionEntry? {
        while true {
            if let entry = pending.popFirst() { return entry }
            guard nextNumber < source.count else { return nil }
            pending = entries(ofBlock: nextNumber)[...]
            nextNumber += 1
        }
    }

    private func entries(ofBlock number: UInt64) -> [SessionEntry] {
        let damage = SessionEntry.damaged(BlockDamage(session: id, block: number))
        guard let block = source.block(number) else { return isSparedByCopy(number) ? [] : [damage] }
        if block.header.copy == 1, firstCopyRead == number - 1 { return [] }
        if block.header.copy == 0, block.header.kind.isWrittenTwice { firstCopyRead = number }
        switch block.header.kind {
        case .segment:
            return RecordCoding.decode(SegmentRecord.self, block.contents).map { [.segment($0)] } ?? [damage]
        case .state: return RecordCoding.decode(StateRecord.self, block.contents).map { [.state($0)] } ?? [damage]
        case .events:
            return RecordCoding.decode([SessionEvent].self, block.contents)?.map { .event($0) } ?? [damage]
        case .opening:
            guard let opening = RecordCoding.decode(DeviceOpening.self, block.contents) else { return [damage] }
            celsius = opening.temperatureCelsius
            zero = opening.zero
            return [.opened(opening)]
        case .packets: return PacketColumns.decode(block.contents).map(entries) ?? [damage]
        }
    }

    /// Of a block that was written twice, the other one is there.
    private func isSparedByCopy(_ number: UInt64) -> Bool {
        if number > 0, firstCopyRead == number - 1 { return true }
        return source.block(number + 1)?.header.copy == 1
    }

    /// What holds for the packets is told only where it has changed.
    private func entries(of run: PacketRun) -> [SessionEntry] {
        var entries: [SessionEntry] = []
        entries.reserveCapacity(run.packets.count + run.changes.count)
        var changes = run.changes[...]
        for place in 0...run.packets.count {
            var lostBefore: UInt32 = 0
            while let next = changes.first, next.place == place {
                changes.removeFirst()
                switch next.change {
                case .temperature(let bits):
                    let value = Double(bitPattern: bits)
                    let told = value.isNaN ? nil : value
                    if told != celsius { entries.append(.temperature(told)) }
                    celsius = told
                case .zero(let told):
                    if told != zero { entries.append(.zero(told)) }
                    zero = told
                case .lost(let count): lostBefore = count
                case .dropped: break  // The packet itself says so.
                case .closed(let dropped, let lost): entries.append(.closed(dropped: dropped, lost: lost))
                }
            }
            if place < run.packets.count { entries.append(.packet(run.packets[place], lostBefore: lostBefore)) }
        }
        return entries
    }
}
