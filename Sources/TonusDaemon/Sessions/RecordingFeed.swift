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
    /// Nothing is handed over in a pause, nor after the end, which the recorder may take a while to write.
    private var isSilent = false
    /// Handed to the recorder.
    private var handed: UInt64 = 0
    /// Packets that were overwritten before they could be handed over.
    private var overwritten: UInt32 = 0

    private struct Reading {
        let run: StreamRun
        /// Place of the run's first frame in the lane's timeline.
        let base: Int
        /// Place of the next packet among those of the run.
        var packet: Int
        /// Whether the recorder knows the device: from its first packet on.
        var isDescribed = false
    }

    /// So many packets may wait: the recorder's ring holds twice as many.
    private static let waitingLimit: UInt64 = 4096

    /// - Parameters:
    ///   - writer: has just begun; its tap is taken.
    ///   - lane: whose packets.
    ///   - instant: from when on; what the lane has of the run that goes on.
    init?(_ writer: SessionWriter, of lane: DeviceLane, since instant: HostTime) {
        guard let tap = writer.takeTap() else { return nil }
        self.writer = writer
        self.tap = tap
        self.lane = lane
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
        guard !isSilent else { return true }
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
        isSilent = true
    }

    func resume() {
        isSilent = false
        nextEvent = lane.events.end
        guard let stretch = lane.timeline.current, !stretch.run.hasEnded else { return }
        open(stretch, at: stretch.run.packets.end)
    }

    /// Nothing more comes.
    func finish() {
        close()
        isSilent = true
    }

    private func close() {
        if reading?.isDescribed == true { _ = tap.close(dropped: 0) }
        reading = nil
    }

    private func open(_ stretch: Timeline.Stretch, at packet: Int) {
        reading = Reading(run: stretch.run, base: stretch.base, packet: max(packet, stretch.run.packets.oldest))
    }

    /// Describes the device to the recorder, by the very packet that is handed over first: of any other, the one that was
    /// the oldest a moment ago or the one that is just coming, the sample's index would be another.
    private func describe(_ reading: Reading, from first: KeptPacket) {
        let run = reading.run
        let session = run.device
        let opening = DeviceOpening(
            number: UInt32(run.number), serial: session.identity.serial, product: session.identity.product,
            capabilities: session.capabilities, calibration: session.calibration, rateIndex: session.rateIndex,
            filter: run.description.filterName, firstIndex: first.nextIndex, firstContractionID: 1,
            hostTimeBefore: HostTime(nanoseconds: 0), zero: lane.zero(at: reading.base + first.framePosition),
            temperatureCelsius: first.celsius.isNaN ? nil : first.celsius,
            isSimulated: run.description.isSimulated, isReopening: reading.packet == 0 && run.number > 1,
            isMidway: reading.packet > 0)
        tap.open(writer.describe(opening))
    }

    /// - Returns: whether all packets so far were handed over.
    private func handPackets() -> Bool {
        guard var reading else { return true }
        defer { self.reading = reading }
        let packets = reading.run.packets
        let end = packets.end
        while reading.packet < end {
            guard handed - min(handed, writer.takenPackets) < Self.waitingLimit else { return false }
            guard let kept = packets.element(at: reading.packet) else {
                let oldest = packets.oldest
                // What came before the recording begins is no loss to it.
                if reading.isDescribed { overwritten += UInt32(clamping: oldest - reading.packet) }
                reading.packet = oldest
                continue
            }
            if !reading.isDescribed {
                describe(reading, from: kept)
                reading.isDescribed = true
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
            guard !isSilent else { continue }
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
