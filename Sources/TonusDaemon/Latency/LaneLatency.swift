// SPDX-License-Identifier: Apache-2.0
import Acquisition
import PerineometerDriver
import Perineometry
import SignalProcessing
import StreamAPI

/// How long samples take through one lane, hop by hop. Used on the event loop only.
///
/// The pipeline's thread leaves the times of each packet in a ring (`PacketPath`); here they are taken out and counted,
/// and kept until the packet was written to the clients.
final class LaneLatency {
    private var device = HopHistogram()
    private var ring = HopHistogram()
    private var pipeline = HopHistogram()
    private var socket = HopHistogram()
    private var total = HopHistogram()
    private var passages: PassageRing.Consumer?
    /// Position in the timeline of the current run's first frame.
    private var base = 0
    private var recent = RecentPassages()
    private var turnBegan: HostTime
    private let began: HostTime
    private var turns = 0
    private var report: (value: Latency, at: HostTime)?

    /// The recent past is one to two of these.
    static let turnNanoseconds: UInt64 = 10_000_000_000
    /// A report costs a walk through some ten histograms, and whoever asks more often than this gets the same again.
    static let reportNanoseconds: UInt64 = 250_000_000

    init(now: HostTime = HostClock.now()) {
        began = now
        turnBegan = now
    }

    /// A run begins, whose first frame has this position in the timeline.
    func begin(_ run: StreamRun, base: Int) {
        collect()
        passages = run.takePassages()
        self.base = base
    }

    /// Takes the times of packets that the pipeline has finished.
    func collect() {
        while let passage = passages?.pop() { note(passage) }
    }

    func note(_ passage: PacketPassage) {
        turnIfDue(at: passage.published)
        // Nothing arrives before it was converted: an estimate that lies later is known to be late by the difference.
        let converted = min(passage.converted, passage.arrived)
        device.record(nanoseconds: passage.arrived.nanoseconds(since: converted))
        ring.record(nanoseconds: passage.takenUp.nanoseconds(since: passage.arrived))
        pipeline.record(nanoseconds: passage.published.nanoseconds(since: passage.takenUp))
        recent.append(
            RecentPassages.Passage(
                end: base + passage.end, converted: converted, published: passage.published))
    }

    /// A client's socket has taken the frames at these positions of the timeline.
    func wrote(_ positions: Range<Int>, at now: HostTime) {
        collect()
        turnIfDue(at: now)
        recent.forEach(endingIn: positions) { passage in
            socket.record(nanoseconds: now.nanoseconds(since: passage.published))
            total.record(nanoseconds: now.nanoseconds(since: passage.converted))
        }
    }

    func latency(now: HostTime = HostClock.now()) -> Latency {
        collect()
        if let report, now.nanoseconds(since: report.at) < Self.reportNanoseconds { return report.value }
        turnIfDue(at: now)
        let hops: [(Latency.Hop, HopHistogram)] = [
            (.device, device), (.ring, ring), (.pipeline, pipeline), (.socket, socket), (.total, total),
        ]
        let first = turns == 0 ? began.nanoseconds : turnBegan.nanoseconds - Self.turnNanoseconds
        let value = Latency(
            hops: Dictionary(uniqueKeysWithValues: hops.compactMap { hop, all in all.sinceStart.map { (hop, $0) } }),
            recent: Latency.Recent(
                seconds: Double(now.nanoseconds(since: HostTime(nanoseconds: max(first, began.nanoseconds)))) / 1e9,
                hops: Dictionary(uniqueKeysWithValues: hops.compactMap { hop, all in all.recent.map { (hop, $0) } })),
            bucketBounds: HopHistogram.bucketBounds)
        // That nothing was measured yet costs nothing to find again, and is soon no longer so.
        report = value.hops.isEmpty ? nil : (value, now)
        return value
    }

    private func turnIfDue(at now: HostTime) {
        var due = 0
        while now.nanoseconds(since: turnBegan) >= Self.turnNanoseconds, due < 2 {
            turnBegan.nanoseconds += Self.turnNanoseconds
            due += 1
        }
        guard due > 0 else { return }
        if now.nanoseconds(since: turnBegan) >= Self.turnNanoseconds {
            // Nothing was asked or measured for a long time: all that is there is old.
            let whole = now.nanoseconds(since: turnBegan) / Self.turnNanoseconds
            turnBegan.nanoseconds += whole * Self.turnNanoseconds
        }
        turns += due
        for _ in 0..<due {
            device.turn()
            ring.turn()
            pipeline.turn()
            socket.turn()
            total.turn()
        }
    }
}

extension HostTime {
    /// 0 where `earlier` lies later.
    fileprivate func nanoseconds(since earlier: HostTime) -> UInt64 {
        nanoseconds > earlier.nanoseconds ? nanoseconds - earlier.nanoseconds : 0
    }
}
