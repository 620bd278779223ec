// SPDX-License-Identifier: Apache-2.0
import Foundation
import PacketTap
import Perineometry
import SignalProcessing
import Synchronization

/// Records one segment: empties the tap and the inbox into blocks. Belongs to the queue of its `SessionWriter`.
final class SegmentRecorder: @unchecked Sendable {
    // Unchecked: everything but `taken` is touched on that one queue alone.
    private let blocks: BlockWriter
    private var ring: TapRing.Consumer
    private let limits: RecordingLimits
    private var builder = RunBuilder()
    private var openings: [UInt32: DeviceOpening] = [:]
    private(set) var progress: RecordingProgress
    /// Packets and lost ones of this commit and all before it, committed or not.
    private var packets: UInt64
    private var lost: UInt64
    private var events: UInt64 = 0
    /// Of the segments and stretches before.
    private var secondsBefore: Double
    private let samplesBefore: UInt64
    private var recordingSince: HostTime?
    private var lastWallClock: HostTime
    private var lastDiskCheck: HostTime
    private var isOver = false
    /// Packets that have left the ring, since the segment began.
    let taken = Atomic<UInt64>(0)
    /// Called when packets have left the ring though nothing is on the disk yet.
    var onRoom: () -> Void = {}

    /// So much is committed at once where much has come together, as a look-back does (assumption: written within a
    /// tenth of a second).
    private static let commitBytes = 2 << 20
    /// How often the wall's clock is noted, seconds (assumption: it is set or drifts by no more than shows within one).
    private static let wallClockSeconds = 60.0
    private static let diskCheckSeconds = 5.0

    init(
        blocks: BlockWriter, ring: consuming TapRing.Consumer, limits: RecordingLimits, packetsBefore: UInt64,
        lostBefore: UInt64, samplesBefore: UInt64, secondsBefore: Double
    ) {
        self.blocks = blocks
        self.ring = ring
        self.limits = limits
        packets = packetsBefore
        lost = lostBefore
        self.secondsBefore = secondsBefore
        self.samplesBefore = samplesBefore
        recordingSince = blocks.began.host
        lastWallClock = blocks.began.host
        lastDiskCheck = blocks.began.host
        progress = RecordingProgress(
            state: .recording, blocks: blocks.nextNumber, packets: packetsBefore, lostPackets: lostBefore,
            samples: samplesBefore, seconds: secondsBefore)
    }

    /// Puts aside what it takes to go on with an exercise; nil: nothing.
    func keepExercise(_ contents: [UInt8]?) throws(StoreError) {
        guard !isOver else { return }
        try blocks.keepExercise(contents)
    }

    /// Writes what has come since the last time. Returns whether anything was.
    func commit(_ inbox: RecordingInbox.Contents) throws(StoreError) -> Bool {
        guard !isOver else { return false }
        let now = blocks.clock.now()
        openings.merge(inbox.openings) { $1 }
        var hasMore = drain()
        takePieces()
        blocks.add(inbox.events[...])
        events += UInt64(inbox.events.count)
        var told: [SessionEvent] = []
        if inbox.lost > 0 { told.append(SessionEvent(at: now.host, .eventsLost(inbox.lost))) }
        if seconds(from: lastWallClock, to: now.host) >= Self.wallClockSeconds {
            told.append(SessionEvent(at: now.host, .wallClock(now.unixMicroseconds)))
            lastWallClock = now.host
        }
        blocks.add(told[...])
        guard !blocks.isEmpty else { return false }
        try blocks.commit()
        publish()
        while hasMore {
            hasMore = drain()
            takePieces()
            try blocks.commit()
            publish()
        }
        if seconds(from: lastDiskCheck, to: now.host) >= Self.diskCheckSeconds {
            lastDiskCheck = now.host
            try checkDisk()
        }
        return true
    }

    /// With the last of the room the session is closed as it should be.
    private func checkDisk() throws(StoreError) {
        guard let free = PrivateFile.freeBytes(at: blocks.path), free < limits.endBytes else { return }
        let error = StoreError.diskFull(path: blocks.path, freeBytes: free)
        try change(to: .finished, reason: error.description)
        throw error
    }

    /// Empties the ring, or takes as much as is to be committed at once. Returns whether there may be more.
    private func drain() -> Bool {
        while let entry = ring.pop() {
            if case .packet = entry { taken.add(1, ordering: .relaxed) }
            if case .opened(let number) = entry {
                takePieces()
                builder.open(number)
                // Where nobody described it, its packets are kept all the same: raw is raw.
                if let opening = openings.removeValue(forKey: number) { blocks.add(.opening, opening) }
            } else if progress.state == .paused {
                builder.skip(entry)
            } else {
                countLookback(to: entry)
                builder.add(entry)
                if builder.isFull {
                    takePieces()
                    onRoom()
                    if blocks.waitingBytes >= Self.commitBytes { return true }
                }
            }
        }
        return false
    }

    /// What was received before recording began is recorded time too.
    private func countLookback(to entry: TapEntry) {
        guard case .packet(let packet, _, _) = entry, let since = recordingSince, packet.hostTime < since else {
            return
        }
        recordingSince = packet.hostTime
    }

    private func takePieces() {
        for piece in builder.take() {
            blocks.add(.packets, packed: piece.packed, span: piece.span)
            packets += UInt64(piece.packets)
            lost += piece.lost
        }
    }

    /// Goes over to another state, on the disk. With `finished` nothing can follow.
    func change(to state: SessionState, reason: String? = nil) throws(StoreError) {
        guard !isOver, progress.state.canBecome(state) else {
            throw .state(progress.state, refused: state.rawValue)
        }
        let now = blocks.clock.now()
        if let since = recordingSince { secondsBefore += seconds(from: since, to: now.host) }
        recordingSince = state == .recording ? now.host : nil
        let record = StateRecord(
            state: state, at: now, packets: packets, lost: lost, samples: samplesBefore + builder.samples,
            seconds: secondsBefore, reason: reason)
        blocks.add(.state, record)
        try blocks.commit()
        progress.state = state
        publish()
        if state == .finished {
            isOver = true
            try blocks.settle()
            try blocks.keepExercise(nil)
        }
    }

    /// No more can be written: lets go of the file as it is.
    func fail(_ error: StoreError) {
        progress.failure = error
        if !isOver {
            blocks.abandon()
            progress.state = .recovered
        }
        isOver = true
    }

    /// How many seconds were recorded so far.
    var recordedSeconds: Double {
        secondsBefore + (recordingSince.map { seconds(from: $0, to: blocks.clock.now().host) } ?? 0)
    }

    private func publish() {
        progress.blocks = blocks.nextNumber
        progress.packets = packets
        progress.events = events
        progress.lostPackets = lost
        progress.samples = samplesBefore + builder.samples
        progress.seconds = recordedSeconds
    }

    private func seconds(from: HostTime, to: HostTime) -> Double { to.seconds - from.seconds }
}
