// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Events and descriptions of devices on their way to a recording, from any thread. It is bounded: what finds no room is
/// counted.
final class RecordingInbox: Sendable {
    struct Contents {
        var events: [SessionEvent] = []
        var openings: [UInt32: DeviceOpening] = [:]
        var lost: UInt64 = 0
    }

    private struct State {
        var contents = Contents()
        var lastOpening: UInt32 = 0
    }

    private let state = Mutex(State())
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    func append(_ event: SessionEvent) -> Bool {
        state.withLock { state in
            guard state.contents.events.count < limit else {
                state.contents.lost += 1
                return false
            }
            state.contents.events.append(event)
            return true
        }
    }

    /// Returns the number that the opening got.
    func append(_ opening: DeviceOpening) -> UInt32 {
        state.withLock { state in
            state.lastOpening += 1
            var numbered = opening
            numbered.number = state.lastOpening
            state.contents.openings[state.lastOpening] = numbered
            return state.lastOpening
        }
    }

    func take() -> Contents {
        state.withLock { state in
            defer { state.contents = Contents() }
            return state.contents
        }
    }
}
