// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// Holds the blocks of a session to what they say of each other.
struct SessionCheck {
    private let source: BlockSource
    private(set) var faults: [StoreFault] = []
    private(set) var packets: UInt64 = 0
    private(set) var state: SessionState?
    private var lost: UInt64 = 0
    private var indices = IndexCheck()
    private var hasDamage = false

    init(_ source: BlockSource) { self.source = source }

    mutating func run() {
        let id = source.session
        if source.count == 0 { faults.append(.unreadable(id, .damaged(path: source.path, what: "no block opens"))) }
        var damaged: [UInt64] = []
        for number in 0..<source.count {
            if let block = source.block(number) {
                examine(block)
            } else {
                damaged.append(number)
                hasDamage = true
                indices.interrupt()
            }
        }
        for number in damaged {
            let first = number > 0 ? source.block(number - 1)?.header : nil
            let second = source.block(number + 1)?.header
            let isSpared = (first?.kind.isWrittenTwice == true && first?.copy == 0) || second?.copy == 1
            faults.append(.block(BlockDamage(session: id, block: number), isSpared: isSpared))
        }
        if !hasDamage {
            faults += indices.untold.map { hole in
                .untoldGap(id, block: hole.block, from: hole.from, missing: hole.missing)
            }
        }
        faults += source.integrityFaults().map { .structure(id, $0) }
    }

    private mutating func examine(_ block: Block) {
        let id = source.session
        let number = block.header.number
        if state == .finished, !(block.header.kind == .state && block.header.copy == 1) {
            faults.append(.afterEnd(id, block: number))
        }
        let damage = StoreFault.block(BlockDamage(session: id, block: number), isSpared: false)
        switch block.header.kind {
        case .segment:
            guard RecordCoding.decode(SegmentRecord.self, block.contents) != nil else { return faults.append(damage) }
            state = .recording
            indices.interrupt()
        case .opening:
            guard RecordCoding.decode(DeviceOpening.self, block.contents) != nil else { return faults.append(damage) }
        case .events:
            guard let events = RecordCoding.decode([SessionEvent].self, block.contents) else {
                return faults.append(damage)
            }
            for event in events { indices.note(event) }
        case .state:
            guard let record = RecordCoding.decode(StateRecord.self, block.contents) else {
                return faults.append(damage)
            }
            state = record.state
            indices.interrupt()
            guard !hasDamage else { return }
            if record.packets != packets {
                faults.append(.total(id, what: "packets", written: record.packets, found: packets))
            }
            if record.lost != lost {
                faults.append(.total(id, what: "lost packets", written: record.lost, found: lost))
            }
        case .packets:
            guard let run = PacketColumns.decode(block.contents) else { return faults.append(damage) }
            examine(run, number)
        }
    }

    private mutating func examine(_ run: PacketRun, _ number: UInt64) {
        packets += UInt64(run.packets.count)
        for change in run.changes {
            switch change.change {
            case .lost(let count), .closed(_, let count): lost += UInt64(count)
            case .temperature, .zero, .dropped: break
            }
        }
        indices.examine(run, block: number)
    }
}
