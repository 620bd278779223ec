// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Logging
import NIOCore
import SessionStore

/// What a fault of the disk prevents, and what is tried again until it is well.
extension SessionDesk {
    /// How often what the disk refused is tried again (assumption: room is made by a person).
    private static let closingPause = TimeAmount.seconds(10)

    /// Goes on with what the end of the daemon before interrupted, now, or once the store can be opened. On the event loop.
    func begin() {
        if case .success = store { return resumeInterrupted() }
        guard opening.canBeTriedAgain else { return }
        let loop = publisher.eventLoop
        loop.assumeIsolated().scheduleTask(in: Self.closingPause) { [self] in
            queue.async { [self] in
                let result = opening.open(isFirst: false)
                loop.execute { [self] in
                    store = result
                    begin()
                }
            }
        }
    }

    /// Closes the sessions that a fault of the disk left open, now or once the disk lets it. On the event loop.
    func closeInterrupted() {
        guard closing == nil, let store = try? openStore(), store.hasInterrupted else { return }
        let loop = publisher.eventLoop
        closing = loop.assumeIsolated().scheduleTask(in: Self.closingPause) { [self] in
            queue.async { [self] in
                let closed = store.closeInterrupted().filter { $0.failure == nil }
                loop.execute { [self] in
                    closing = nil
                    for session in closed {
                        logger.notice(
                            "A session that a fault of the disk had ended is closed now",
                            metadata: ["session": "\(session.id)", "packets": "\(session.packets)"])
                    }
                    closeInterrupted()
                }
            }
        }
    }
}
