// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Logging
import NIOCore
import SessionStore

/// Recordings that a fault of the disk has ended.
extension SessionDesk {
    /// How often it is tried to close what the disk refused to (assumption: room is made by a person).
    private static let closingPause = TimeAmount.seconds(10)

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
