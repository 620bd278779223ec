// SPDX-License-Identifier: Apache-2.0
import Perineometry
import Synchronization

/// A session whose recording a fault of the disk has ended.
struct InterruptedSession {
    /// As it is to be listed.
    var summary: SessionSummary
    var failure: StoreError
}

extension SessionStore {
    /// Closes the sessions whose recording a fault of the disk has ended, as the next start of the program would: what was
    /// written is `recovered` then. It is tried when the fault happens and before each recording that begins; a disk that
    /// takes nothing refuses this too, so that it is to be called again after a while.
    ///
    /// - Returns: the sessions that were closed now, and those that could not be, with the reason.
    @discardableResult
    public func closeInterrupted() -> [SessionRecovery] {
        // Held throughout: two must not close the same file.
        interrupted.withLock { waiting in
            var recovered: [SessionRecovery] = []
            for (id, session) in waiting.sorted(by: { $0.key.description < $1.key.description }) {
                guard PrivateFile.exists(path(of: id)) else {
                    waiting[id] = nil  // It was erased.
                    continue
                }
                do throws(StoreError) {
                    let summary = try Recovery(directory: directory, catalogue: catalogue).close(
                        id, reason: session.failure.description, under: key)
                    waiting[id] = nil
                    recovered.append(SessionRecovery(id: id, packets: summary.packets))
                } catch {
                    recovered.append(SessionRecovery(id: id, packets: 0, failure: error))
                }
            }
            return recovered
        }
    }

    /// Whether there are sessions that `closeInterrupted` has to close.
    public var hasInterrupted: Bool { interrupted.withLock { !$0.isEmpty } }
}
