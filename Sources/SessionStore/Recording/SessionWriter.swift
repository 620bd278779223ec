// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Foundation
public import PacketTap
import SignalProcessing
import Synchronization

/// Records a session, from `SessionStore.begin` or `resume` until `finish`.
///
/// Packets come through the tap, from one thread, and everything else by `append`, from any other.
/// Neither ever waits for the disk: a queue of its own writes, several times a second. A program that is killed loses what
/// was not written yet, which is less than a second; the session is found again as `recovered`.
public final class SessionWriter: Sendable {
    public let id: SessionID
    private let queue: DispatchQueue
    // Dispatch sources may be used from any thread, which their protocol does not say.
    private nonisolated(unsafe) let timer: any DispatchSourceTimer
    private let inbox: RecordingInbox
    private let recorder: SegmentRecorder
    private let tap: Mutex<PacketTap?>
    private let published: Mutex<RecordingProgress>
    private let expectation = Mutex(Expectation())
    private let observer: RecordingObserver

    private struct Expectation {
        var isCommitQueued = false
        var whenThereIsRoom: (@Sendable () -> Void)?
    }

    init(
        id: SessionID, recorder: SegmentRecorder, tap: consuming PacketTap, limits: RecordingLimits,
        observer: RecordingObserver
    ) {
        self.id = id
        self.recorder = recorder
        self.tap = Mutex(tap)
        self.observer = observer
        published = Mutex(recorder.progress)
        inbox = RecordingInbox(limit: limits.waitingEvents)
        queue = DispatchQueue(label: "tonus-recorder", qos: .userInitiated)
        timer = DispatchSource.makeTimerSource(queue: queue)
        recorder.onRoom = { [weak self] in self?.tellOfRoom() }
        timer.setEventHandler { [weak self] in self?.commitOnTime() }
        let interval = limits.commitIntervalSeconds
        timer.schedule(deadline: .now() + interval, repeating: interval, leeway: .milliseconds(20))
        timer.resume()
    }

    deinit {
        timer.cancel()
        observer.left(id)
    }

    /// Hands over the end that packets go into. Nil when it was taken before.
    public func takeTap() -> PacketTap? { tap.withLock { $0.take() } }

    /// Describes a device that was opened. Returns the number that the tap is then to be told (`PacketTap.open`), whatever
    /// number the description has.
    public func describe(_ opening: DeviceOpening) -> UInt32 { inbox.append(opening) }

    /// Takes an event. Returns false where too many wait already: the recording then says that some are missing.
    ///
    /// - Throws: `StoreError.tooLong` where it holds a text of more than 4096 bytes.
    @discardableResult
    public func append(_ event: SessionEvent) throws(StoreError) -> Bool {
        guard event.textLength <= SessionFacts.textLimitBytes else {
            throw .tooLong(field: "the text", limitBytes: SessionFacts.textLimitBytes)
        }
        return inbox.append(event)
    }

    /// How far recording has got. What it counts is on the disk.
    public var progress: RecordingProgress { published.withLock { $0 } }

    /// Packets that came through the tap and wait no more: what was handed over beyond them is what waits. They need not
    /// be on the disk yet.
    public var takenPackets: UInt64 { recorder.taken.load(ordering: .relaxed) }

    /// Writes what has come as soon as the disk lets it, rather than when it is time: for who has more than may wait.
    ///
    /// - Parameter whenThereIsRoom: called once on the recorder's queue, when some of what waits has been taken or
    ///   recording has ended; only the last one that was given is.
    public func commitSoon(whenThereIsRoom: @escaping @Sendable () -> Void) {
        let isQueued = expectation.withLock { expectation in
            expectation.whenThereIsRoom = whenThereIsRoom
            defer { expectation.isCommitQueued = true }
            return expectation.isCommitQueued
        }
        guard !isQueued else { return }
        queue.async { [self] in
            expectation.withLock { $0.isCommitQueued = false }
            commitOnTime()
            tellOfRoom()
        }
    }

    private func tellOfRoom() {
        let tell = expectation.withLock { expectation in
            defer { expectation.whenThereIsRoom = nil }
            return expectation.whenThereIsRoom
        }
        tell?()
    }

    /// Waits until everything that came before is on the disk.
    public func flush() throws(StoreError) { try onQueue { _ in } }

    /// Lets packets go by until `resume`. What came before is on the disk then.
    public func pause() throws(StoreError) {
        try onQueue { recorder throws(StoreError) in try recorder.change(to: .paused) }
    }

    public func resume() throws(StoreError) {
        try onQueue { recorder throws(StoreError) in try recorder.change(to: .recording) }
    }

    /// Puts aside, sealed beside the session, what it takes to go on with its guided exercise after the program has ended,
    /// in place of what was put aside before. What came before is on the disk then. It is gone with `finish`.
    ///
    /// What is longer than a megabyte, or finds no room on the disk, is not put aside: then the exercise ends with the
    /// program, and the recording goes on.
    ///
    /// - Parameters:
    ///   - record: encoded as JSON on the recorder's queue; nil takes away what was put aside.
    ///   - done: called on the recorder's queue.
    public func keepExercise(_ record: (some Encodable & Sendable)?, then done: @escaping @Sendable () -> Void = {}) {
        queue.async { [self] in
            defer { done() }
            commitOnTime()
            guard recorder.progress.failure == nil else { return }
            let contents = record.map { RecordCoding.encode($0) }
            try? recorder.keepExercise(contents.flatMap { $0.count <= Deflate.contentLimit ? $0 : nil })
        }
    }

    /// Ends the session: everything is on the disk then, in one file. `reason` says why, where nobody asked for it.
    public func finish(reason: String? = nil) throws(StoreError) {
        try onQueue { recorder throws(StoreError) in try recorder.change(to: .finished, reason: reason) }
        timer.cancel()
        observer.closed(id, progress, recorder.recordedSeconds)
    }

    private func onQueue(_ body: @Sendable (SegmentRecorder) throws(StoreError) -> Void) throws(StoreError) {
        let result = queue.sync { () -> Result<Void, StoreError> in
            do throws(StoreError) {
                if let failure = recorder.progress.failure { throw failure }
                _ = try recorder.commit(inbox.take())
                try body(recorder)
                publish()
                return .success(())
            } catch {
                if case .state = error { return .failure(error) }
                end(error)
                return .failure(error)
            }
        }
        try result.get()
    }

    private func commitOnTime() {
        guard recorder.progress.failure == nil else { return }
        do throws(StoreError) {
            if try recorder.commit(inbox.take()) { publish() }
        } catch {
            end(error)
        }
    }

    private func end(_ error: StoreError) {
        guard recorder.progress.failure == nil else { return }
        recorder.fail(error)
        timer.cancel()
        publish()
        observer.closed(id, recorder.progress, recorder.recordedSeconds)
    }

    private func publish() {
        let progress = recorder.progress
        published.withLock { $0 = progress }
        observer.committed(progress)
    }
}

/// Whom a recording tells. Called on the recorder's queue, or by who finishes; must return soon.
struct RecordingObserver: Sendable {
    var committed: @Sendable (RecordingProgress) -> Void
    /// It was finished, or ended by a failure.
    var closed: @Sendable (SessionID, RecordingProgress, _ seconds: Double) -> Void
    /// Nobody holds the writer any more.
    var left: @Sendable (SessionID) -> Void
}
