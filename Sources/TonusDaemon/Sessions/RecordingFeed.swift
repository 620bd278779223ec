// SPDX-License-Identifier: Apache-2.0
import Acquisition
import PacketTap
import PerineometerDriver
import Perineometry
import SessionStore
import SignalProcessing

/// Carries the packets and events of one lane into a session. Used on the event loop only.
///
/// It reads what every lane keeps of its last two minutes, so that a recording may begin in the past, and so that a disk
/// that hangs for a while costs nothing: no more is handed to the recorder than it can take.
final class RecordingFeed {
    let writer: SessionWriter
    private var tap: PacketTap
    private let lane: DeviceLane
    /// What is being read; nil between two runs and in a pause.
    private var reading: Reading?
    /// The run that was read to its end.
    private var finishedRun: Int?
    private var nextEvent: Int
    private var isPaused = false
    /// Handed to the recorder, and not yet known to be on the disk.
    private var handed: UInt64
    /// Packets that were overwritten before they could be handed over.
    private var overwritten: UInt32 = 0

    private struct Reading {
        let run: StreamRun
        /// Place of the run's first frame in the lane's timeline.
        let base: Int
        /// Place of the next packet among those of the run.
        var packet: Int
        let opening: UInt32
    }

    /// As many packets as the recorder's ring holds twice over.
    private static let waitingLimit: UInt64 = 4096
    /// Behind the oldest packet, so that it is still there when it is read: 64 ms of the fastest device at least.
    private static let marginPackets = 64

    /// - Parameters:
    ///   - writer: has just begun; its tap is taken.
    ///   - lane: whose packets.
    ///   - instant: from when on; what the lane has of the run that goes on.
    init?(_ writer: SessionWriter, of lane: DeviceLane, since instant: HostTime) {
        guard let tap = writer.takeTap() else { return nil }
        self.writer = writer
        self.tap = tap
        self.lane = lane
        handed = writer.progress.packets
        nextEvent = lane.events.end
        guard let stretch = lane.timeline.current, !stretch.run.hasEnded else { return }
        let packet = stretch.run.packets.position(since: instant)
        open(stretch, at: packet)
        if let first = stretch.run.packets.element(at: packet) {
            nextEvent = lane.events.number(from: stretch.base + first.framePosition)
        }
    }

    /// Hands over what has come, as far as the recorder can take it.
    ///
    /// - Returns: whether everything was handed over.
    @discardableResult
    func advance() -> Bool {
        handEvents()
        guard !isPaused else { return true }
        while true {
            if reading == nil {
                guard let stretch = lane.timeline.current, stretch.run.number != finishedRun else { return true }
                open(stretch, at: 0)
            }
            guard handPackets() else { return false }
            guard let run = reading?.run, run.hasEnded else { return true }
            // It may have got its last packets just before it ended.
            guard handPackets() else { return false }
            finishedRun = run.number
            close()
        }
    }

    /// Hands nothing over until `resume`.
    func pause() {
        advance()
        close()
        isPaused = true
    }

    func resume() {
        isPaused = false
        nextEvent = lane.events.end
        guard let stretch = lane.timeline.current, !stretch.run.hasEnded else { return }
        open(stretch, at: stretch.run.packets.end)
    }

    /// Nothing more comes.
    func finish() { close() }

    private func close() {
        guard reading != nil else { return }
        _ = tap.close(dropped: 0)
        reading = nil
    }

    private func open(_ stretch: Timeline.Stretch, at packet: Int) {
        let run = stretch.run
        var packet = max(packet, run.packets.oldest)
        var first = run.packets.element(at: packet)
        // The oldest may go in this very moment: what is described must be the packet that is handed over first.
        while first == nil, packet < run.packets.end {
            packet = max(packet + 1, run.packets.oldest + Self.marginPackets)
            first = run.packets.element(at: packet)
        }
        let session = run.device
        let position = first?.framePosition ?? run.frames.end
        let opening = writer.describe(
            DeviceOpening(
                number: UInt32(run.number), serial: session.identity.serial, product: session.identity.product,
                capabilities: session.capabilities, calibration: session.calibration, rateIndex: session.rateIndex,
                filter: run.description.filterName, firstIndex: first?.nextIndex ?? nextIndex(of: run),
                firstContractionID: 1, hostTimeBefore: HostTime(nanoseconds: 0),
                zero: lane.zero(at: stretch.base + position),
                temperatureCelsius: first.map { $0.celsius.isNaN ? nil : $0.celsius } ?? run.temperature.celsius,
                isSimulated: run.description.isSimulated, isReopening: packet == 0 && run.number > 1,
                isMidway: packet > 0))
        tap.open(opening)
        reading = Reading(run: run, base: stretch.base, packet: packet, opening: opening)
    }

    /// The index that the next sample of a run will have, as far as its frames tell.
    private func nextIndex(of run: StreamRun) -> SampleIndex {
        let end = run.frames.end
        return end > 0 ? run.frames.index(at: end - 1) + 1 : SampleIndex(0)
    }

    /// - Returns: whether all packets so far were handed over.
    private func handPackets() -> Bool {
        guard var reading else { return true }
        defer { self.reading = reading }
        let packets = reading.run.packets
        let end = packets.end
        while reading.packet < end {
            let progress = writer.progress
            guard handed - min(handed, progress.packets + progress.lostPackets) < Self.waitingLimit else {
                return false
            }
            guard let kept = packets.element(at: reading.packet) else {
                let oldest = packets.oldest
                overwritten += UInt32(clamping: oldest - reading.packet)
                reading.packet = oldest
                continue
            }
            let packet = RecordedPacket(
                bytes: kept.received.bytes, length: kept.received.length, hostTime: kept.received.hostTime,
                droppedBefore: kept.received.droppedBefore + overwritten)
            overwritten = 0
            // Never refused: no more waits than has room.
            _ = tap.append(
                packet, index: kept.nextIndex, celsius: kept.celsius.isNaN ? nil : kept.celsius,
                zero: lane.zero(at: reading.base + kept.framePosition))
            handed += 1
            reading.packet += 1
        }
        return true
    }

    private func handEvents() {
        nextEvent = max(nextEvent, lane.events.first)
        while nextEvent < lane.events.end {
            let logged = lane.events[nextEvent]
            nextEvent += 1
            guard !isPaused else { continue }
            let now = HostClock.now()
            switch logged.kind {
            case .gap(let gap): note(SessionEvent(at: now, .gap(gap)))
            case .contraction(let event, _): note(SessionEvent(at: now, .contraction(event)))
            case .zeroed(let zero, let index): note(SessionEvent(at: now, .zeroed(zero, from: index)))
            case .rest, .device: break
            }
        }
    }

    private func note(_ event: SessionEvent) {
        // Too long it cannot be; where too many wait, the recording says so.
        _ = try? writer.append(event)
    }
}

extension PacketHistory {
    /// The first place, from `oldest` to `end`, whose packet was received at or after an instant.
    func position(since instant: HostTime) -> Int {
        var low = oldest
        var high = end
        while low < high {
            let middle = low + (high - low) / 2
            guard let kept = element(at: middle) else {
                low = middle + 1
                continue
            }
            if kept.received.hostTime < instant { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
