// SPDX-License-Identifier: Apache-2.0
public import SignalProcessing
import Synchronization

/// What the pipeline counted, readable from any thread without disturbing it. Counts run from the start of the daemon
/// and never go back.
public final class PipelineCounters: Sendable {
    let packets = Atomic<UInt64>(0)
    let samples = Atomic<UInt64>(0)
    let corrupt = Atomic<UInt64>(0)
    let duplicate = Atomic<UInt64>(0)
    let late = Atomic<UInt64>(0)
    let unknownType = Atomic<UInt64>(0)
    let stale = Atomic<UInt64>(0)
    let clipped = Atomic<UInt64>(0)
    let hostOverrun = Atomic<UInt64>(0)
    let gaps = Atomic<UInt64>(0)
    let missing = Atomic<UInt64>(0)
    let contractions = Atomic<UInt64>(0)
    let eventsDropped = Atomic<UInt64>(0)
    let clockRestarts = Atomic<UInt64>(0)
    let clock = PublishedClock()

    public init() {}

    /// The counts at one moment.
    public struct Snapshot: Sendable {
        /// Packets that came off the wire, good or bad.
        public var packets: UInt64
        /// Frames produced.
        public var samples: UInt64
        /// Packets refused for their checksum, length, version, contents or layout.
        public var corrupt: UInt64
        public var duplicate: UInt64
        public var late: UInt64
        /// Packets of a type that this version does not know: skipped, as the protocol asks.
        public var unknownType: UInt64
        /// Packets left over from a stream before, discarded at the start of a run.
        public var stale: UInt64
        /// Samples in packets that the device flagged as clipped.
        public var clipped: UInt64
        /// Packets lost because the daemon was too slow.
        public var hostOverrun: UInt64
        public var gaps: UInt64
        /// Samples missing in all gaps whose size is known.
        public var missing: UInt64
        public var contractions: UInt64
        /// Events lost because nobody took them: always 0 unless the daemon's event loop stopped.
        public var eventsDropped: UInt64
        /// How often the relation of the clocks was begun anew within a run.
        public var clockRestarts: UInt64
        /// How device time and host time are related; nil while no device streams.
        public var clock: ClockEstimate?
    }

    public var snapshot: Snapshot {
        Snapshot(
            packets: packets.load(ordering: .relaxed), samples: samples.load(ordering: .relaxed),
            corrupt: corrupt.load(ordering: .relaxed), duplicate: duplicate.load(ordering: .relaxed),
            late: late.load(ordering: .relaxed), unknownType: unknownType.load(ordering: .relaxed),
            stale: stale.load(ordering: .relaxed),
            clipped: clipped.load(ordering: .relaxed), hostOverrun: hostOverrun.load(ordering: .relaxed),
            gaps: gaps.load(ordering: .relaxed), missing: missing.load(ordering: .relaxed),
            contractions: contractions.load(ordering: .relaxed),
            eventsDropped: eventsDropped.load(ordering: .relaxed),
            clockRestarts: clockRestarts.load(ordering: .relaxed), clock: clock.read())
    }
}

extension Atomic where Value == UInt64 {
    func count(_ amount: UInt64 = 1) { wrappingAdd(amount, ordering: .relaxed) }
}
