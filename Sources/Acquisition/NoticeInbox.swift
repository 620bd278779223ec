// SPDX-License-Identifier: Apache-2.0
import PerineometerDriver
import Synchronization

/// Notices of a device source, on their way to the acquisition thread.
final class NoticeInbox: Sendable {
    private let notices = Mutex<[DeviceNotice]>([])
    private let hasSome = Atomic<Bool>(false)

    func post(_ notice: DeviceNotice) {
        notices.withLock { $0.append(notice) }
        hasSome.store(true, ordering: .releasing)
    }

    /// Costs no lock: the acquisition thread asks after every packet.
    var isPending: Bool { hasSome.load(ordering: .acquiring) }

    func take() -> [DeviceNotice] {
        guard hasSome.exchange(false, ordering: .acquiringAndReleasing) else { return [] }
        return notices.withLock { pending in
            defer { pending.removeAll() }
            return pending
        }
    }
}

extension [DeviceAddress] {
    mutating func apply(_ notice: DeviceNotice) {
        switch notice {
        case .arrived(let arrival): if !contains(arrival.address) { append(arrival.address) }
        case .departed(let address): removeAll { $0 == address }
        }
    }
}
