// SPDX-License-Identifier: Apache-2.0
public import PerineometerDriver
import Synchronization

/// Told what a self-test came to; nil where there was no device to test, or the daemon stopped before it was its turn.
public typealias SelfTestReply = @Sendable (SelfTestReport?) -> Void

/// Where a request for a self-test waits for the thread that has the device.
final class SelfTestDesk: Sendable {
    private let reply = Mutex<SelfTestReply?>(nil)
    private let hasOne = Atomic<Bool>(false)

    /// Leaves a request. Returns false where another one waits: one at a time is enough.
    func leave(_ request: @escaping SelfTestReply) -> Bool {
        let isLeft = reply.withLock { waiting in
            guard waiting == nil else { return false }
            waiting = request
            return true
        }
        if isLeft { hasOne.store(true, ordering: .releasing) }
        return isLeft
    }

    /// Costs no lock: the acquisition thread asks after every packet.
    var isPending: Bool { hasOne.load(ordering: .acquiring) }

    func take() -> SelfTestReply? {
        guard hasOne.exchange(false, ordering: .acquiringAndReleasing) else { return nil }
        return reply.withLock { $0.take() }
    }
}
