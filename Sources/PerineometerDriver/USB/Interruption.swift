// SPDX-License-Identifier: Apache-2.0
internal import CLinuxShim
internal import Glibc
internal import Synchronization

/// A wish to end that every wait sees, those that begin later too. It is never taken back.
final class Interruption: Sendable {
    private let requested = Atomic<Bool>(false)
    // Rung once and never silenced, so that it ends every wait and not only one.
    private let bell = Doorbell()

    func request() {
        requested.store(true, ordering: .sequentiallyConsistent)
        bell.ring()
    }

    var isRequested: Bool { requested.load(ordering: .sequentiallyConsistent) }

    /// Waits until interrupted, until another doorbell rings, or until the time has passed. Takes no ring back.
    func wait(orFor other: Doorbell? = nil, milliseconds: Int32) {
        guard !isRequested else { return }
        var descriptors = [pollfd(fd: bell.fileDescriptor, events: Int16(POLLIN), revents: 0)]
        if let other { descriptors.append(pollfd(fd: other.fileDescriptor, events: Int16(POLLIN), revents: 0)) }
        poll(&descriptors, nfds_t(descriptors.count), milliseconds)
    }
}
