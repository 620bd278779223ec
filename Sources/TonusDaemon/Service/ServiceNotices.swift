// SPDX-License-Identifier: Apache-2.0
import Logging
import PerineometerDriver
import ServiceLifecycle

/// Keeps the service manager informed: a sentence about the probe whenever it changes, and a sign of life as long as
/// every loop moves.
///
/// A loop that hangs ends the signs of life, whereupon the service manager starts the daemon anew.
struct ServiceNotices: Service {
    let manager: ServiceManager
    /// Of the service manager; nil where it wants no sign of life.
    let watchdogPeriod: Duration?
    /// Of all loops that must move.
    let heartbeats: @Sendable () -> [Heartbeat]
    let sentences: AsyncStream<String>
    let logger: Logger

    /// The daemon serves clients from now on.
    func ready() {
        if !manager.tell(.ready) { logger.error("The service manager was not told that tonusd is ready.") }
    }

    func run() async throws {
        // Told first of all services that the daemon is to stop, as the last in the list: the others need time to.
        await cancelWhenGracefulShutdown {
            await withTaskGroup { group in
                group.addTask { for await sentence in sentences { manager.tell(.status(sentence)) } }
                if let watchdogPeriod { group.addTask { await watch(every: watchdogPeriod / 2) } }
            }
        }
        manager.tell(.stopping, .status("Stopping."))
    }

    private func watch(every interval: Duration) async {
        var sign = SignOfLife(manager: manager, heartbeats: heartbeats, logger: logger)
        while (try? await Task.sleep(for: interval)) != nil { sign.give() }
    }
}
