// SPDX-License-Identifier: Apache-2.0
import Logging
import PerineometerDriver

/// Tells the service manager that the daemon lives, each time it is asked to, if every loop has moved since the last
/// time.
struct SignOfLife {
    let manager: ServiceManager
    /// Of all loops that must move.
    let heartbeats: @Sendable () -> [Heartbeat]
    let logger: Logger
    private var check = HeartbeatCheck()

    init(manager: ServiceManager, heartbeats: @escaping @Sendable () -> [Heartbeat], logger: Logger) {
        self.manager = manager
        self.heartbeats = heartbeats
        self.logger = logger
    }

    mutating func give() {
        let still = check.standingStill(heartbeats())
        guard !still.isEmpty else {
            manager.tell(.watchdog)
            return
        }
        logger.error(
            "A loop stands still, and the service manager gets no sign of life.",
            metadata: ["loops": "\(still.joined(separator: ", "))"])
    }
}
