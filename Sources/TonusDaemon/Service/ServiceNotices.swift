// SPDX-License-Identifier: Apache-2.0
import Logging
import PerineometerDriver
import Perineometry
import ServiceLifecycle
import Synchronization

/// Keeps the service manager informed: a sentence about the probe whenever it changes, and a sign of life as long as
/// every loop moves.
///
/// A loop that hangs ends the signs of life, whereupon the service manager starts the daemon anew.
final class ServiceNotices: Service {
    let manager: ServiceManager
    /// Of the service manager; nil where it wants no sign of life.
    let watchdogPeriod: Duration?
    /// Of all loops that must move.
    let heartbeats: @Sendable () -> [Heartbeat]
    let sentences: AsyncStream<String>
    let logger: Logger
    private let isReady = Atomic(false)

    init(
        manager: ServiceManager, watchdogPeriod: Duration?, heartbeats: @escaping @Sendable () -> [Heartbeat],
        sentences: AsyncStream<String>, logger: Logger
    ) {
        self.manager = manager
        self.watchdogPeriod = watchdogPeriod
        self.heartbeats = heartbeats
        self.sentences = sentences
        self.logger = logger
    }

    /// A reload begins. Before the daemon is ready nothing is told, for a reload ends with its being ready.
    func reloading() {
        guard isReady.load(ordering: .relaxed) else { return }
        manager.tell(.reloading(monotonicMicroseconds: HostClock.now().nanoseconds / 1000))
    }

    /// A reload is over.
    func reloaded() {
        if isReady.load(ordering: .relaxed) { manager.tell(.ready) }
    }

    /// The daemon serves clients from now on.
    func ready() {
        isReady.store(true, ordering: .relaxed)
        if !manager.tell(.ready) { logger.error("The service manager was not told that tonusd is ready.") }
    }

    func run() async throws {
        // Told first of all services that the daemon is to stop, as the last in the list: the others need time to.
        await cancelWhenGracefulShutdown {
            await withTaskGroup { group in
                group.addTask { for await sentence in self.sentences { self.manager.tell(.status(sentence)) } }
                if let period = self.watchdogPeriod { group.addTask { await self.watch(every: period / 2) } }
            }
        }
        manager.tell(.stopping, .status("Stopping."))
    }

    private func watch(every interval: Duration) async {
        var sign = SignOfLife(manager: manager, heartbeats: heartbeats, logger: logger)
        while (try? await Task.sleep(for: interval)) != nil { sign.give() }
    }
}
