// SPDX-License-Identifier: Apache-2.0
import PerineometerDriver
import Perineometry
import SessionExport
import SessionStore
import Synchronization

/// The recordings that somebody looks at. Few are kept, and none for long: opening one anew costs a reading, keeping it
/// costs memory. Used by any thread.
final class SessionTraces: Sendable {
    private let opened = Mutex<[Opened]>([])

    private struct Opened {
        var trace: OpenedTrace
        var usedAt: Double

        func isIdle(_ now: Double) -> Bool { now - usedAt > SessionTraces.idleSeconds }
    }

    /// So that two people look at one each, or one compares: twice 40 MiB at the most.
    static let limit = 2
    /// Whoever looked has gone (assumption).
    static let idleSeconds = 300.0
    /// What is still being recorded is read again after so long.
    static let unfinishedSeconds = 60.0

    /// The trace of a session, opened where it is not; `isUnfinished` says that it is being recorded now. Throws where it
    /// cannot be read.
    func trace(of id: SessionID, isUnfinished: Bool, in store: SessionStore) throws -> OpenedTrace {
        let now = HostClock.now().seconds
        let known = opened.withLock { opened -> OpenedTrace? in
            Self.drop(&opened) { $0.isIdle(now) }
            // What was closed meanwhile has an end now.
            Self.drop(&opened) {
                $0.trace.id == id && $0.trace.isUnfinished
                    && (!isUnfinished || now - $0.trace.openedAt > Self.unfinishedSeconds)
            }
            guard let place = opened.firstIndex(where: { $0.trace.id == id }) else { return nil }
            opened[place].usedAt = now
            return opened[place].trace
        }
        if let known { return known }
        let trace = try OpenedTrace(id, in: store, isUnfinished: isUnfinished)
        opened.withLock { opened in
            while opened.count >= Self.limit, let oldest = opened.min(by: { $0.usedAt < $1.usedAt }) {
                Self.drop(&opened) { $0.trace === oldest.trace }
            }
            opened.append(Opened(trace: trace, usedAt: now))
        }
        trace.beginReading()
        return trace
    }

    /// Whether a session is open, by its whole id: then it need not be looked up for every step of a zoom.
    func isOpen(_ id: SessionID) -> Bool { opened.withLock { $0.contains { $0.trace.id == id } } }

    /// The review of a session that somebody looks at, once its reading is over; nil where nobody does. Waits.
    func review(of id: SessionID) throws -> SessionReview? {
        let trace = opened.withLock { opened in
            opened.first { $0.trace.id == id && !$0.trace.isUnfinished }?.trace
        }
        return try trace?.review()
    }

    /// Lets go of what nobody looks at any more.
    func dropIdle() {
        let now = HostClock.now().seconds
        opened.withLock { opened in Self.drop(&opened) { $0.isIdle(now) } }
    }

    /// Sessions are deleted.
    func drop(_ ids: [SessionID]) {
        opened.withLock { opened in Self.drop(&opened) { ids.contains($0.trace.id) } }
    }

    private static func drop(_ opened: inout [Opened], where isOver: (Opened) -> Bool) {
        for one in opened where isOver(one) { one.trace.giveUp() }
        opened.removeAll(where: isOver)
    }
}
