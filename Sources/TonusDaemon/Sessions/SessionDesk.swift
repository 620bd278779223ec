// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Logging
import NIOCore
import PerineometerDriver
import Perineometry
import SessionStore
import StreamAPI

/// Records sessions and answers what is asked about them. Lives on the event loop; whatever waits for the disk runs on
/// queues of its own.
final class SessionDesk: @unchecked Sendable {
    // Unchecked: everything but the store and the queues is used on the publisher's event loop only.
    let publisher: StreamPublisher
    /// Why there is none, where sessions cannot be kept: everything else of the daemon goes on.
    var store: Result<SessionStore, RPCError>
    let opening: StoreOpening
    /// Begins, ends and marks: short.
    let queue = DispatchQueue(label: "tonus-sessions")
    /// Reads whole sessions.
    let readingQueue = DispatchQueue(label: "tonus-sessions-reading", qos: .utility)
    /// Answers who looks at one: never behind what reads whole sessions.
    let tracingQueue = DispatchQueue(label: "tonus-sessions-tracing", qos: .utility)
    let traces = SessionTraces()
    let reviews = SessionReviews()
    /// Participants and diaries: short, and not to wait for whole sessions that are read.
    let catalogueQueue = DispatchQueue(label: "tonus-catalogue", qos: .utility)
    let logger: Logger
    /// By number of the lane.
    private(set) var recordings: [Int: Recording] = [:]
    private var startingLanes: Set<Int> = []
    private var ticking: Scheduled<Void>?
    /// Lets go of traces that nobody looks at.
    var idling: Scheduled<Void>?
    /// Comes back to what a fault of the disk left open.
    var closing: Scheduled<Void>?
    /// Sessions that an end of the daemon interrupted a moment ago, and until when their probe is waited for.
    private var interrupted: [Interrupted] = []

    /// Told of each interrupted session that is gone on with.
    var whenTakenUp: (SessionID, DeviceLane) -> Void = { _, _ in }
    /// Told of those whose probe is waited for.
    var whenWaiting: ([SessionID]) -> Void = { _ in }
    /// Told of each that is not gone on with.
    var whenGivenUp: (SessionID) -> Void = { _ in }

    private struct Interrupted: Sendable {
        var id: SessionID
        var serial: String
        var deadline: NIODeadline
    }

    /// A session that was recorded up to so many seconds ago is gone on with by itself (assumption: a restart takes less,
    /// and whoever began it still sits there).
    private static let interruptionSeconds = 600.0

    static let software = "tonusd \(Release.version)"
    /// How often what has come is handed to the recorders: several times in the ring that they have.
    private static let tick = TimeAmount.milliseconds(100)

    init(
        publisher: StreamPublisher, store: Result<SessionStore, RPCError>, opening: StoreOpening, logger: Logger
    ) {
        self.publisher = publisher
        self.store = store
        self.opening = opening
        self.logger = logger
    }

    /// Goes on with what the end of the daemon before interrupted, once its probe is there. On the event loop.
    func resumeInterrupted() {
        guard case .success(let store) = store, !store.recovered.isEmpty else { return }
        let loop = publisher.eventLoop
        readingQueue.async { [self] in
            let found = Self.interrupted(in: store)
            store.forgetExercises(except: Set(found.map(\.id)))
            loop.execute { [self] in
                interrupted = found
                whenWaiting(found.map(\.id))
                lookForInterrupted()
            }
        }
    }

    private static func interrupted(in store: SessionStore) -> [Interrupted] {
        var interrupted: [Interrupted] = []
        let now = Double(ClockPair.now().unixMicroseconds) / 1e6
        let sessions = (try? store.list()) ?? []
        for recovery in store.recovered where recovery.failure == nil {
            guard let session = sessions.first(where: { $0.id == recovery.id }),
                let ended = session.endedUnixMicroseconds, let reader = try? store.read(recovery.id)
            else { continue }
            let left = interruptionSeconds - (now - Double(ended) / 1e6)
            var serial: String?
            while let entry = reader.next() { if case .opened(let opening) = entry { serial = opening.serial } }
            guard let serial, left > 0, left <= interruptionSeconds else { continue }
            interrupted.append(
                Interrupted(id: recovery.id, serial: serial, deadline: .now() + .milliseconds(Int64(left * 1000))))
        }
        return interrupted
    }

    private func lookForInterrupted() {
        for session in interrupted where session.deadline < .now() { giveUp(session.id) }
        for session in interrupted {
            guard let lane = publisher.lane(ofSerial: session.serial), lane.liveRun != nil else { continue }
            interrupted.removeAll { $0.id == session.id }
            let params = SessionStartParams(resume: session.id.description)
            do throws(RPCError) {
                try start(params, lane: lane) { [self] result in
                    switch result {
                    case .success: whenTakenUp(session.id, lane)
                    case .failure(let error):
                        logger.warning("A session was not gone on with", metadata: ["reason": "\(error.message)"])
                        whenGivenUp(session.id)
                    }
                }
            } catch {
                logger.warning("A session was not gone on with", metadata: ["reason": "\(error.message)"])
                whenGivenUp(session.id)
            }
        }
        guard !interrupted.isEmpty else { return }
        publisher.eventLoop.assumeIsolated().scheduleTask(in: .seconds(1)) { [self] in lookForInterrupted() }
    }

    /// An interrupted session stays as it is. False where its probe is not waited for (any longer).
    @discardableResult
    func giveUp(_ id: SessionID) -> Bool {
        guard interrupted.contains(where: { $0.id == id }), case .success(let store) = store else { return false }
        interrupted.removeAll { $0.id == id }
        let left = Set(interrupted.map(\.id))
        readingQueue.async { store.forgetExercises(except: left) }
        whenGivenUp(id)
        return true
    }

    func isWaited(for id: SessionID) -> Bool { interrupted.contains { $0.id == id } }

    /// Whether an interrupted session of a probe is about to be gone on with.
    func isTakingUp(serial: String?) -> Bool { interrupted.contains { $0.serial == serial } }

    /// Tells everybody who asked for it how a session is.
    private func note(_ session: SessionReport, _ hint: String?, marks: [SessionMessage.Mark]? = nil) {
        publisher.forEachClient { $0.tell(session, hint: hint, marks: marks) }
    }

    func openStore() throws(RPCError) -> SessionStore { try store.get() }

    // MARK: Recording

    /// Begins a session, or goes on with one.
    ///
    /// - Parameters:
    ///   - params: as asked for.
    ///   - lane: whose samples.
    ///   - reply: called on the event loop.
    /// - Throws: where it is refused at once: sessions cannot be kept, one is recorded, or a value cannot be.
    func start(
        _ params: SessionStartParams, lane: DeviceLane, _ reply: @escaping (Result<SessionReport, RPCError>) -> Void
    ) throws(RPCError) {
        let store = try openStore()
        guard !lane.isReplay else {
            throw RPCError(
                .notPossibleNow, "A recording is played; there is nothing to record.",
                hint: "Start tonusd without --replay.")
        }
        if let running = recordings[lane.number] {
            throw RPCError(
                .notPossibleNow, "Session \(running.id) is being recorded already.",
                hint: "Stop it first, with session.stop.")
        }
        guard startingLanes.insert(lane.number).inserted else {
            throw RPCError(.notPossibleNow, "A session is just being started.", hint: "Ask again in a second.")
        }
        let lookback = params.lookback ?? 0
        let since = HostTime(
            nanoseconds: UInt64(max(0, HostClock.now().seconds - lookback) * 1e9))
        do throws(RPCError) {
            guard (0...120).contains(lookback) else {
                throw RPCError(
                    .invalidParams, "lookback is \(lookback).", hint: "Give 0 to 120 seconds: so much is kept.")
            }
            let facts = try SessionFacts(params, isSimulated: lane.device.simulated)
            let target = NIOLoopBound((desk: self, lane: lane, reply: reply), eventLoop: publisher.eventLoop)
            queue.async {
                let result = Self.begin(params.resume, facts, in: store)
                target.eventLoop.execute {
                    let (desk, lane, reply) = target.value
                    desk.startingLanes.remove(lane.number)
                    reply(result.map { desk.began($0.summary, $0.writer, lane: lane, since: since) })
                }
            }
        } catch {
            startingLanes.remove(lane.number)
            throw error
        }
    }

    private static func begin(
        _ resumed: String?, _ facts: SessionFacts, in store: SessionStore
    ) -> Result<(summary: SessionSummary, writer: SessionWriter), RPCError> {
        do throws(RPCError) {
            let id = try resumed.map { text throws(RPCError) in try find(text, in: store) }
            if id == nil { try People.checkForRecording(facts.participant, in: store) }
            do throws(StoreError) {
                let writer: SessionWriter
                if let id {
                    writer = try store.resume(id, software: software)
                } else {
                    writer = try store.begin(facts, software: software)
                }
                guard let summary = try store.list().first(where: { $0.id == writer.id }) else {
                    throw .unknownSession(writer.id)
                }
                return .success((summary, writer))
            } catch {
                throw RPCError(error)
            }
        } catch {
            return .failure(error)
        }
    }

    private func began(
        _ summary: SessionSummary, _ writer: SessionWriter, lane: DeviceLane, since: HostTime
    ) -> SessionReport {
        guard let feed = RecordingFeed(writer, of: lane, since: since) else {
            preconditionFailure("a writer that was just made has its tap")
        }
        let recording = Recording(summary, lane: lane, feed: feed)
        recordings[lane.number] = recording
        logger.info("Recording", metadata: ["session": "\(recording.id)"])
        advance()
        return recording.summary
    }

    /// The recording that a request means.
    func recording(_ session: String?) throws(RPCError) -> Recording {
        _ = try openStore()
        let all = recordings.values.sorted { $0.lane.number < $1.lane.number }
        guard let session else {
            guard let first = all.first else {
                throw RPCError(
                    .notPossibleNow, "Nothing is being recorded.", hint: "Begin with session.start.")
            }
            guard all.count == 1 else {
                throw RPCError(
                    .invalidParams, "\(all.count) sessions are being recorded.",
                    hint: "Say which by session: \(all.map(\.id.description).joined(separator: ", ")).")
            }
            return first
        }
        let meant = all.filter { $0.id.description.hasPrefix(session) }
        guard let recording = meant.first, meant.count == 1, !session.isEmpty else {
            throw RPCError(
                .unknownSession, "Session \"\(session.prefix(32))\" is not being recorded.",
                hint: "sessions.list tells what there is, and its state.")
        }
        return recording
    }

    /// Pauses, resumes or stops.
    func change(
        _ recording: Recording, to state: SessionState,
        _ reply: @escaping (Result<SessionReport, RPCError>) -> Void
    ) {
        let target = NIOLoopBound((desk: self, recording: recording, reply: reply), eventLoop: publisher.eventLoop)
        recording.afterHandingOver { [queue] in
            switch state {
            case .paused: recording.feed.pause()
            case .finished: recording.feed.finish()
            case .recording, .recovered: break
            }
            let writer = recording.writer
            queue.async {
                let result = Self.change(writer, to: state)
                target.eventLoop.execute {
                    let (desk, recording, reply) = target.value
                    if case .success = result {
                        if state == .recording { recording.feed.resume() }
                        if state == .finished { desk.recordings[recording.lane.number] = nil }
                    }
                    let summary = recording.summary
                    desk.note(summary, nil)
                    reply(result.map { summary })
                }
            }
        }
        advance()
    }

    private static func change(_ writer: SessionWriter, to state: SessionState) -> Result<Void, RPCError> {
        do throws(StoreError) {
            switch state {
            case .paused: try writer.pause()
            case .recording: try writer.resume()
            case .finished: try writer.finish()
            case .recovered: break
            }
            return .success(())
        } catch {
            return .failure(RPCError(error))
        }
    }

    /// Marks this moment; replies once the mark is on the disk.
    func mark(
        _ recording: Recording, _ text: String?, _ reply: @escaping (Result<SessionMarkResult, RPCError>) -> Void
    ) throws(RPCError) {
        let now = HostClock.now()
        let index = recording.lane.liveRun == nil ? nil : recording.lane.newestIndex
        do throws(StoreError) {
            guard try recording.writer.append(SessionEvent(at: now, .mark(SessionMark(index: index, text: text))))
            else {
                throw .inputOutput(path: "the recording", reason: "too much waits to be written")
            }
        } catch {
            throw RPCError(error)
        }
        let result = SessionMarkResult(
            session: recording.id.description, index: index?.value,
            hostTime: publisher.messages.hostTime.unixSeconds(now))
        let writer = recording.writer
        let target = NIOLoopBound((desk: self, recording: recording, reply: reply), eventLoop: publisher.eventLoop)
        queue.async {
            let outcome: Result<SessionMarkResult, RPCError>
            do throws(StoreError) {
                try writer.flush()
                outcome = .success(result)
            } catch {
                outcome = .failure(RPCError(error))
            }
            target.eventLoop.execute {
                let (desk, recording, reply) = target.value
                if case .success(let mark) = outcome {
                    desk.note(recording.summary, nil, marks: [recording.note(mark, text: text)])
                }
                reply(outcome)
            }
        }
    }

    /// Hands over what has come, of every recording, and comes back as long as there is any.
    private func advance() {
        ticking?.cancel()
        ticking = nil
        let loop = publisher.eventLoop
        for (lane, recording) in recordings {
            let isChanged = recording.advance { [self] in loop.execute { [self] in advance() } }
            if let failure = recording.failure {
                recordings[lane] = nil
                let error = RPCError(failure)
                logger.error("Recording ended", metadata: ["session": "\(recording.id)", "reason": "\(failure)"])
                note(recording.summary, error.data?.hint)
                closeInterrupted()
            } else if isChanged {
                note(recording.summary, nil)
            }
        }
        guard !recordings.isEmpty else { return }
        ticking = loop.assumeIsolated().scheduleTask(in: Self.tick) { [self] in advance() }
    }

    /// The daemon stops: what has come is written. The sessions stay open, to be gone on with.
    func close() async throws {
        let loop = publisher.eventLoop
        let writers = try await loop.submit { [self] in
            ticking?.cancel()
            closing?.cancel()
            for recording in recordings.values {
                recording.feed.advance()
                recording.feed.finish()
            }
            return recordings.values.map(\.writer)
        }.get()
        for writer in writers { try? writer.flush() }
    }
}
