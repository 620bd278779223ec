// SPDX-License-Identifier: Apache-2.0

/// How long to wait before the next attempt to reach the daemon: waits that double, up to a bound, each shortened at random
/// so that many clients do not come back at once.
///
/// All numbers are assumptions: a restart of the daemon takes well under a second, a replacement some seconds.
public struct BackOff: Sendable, Hashable {
    /// Seconds before the first attempt, at most.
    public var firstSeconds: Double
    /// Seconds between two attempts, at most.
    public var longestSeconds: Double
    /// Give up after so many seconds without the daemon; nil tries for ever.
    public var giveUpAfterSeconds: Double?

    public init(firstSeconds: Double = 0.1, longestSeconds: Double = 5, giveUpAfterSeconds: Double? = nil) {
        self.firstSeconds = firstSeconds
        self.longestSeconds = longestSeconds
        self.giveUpAfterSeconds = giveUpAfterSeconds
    }

    /// Seconds to wait before an attempt, which count from 0: half to all of its bound.
    func delay(attempt: Int, random: () -> Double = { .random(in: 0..<1) }) -> Double {
        var bound = firstSeconds
        for _ in 0..<min(attempt, 32) { bound *= 2 }
        return min(longestSeconds, bound) * (0.5 + 0.5 * random())
    }
}
