// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import PacketTap
import Perineometry
import SignalProcessing
import Synchronization

/// Keeps sessions in a folder: one sealed file each, and a catalogue of participants, diary and sessions.
///
/// The folder is this user's alone, and this program's for as long as the store lives. All calls may come from any thread;
/// they wait for the disk, so none belongs on the way of a sample.
///
///     let store = try SessionStore(directory: path, key: try MasterKey(file: keyPath))
///     let writer = try store.begin(facts, software: "tonusd 1.0")
public final class SessionStore: Sendable {
    public let directory: String
    let key: MasterKey
    let catalogue: Catalogue
    let limits: RecordingLimits
    private let lock: FolderLock
    private let recording = Mutex(Set<SessionID>())
    /// Recordings that a fault of the disk has ended, and whose files are not closed yet, with what happened.
    let interrupted = Mutex([SessionID: InterruptedSession]())

    /// What was found as an earlier run of the program had left it.
    public let recovered: [SessionRecovery]
    /// That the catalogue was missing; nil where it was there, or nothing else was either.
    public let catalogueLoss: CatalogueLoss?

    /// Opens a folder, makes it where it is missing, and closes what an earlier run has left open: those sessions are
    /// `recovered` then.
    ///
    /// - Parameters:
    ///   - directory: its path; the folder above must exist.
    ///   - key: under which everything is sealed.
    ///   - limits: how recording is paced.
    /// - Throws: `StoreError` where the folder cannot be used, belongs to another program, or has another key.
    public init(
        directory: String, key: consuming MasterKey, limits: RecordingLimits = RecordingLimits()
    ) throws(StoreError) {
        self.directory = directory
        self.limits = limits
        try PrivateFile.makeFolder(directory)
        lock = try FolderLock(directory)
        catalogue = try Catalogue(in: directory, under: key)
        let sessions = try SessionFile.sessions(in: directory).count
        catalogueLoss = catalogue.isNew && sessions > 0 ? CatalogueLoss(sessions: sessions) : nil
        recovered = try Recovery(directory: directory, catalogue: catalogue).run(under: key)
        self.key = key
    }

    func path(of session: SessionID) -> String { SessionFile.path(of: session, in: directory) }

    /// Begins a session.
    ///
    /// - Parameters:
    ///   - facts: what is known of it.
    ///   - software: name and version of the program that records.
    ///   - clock: by which it is recorded; that of the recording itself where it was made elsewhere.
    ///   - onProgress: told, on the recorder's own queue, whenever something more is on the disk, or recording has failed.
    ///     It must return soon.
    /// - Returns: what takes the session in, until it is finished.
    /// - Throws: `StoreError`: the disk is full or cannot be written.
    public func begin(
        _ facts: SessionFacts, software: String, clock: RecordingClock = .host,
        onProgress: @escaping @Sendable (RecordingProgress) -> Void = { _ in }
    ) throws(StoreError) -> SessionWriter {
        try check(facts)
        closeInterrupted()
        let id = SessionID()
        let path = path(of: id)
        if let free = PrivateFile.freeBytes(at: directory), free < limits.beginBytes {
            throw .diskFull(path: directory, freeBytes: free)
        }
        let key = SecretKey()
        let began = clock.now()
        do throws(StoreError) {
            let database = try SessionFile.create(path, key: key, of: id, under: self.key)
            let blocks = BlockWriter(
                session: id, database: database, key: key, segment: 0, began: began, clock: clock, nextNumber: 0)
            blocks.add(.segment, SegmentRecord(number: 0, began: began, software: software, facts: facts))
            try blocks.commit()
            let summary = SessionSummary(
                id: id, state: .recording, beganUnixMicroseconds: began.unixMicroseconds, seconds: 0, packets: 0,
                lost: 0, blocks: blocks.nextNumber, facts: facts, samples: 0, segments: 1)
            try index(summary)
            return writer(summary, blocks, onProgress)
        } catch {
            // Nothing was acknowledged, so nothing is lost.
            for file in [path] + SessionFile.companions(of: path) { unlink(file) }
            throw error
        }
    }

    /// Goes on with a session that was recovered, in a new segment.
    public func resume(
        _ id: SessionID, software: String, onProgress: @escaping @Sendable (RecordingProgress) -> Void = { _ in }
    ) throws(StoreError) -> SessionWriter {
        try refuseWhileRecording(id)
        closeInterrupted()
        let source = try BlockSource(id, at: path(of: id), under: key)
        var summary = try source.summary()
        guard summary.state.canBecome(.recording), summary.state == .recovered else {
            throw .state(summary.state, refused: "continued")
        }
        if let free = PrivateFile.freeBytes(at: directory), free < limits.beginBytes {
            throw .diskFull(path: directory, freeBytes: free)
        }
        let segment = (source.lastSegment() ?? 0) + 1
        source.close()
        let database = try SessionFile.open(path(of: id))
        let key = try BlockSource.key(of: id, at: path(of: id), queue: database, under: self.key)
        let began = ClockPair.now()
        let blocks = BlockWriter(
            session: id, database: database, key: key, segment: segment, began: began, clock: .host,
            nextNumber: source.count)
        blocks.add(
            .segment, SegmentRecord(number: Int(segment), began: began, software: software, facts: summary.facts))
        try blocks.commit()
        summary.state = .recording
        summary.endedUnixMicroseconds = nil
        summary.reason = nil
        summary.segments = Int(segment) + 1
        summary.blocks = blocks.nextNumber
        try index(summary)
        return writer(summary, blocks, onProgress)
    }

    private func writer(
        _ summary: SessionSummary, _ blocks: BlockWriter, _ onProgress: @escaping @Sendable (RecordingProgress) -> Void
    ) -> SessionWriter {
        let ends = TapRing.make(capacity: limits.waitingPackets)
        let tap = PacketTap(into: ends.producer)
        let recorder = SegmentRecorder(
            blocks: blocks, ring: ends.consumer, limits: limits, packetsBefore: summary.packets,
            lostBefore: summary.lost, samplesBefore: summary.samples ?? 0, secondsBefore: summary.seconds)
        recording.withLock { _ = $0.insert(summary.id) }
        let observer = RecordingObserver(
            committed: onProgress,
            closed: { [weak self, clock = blocks.clock] id, progress, seconds in
                self?.closed(summary, progress, seconds: seconds, at: clock.now())
                onProgress(progress)
            },
            left: { [weak self] id in self?.recording.withLock { _ = $0.remove(id) } })
        return SessionWriter(
            id: summary.id, recorder: recorder, tap: tap, limits: limits, observer: observer)
    }

    private func closed(
        _ begun: SessionSummary, _ progress: RecordingProgress, seconds: Double, at ended: ClockPair
    ) {
        recording.withLock { _ = $0.remove(begun.id) }
        var summary = begun
        summary.state = progress.state
        summary.seconds = seconds
        summary.packets = progress.packets
        summary.lost = progress.lostPackets
        summary.blocks = progress.blocks
        summary.samples = progress.samples
        summary.endedUnixMicroseconds = ended.unixMicroseconds
        summary.reason = progress.failure?.description
        if let failure = progress.failure, progress.state != .finished {
            summary.state = .recovered
            interrupted.withLock { $0[begun.id] = InterruptedSession(summary: summary, failure: failure) }
            // The index is told once the file is closed: until then the next start of the program has to look at it.
            closeInterrupted()
            return
        }
        // The index is a convenience: where it cannot be written, the session's own file says the same.
        try? index(summary)
    }

    private func check(_ facts: SessionFacts) throws(StoreError) {
        let texts = [
            ("the note", facts.note), ("the participant", facts.participant), ("the programme", facts.programme),
            ("the probe", facts.probe),
        ]
        for (field, text) in texts where (text?.utf8.count ?? 0) > SessionFacts.textLimitBytes {
            throw .tooLong(field: field, limitBytes: SessionFacts.textLimitBytes)
        }
    }

    func index(_ summary: SessionSummary) throws(StoreError) {
        try catalogue.update(.session, put: [(summary.id.description, summary)])
    }

    /// Whether a session is being recorded now.
    public func isBeingRecorded(_ id: SessionID) -> Bool { isRecording(id) }

    func isRecording(_ id: SessionID) -> Bool { recording.withLock { $0.contains(id) } }

    func refuseWhileRecording(_ id: SessionID) throws(StoreError) {
        if isRecording(id) { throw .isRecording(id) }
    }

    /// Opens a session to read it.
    public func read(_ id: SessionID) throws(StoreError) -> SessionReader {
        SessionReader(try BlockSource(id, at: path(of: id), under: key))
    }

    /// The sessions of the index, the latest first.
    public func list() throws(StoreError) -> [SessionSummary] {
        let interrupted = interrupted.withLock { $0.mapValues { $0.summary } }
        return try catalogue.rows(.session, as: SessionSummary.self).records
            .map { interrupted[$0.record.id] ?? $0.record }
            .sorted { ($0.beganUnixMicroseconds, $0.id.description) > ($1.beganUnixMicroseconds, $1.id.description) }
    }

    /// Makes the index anew from the sessions' files. Participants and diary are in the catalogue alone, and stay as they
    /// are, whether they open or not. Returns the files that cannot be read, with the reason.
    @discardableResult
    public func rebuildIndex() throws(StoreError) -> [SessionID: StoreError] {
        var refused: [SessionID: StoreError] = [:]
        var rows: [(id: String, record: SessionSummary)] = []
        for id in try SessionFile.sessions(in: directory) where !isRecording(id) {
            do throws(StoreError) {
                rows.append((id.description, try BlockSource(id, at: path(of: id), under: key).summary()))
            } catch {
                refused[id] = error
            }
        }
        let stored = try catalogue.rows(.session, as: SessionSummary.self)
        let kept = Set(rows.map(\.id))
        let stale = (stored.records.map(\.id) + stored.damaged).filter { text in
            !kept.contains(text) && SessionID(text).map { !isRecording($0) } ?? true
        }
        try catalogue.update(.session, put: rows, remove: stale)
        return refused
    }
}
