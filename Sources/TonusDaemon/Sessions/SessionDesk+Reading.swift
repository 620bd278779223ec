// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Logging
import NIOCore
import SessionExport
import SessionStore
import StreamAPI

/// Looking at what there is.
extension SessionDesk {
    /// Does something with the store where the disk may be waited for, and replies on the event loop.
    /// `forTrace` says that somebody moves through a picture and should not wait for others.
    func ask<Answer: Sendable>(
        forTrace: Bool = false,
        _ work: @escaping @Sendable (SessionStore) throws(RPCError) -> Answer,
        _ reply: @escaping (Result<Answer, RPCError>) -> Void
    ) throws(RPCError) {
        try ask(on: forTrace ? tracingQueue : readingQueue, work, reply)
    }

    /// The same for participants and diaries.
    func askCatalogue<Answer: Sendable>(
        _ work: @escaping @Sendable (SessionStore) throws(RPCError) -> Answer,
        _ reply: @escaping (Result<Answer, RPCError>) -> Void
    ) throws(RPCError) {
        try ask(on: catalogueQueue, work, reply)
    }

    private func ask<Answer: Sendable>(
        on queue: DispatchQueue, _ work: @escaping @Sendable (SessionStore) throws(RPCError) -> Answer,
        _ reply: @escaping (Result<Answer, RPCError>) -> Void
    ) throws(RPCError) {
        let store = try openStore()
        let target = NIOLoopBound(reply, eventLoop: publisher.eventLoop)
        queue.async {
            let result: Result<Answer, RPCError>
            do throws(RPCError) {
                result = .success(try work(store))
            } catch {
                result = .failure(error)
            }
            target.eventLoop.execute { target.value(result) }
        }
    }

    /// Makes what a review tells of a session, on a thread that may wait.
    typealias ReviewOfSession = @Sendable (SessionID, SessionStore) throws -> SessionReview

    /// To be asked for on the event loop, where it is known what is being recorded.
    var reviewOfSession: ReviewOfSession {
        let running = Set(recordings.values.map(\.id))
        return { [reviews, traces] id, store in
            try reviews.review(of: id, isUnfinished: running.contains(id), in: store, reading: traces)
        }
    }

    /// Lets go of traces some time after nobody has looked at them any more.
    func watchIdleTraces() {
        let seconds = Int64(SessionTraces.idleSeconds) + 1
        idling?.cancel()
        idling = publisher.eventLoop.assumeIsolated().scheduleTask(in: .seconds(seconds)) { [traces] in
            traces.dropIdle()
        }
    }

    /// Writes into a diary what nobody waits for.
    func write(_ entry: DiaryEntry) {
        let reply: (Result<Void, RPCError>) -> Void = { [logger] result in
            guard case .failure(let error) = result else { return }
            logger.warning("An entry of a diary was not kept", metadata: ["reason": "\(error.message)"])
        }
        do throws(RPCError) {
            try askCatalogue(
                { store throws(RPCError) in
                    do throws(StoreError) { _ = try store.add(entry) } catch { throw RPCError(error) }
                }, reply)
        } catch {
            reply(.failure(error))
        }
    }

    static func list(_ store: SessionStore) throws(RPCError) -> [SessionSummary] {
        do throws(StoreError) {
            // What is still being imported is no session yet.
            return try store.list().filter { $0.facts.imported == nil || $0.state == .finished }
        } catch {
            throw RPCError(error)
        }
    }

    static func delete(_ params: SessionsDeleteParams, in store: SessionStore) throws(RPCError) -> SessionsDeleteResult
    {
        let scope: ErasureScope
        if let text = params.session {
            scope = .session(try find(text, in: store))
        } else if let age = params.olderThan {
            scope = .sessionsBefore(
                unixMicroseconds: Int64(ClockPair.now().unixMicroseconds - Int64(min(age, 1e9) * 1e6)))
        } else {
            scope = .allSessions
        }
        do throws(StoreError) {
            let meant = try store.erasable(in: scope)
            let bytes = meant.reduce(0) { $0 + store.bytes(of: $1) }
            if params.dryRun == true {
                return SessionsDeleteResult(deleted: meant.map(\.description), bytes: bytes, dryRun: true)
            }
            let report = try store.erase(scope)
            if let (_, error) = report.refused.first, report.sessions.isEmpty { throw error }
            return SessionsDeleteResult(deleted: report.sessions.map(\.description), bytes: bytes, dryRun: false)
        } catch {
            throw RPCError(error)
        }
    }

    /// The session whose id begins with `text`.
    static func find(_ text: String, in store: SessionStore) throws(RPCError) -> SessionID {
        let all = try list(store)
        let meant = text.isEmpty ? [] : all.filter { $0.id.description.hasPrefix(text) }
        if let only = meant.first, meant.count == 1 { return only.id }
        throw RPCError(
            .unknownSession,
            meant.isEmpty
                ? "There is no session \"\(text.prefix(32))\"."
                : "\(meant.count) sessions begin with \"\(text.prefix(32))\".",
            hint: meant.isEmpty ? "sessions.list tells which there are." : "Give more of the id.")
    }
}
