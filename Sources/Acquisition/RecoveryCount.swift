// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// Follows how often a transport recovers, and says when opening the device anew is the better remedy: a stream that
/// breaks after every packet is no stream.
struct RecoveryCount {
    private var seen: UInt64 = 0
    private var countAtWindow: UInt64 = 0
    private var windowStart: HostTime

    init(now: HostTime) { windowStart = now }

    /// So many recoveries are borne within `windowSeconds` (assumption: a loose plug gives a handful).
    static let limit: UInt64 = 20
    static let windowSeconds = 10.0

    /// Whether there were recoveries since the last time.
    mutating func hasGrown(to count: UInt64) -> Bool {
        defer { seen = count }
        return count > seen
    }

    /// Whether there are too many.
    mutating func isHopeless(now: HostTime) -> Bool {
        if now.seconds - windowStart.seconds >= Self.windowSeconds {
            windowStart = now
            countAtWindow = seen
        }
        return seen - countAtWindow > Self.limit
    }
}
