// SPDX-License-Identifier: Apache-2.0
internal import Glibc
public import Perineometry

/// The host's monotonic clock.
public enum HostClock {
    public static func now() -> HostTime {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return HostTime(nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
    }
}
