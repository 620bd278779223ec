// SPDX-License-Identifier: Apache-2.0
import Glibc
import PerineometerDriver
import Perineometry

/// Turns instants of the monotonic clock into seconds since the Unix epoch.
///
/// The two clocks are compared once, at the start of the daemon, and the wall clock is never asked again: a step of the
/// wall clock would otherwise make host times run backwards. A client that wants the wall clock of now compares the pair
/// in `hello` with its own.
struct HostTimeScale: Sendable {
    private let unixMinusMonotonic: Double

    init() {
        var wall = timespec()
        clock_gettime(CLOCK_REALTIME, &wall)
        unixMinusMonotonic = Double(wall.tv_sec) + Double(wall.tv_nsec) / 1e9 - HostClock.now().seconds
    }

    /// The scale of a recording: its own two clocks.
    ///
    /// - Parameters:
    ///   - unixMicroseconds: of the wall's clock at an instant.
    ///   - hostTime: the same instant on the monotonic clock of then.
    init(unixMicroseconds: Int64, at hostTime: HostTime) {
        unixMinusMonotonic = Double(unixMicroseconds) / 1e6 - hostTime.seconds
    }

    /// Seconds since the Unix epoch; good to a quarter of a microsecond, the resolution of a double.
    func unixSeconds(_ time: HostTime) -> Double { unixMinusMonotonic + time.seconds }
}
