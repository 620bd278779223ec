// SPDX-License-Identifier: Apache-2.0
import Glibc
import Perineometry

extension ClockPair {
    /// Both clocks, read one right after the other.
    public static func now() -> ClockPair {
        var monotonic = timespec()
        var real = timespec()
        clock_gettime(CLOCK_MONOTONIC, &monotonic)
        clock_gettime(CLOCK_REALTIME, &real)
        return ClockPair(
            host: HostTime(nanoseconds: UInt64(monotonic.tv_sec) * 1_000_000_000 + UInt64(monotonic.tv_nsec)),
            unixMicroseconds: Int64(real.tv_sec) * 1_000_000 + Int64(real.tv_nsec) / 1000)
    }
}
