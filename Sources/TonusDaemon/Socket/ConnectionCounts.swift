// SPDX-License-Identifier: Apache-2.0
import StreamAPI

/// What became of connections, for `status`. Used on the event loop only.
final class ConnectionCounts {
    /// Connections that have a place, from when they are accepted until they are closed.
    var places = 0
    /// Samples that slow clients were told they missed, all clients together.
    var dropped: UInt64 = 0
    /// Refused because there were too many, or because the user may not connect.
    var refused: UInt64 = 0
    /// Closed by the daemon.
    var closed = Status.Clients.Closed(slow: 0, withheld: 0, ended: 0, notAllowed: 0)
}
