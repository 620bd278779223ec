// SPDX-License-Identifier: Apache-2.0
import PacketTap
import Perineometry

/// Gathers what a tap hands over into runs of packets, each of which can be read without the others: it begins with the
/// temperature and the zero in force.
struct RunBuilder {
    private var opening: UInt32 = 0
    private var celsiusBits = Double.nan.bitPattern
    private var zero = Zero.never
    private var lastIndex = SampleIndex(0)
    private var entries: [TapEntry] = []
    private var packetCount = 0
    /// Sample instants of the packets that the pipeline took, as far as is known: of the latest it shows with the next,
    /// or where none follows is taken to be so.
    private(set) var samples: UInt64 = 0
    private var latest: (index: SampleIndex, samples: UInt64)?

    /// A run that is ready to be written.
    struct Piece {
        var packed: [UInt8]
        var packets: Int
        var lost: UInt64
        /// Host times of the first and last packet; nil where there is none.
        var span: ClosedRange<HostTime>?
    }

    /// Whether enough has been gathered for a block.
    var isFull: Bool { packetCount >= 512 }

    /// Packets from now on belong to another opening. What was gathered must have been taken.
    mutating func open(_ number: UInt32) {
        opening = number
        countLatest()
        celsiusBits = Double.nan.bitPattern
        zero = .never
    }

    /// Nothing shows whether the pipeline took the last packet of a device; one that decodes it most likely did.
    private mutating func countLatest() {
        samples += latest?.samples ?? 0
        latest = nil
    }

    mutating func add(_ entry: TapEntry) {
        entries.append(entry)
        if case .closed = entry { countLatest() }
        guard case .packet(let packet, let index, _) = entry else { return }
        packetCount += 1
        // Where the next index has not moved, the pipeline has refused the packet: it came twice, late or damaged.
        if let latest, index > latest.index { samples += latest.samples }
        latest = (index, packet.sampleCount)
    }

    /// Forgets packets but not what holds for those to come.
    mutating func skip(_ entry: TapEntry) {
        switch entry {
        case .temperature(let celsius): celsiusBits = celsius.bitPattern
        case .zero(let next): zero = next
        case .packet, .opened, .closed: break
        }
    }

    /// Takes what was gathered, in as many pieces as blocks are needed.
    mutating func take() -> [Piece] {
        let taken = entries[...]
        entries = []
        packetCount = 0
        return pieces(of: taken)
    }

    private mutating func pieces(of entries: ArraySlice<TapEntry>) -> [Piece] {
        let before = (celsiusBits, zero, lastIndex)
        guard let piece = piece(of: entries) else { return [] }
        if Block.fits(packed: piece.packed) { return [piece] }
        (celsiusBits, zero, lastIndex) = before
        let middle = entries.startIndex + entries.count / 2
        return pieces(of: entries[..<middle]) + pieces(of: entries[middle...])
    }

    /// Nil where there is nothing that would be lost.
    private mutating func piece(of entries: ArraySlice<TapEntry>) -> Piece? {
        var run = PacketRun(opening: opening, firstIndex: lastIndex)
        run.changes = [
            PacketRun.Change(place: 0, change: .temperature(celsiusBits)),
            PacketRun.Change(place: 0, change: .zero(zero)),
        ]
        var lost: UInt64 = 0
        var hasEnd = false
        for entry in entries {
            let place = run.packets.count
            func note(_ change: PacketChange) { run.changes.append(PacketRun.Change(place: place, change: change)) }
            switch entry {
            case .packet(let packet, let index, let lostBefore):
                if place == 0 { run.firstIndex = index }
                if lostBefore > 0 { note(.lost(lostBefore)) }
                if packet.droppedBefore > 0 { note(.dropped(packet.droppedBefore)) }
                lost += UInt64(lostBefore)
                lastIndex = index
                run.packets.append(packet)
            case .temperature(let celsius):
                celsiusBits = celsius.bitPattern
                note(.temperature(celsiusBits))
            case .zero(let next):
                zero = next
                note(.zero(next))
            case .closed(let dropped, let lostBefore):
                lost += UInt64(lostBefore)
                hasEnd = true
                note(.closed(dropped: dropped, lost: lostBefore))
            case .opened: break
            }
        }
        guard !run.packets.isEmpty || hasEnd else { return nil }
        let times = run.packets.map(\.hostTime)
        let span = times.min().flatMap { first in times.max().map { first...$0 } }
        return Piece(
            packed: Deflate.pack(PacketColumns.encode(run)), packets: run.packets.count, lost: lost, span: span)
    }
}
