// SPDX-License-Identifier: Apache-2.0
internal import CLinuxShim
internal import Glibc

/// Wakes a sleeping thread from another one without allocating or locking: a Linux eventfd.
public final class Doorbell: Sendable {
    /// Becomes readable when the bell was rung; for use with poll, epoll or an event loop.
    public let fileDescriptor: Int32

    public init() {
        fileDescriptor = CLinuxShim_eventfd()
        precondition(fileDescriptor >= 0, "eventfd failed: no file descriptor is left (raise RLIMIT_NOFILE)")
    }

    deinit { close(fileDescriptor) }

    /// Wakes the waiting thread, or lets its next wait return at once.
    public func ring() {
        var one: UInt64 = 1
        _ = write(fileDescriptor, &one, 8)
    }

    /// Waits until rung or until `milliseconds` have passed. Returns whether it was rung.
    @discardableResult
    public func wait(milliseconds: Int32) -> Bool {
        var descriptor = pollfd(fd: fileDescriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&descriptor, 1, milliseconds) > 0 else { return false }
        silence()
        return true
    }

    /// Takes back all rings so far.
    public func silence() {
        var count: UInt64 = 0
        _ = read(fileDescriptor, &count, 8)
    }
}
