// SPDX-License-Identifier: Apache-2.0
import PerineometerDriver

/// Finds the loops that have not moved since it last looked.
struct HeartbeatCheck {
    private var seen: [ObjectIdentifier: UInt64] = [:]

    /// - Returns: the names of those that stand still. One that is looked at for the first time counts as moving.
    mutating func standingStill(_ heartbeats: [Heartbeat]) -> [String] {
        var still: [String] = []
        var now: [ObjectIdentifier: UInt64] = [:]
        for heartbeat in heartbeats {
            let (key, count) = (ObjectIdentifier(heartbeat), heartbeat.count)
            if seen[key] == count { still.append(heartbeat.name) }
            now[key] = count
        }
        seen = now
        return still
    }
}
