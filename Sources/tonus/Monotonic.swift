// SPDX-License-Identifier: Apache-2.0
import Glibc

/// The monotonic clock, on which the daemon's clock can be placed (`clock` in `hello`).
enum Monotonic {
    static func seconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
