// SPDX-License-Identifier: Apache-2.0
import DeviceProtocol
import PacketTap
import Perineometry

/// Holds the indices of a session's samples to its packets and gaps: where they go on further than the packets hold
/// samples, a gap must say so.
///
/// Gaps are told by another thread than packets, so that they are compared at the end.
struct IndexCheck {
    /// From the first packet of a block to the first of the next.
    private struct Stretch {
        var block: UInt64
        var from: SampleIndex
        var to: SampleIndex
        var samples: UInt64
    }

    struct Hole: Hashable {
        var block: UInt64
        var from: SampleIndex
        var missing: UInt64
    }

    private var previous: (block: UInt64, run: PacketRun)?
    private var holes: [Stretch] = []
    private var gaps: [Gap] = []
    private var areEventsLost = false

    /// What follows need not go on from what came before.
    mutating func interrupt() { previous = nil }

    mutating func note(_ event: SessionEvent) {
        switch event.body {
        case .gap(let gap) where gap.missing > 0: gaps.append(gap)
        case .eventsLost: areEventsLost = true
        default: break
        }
    }

    mutating func examine(_ run: PacketRun, block: UInt64) {
        guard !run.packets.isEmpty else { return }
        defer { previous = (block, run) }
        guard let previous, previous.run.opening == run.opening else { return }
        // What the recorder lost is told in its place.
        let isTold = (previous.run.changes.filter { $0.place > 0 } + run.changes.filter { $0.place == 0 }).contains {
            change in
            if case .lost = change.change { true } else { false }
        }
        let samples = Self.samples(in: previous.run)
        if !isTold, run.firstIndex.value > previous.run.firstIndex.value &+ samples {
            holes.append(
                Stretch(block: previous.block, from: previous.run.firstIndex, to: run.firstIndex, samples: samples))
        }
    }

    /// More than a pipeline took, where it let packets go by as late or repeated.
    private static func samples(in run: PacketRun) -> UInt64 {
        run.packets.reduce(0) { sum, packet in
            let decoded = try? SamplePacket(decoding: packet.wireBytes, length: Int(packet.length))
            return sum + UInt64(decoded?.sampleCount ?? 0)
        }
    }

    var untold: [Hole] {
        guard !areEventsLost else { return [] }
        return holes.compactMap { stretch in
            let missing = stretch.to.value - stretch.from.value - stretch.samples
            let told = gaps.filter { $0.first >= stretch.from && $0.first < stretch.to }.reduce(0) { $0 + $1.missing }
            return missing > told ? Hole(block: stretch.block, from: stretch.from, missing: missing - told) : nil
        }
    }
}
