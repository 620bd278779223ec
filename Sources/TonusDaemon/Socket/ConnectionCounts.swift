// SPDX-License-Identifier: Apache-2.0

/// What became of connections, for `status`. Used on the event loop only.
final class ConnectionCounts {
    /// Closed because the client stopped reading.
    var evicted: UInt64 = 0
    /// Samples that slow clients were told they missed, all clients together.
    var dropped: UInt64 = 0
    /// Refused because there were too many.
    var refused: UInt64 = 0
}
