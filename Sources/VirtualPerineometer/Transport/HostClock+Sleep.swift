// SPDX-License-Identifier: Apache-2.0
internal import Glibc
internal import PerineometerDriver
internal import Perineometry

extension HostClock {
    /// Blocks the thread until an instant of CLOCK_MONOTONIC; returns at once where it has passed. Absolute, so that the
    /// time between calls does not add up.
    static func sleep(until time: HostTime) {
        var wake = timespec(
            tv_sec: Int(time.nanoseconds / 1_000_000_000), tv_nsec: Int(time.nanoseconds % 1_000_000_000))
        while clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &wake, nil) == EINTR {}
    }
}
