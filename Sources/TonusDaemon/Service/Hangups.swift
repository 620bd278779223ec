// SPDX-License-Identifier: Apache-2.0
import Glibc
import Logging
import ServiceLifecycle
import UnixSignals

/// SIGHUP, which asks a service to read its configuration anew: there is none to read, and it must not end the daemon.
struct Hangups: Service {
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await _ in await UnixSignalsSequence(trapping: .sighup) {
                logger.notice("SIGHUP is ignored: tonusd has no configuration to read anew. Restart it instead.")
            }
        }
    }

    /// Whether the process belongs to a terminal, and nobody (nohup) has said that it should outlive it. Then the signal
    /// means that the terminal is gone.
    static var meanTheEndOfATerminal: Bool {
        var action = sigaction()
        guard sigaction(SIGHUP, nil, &action) == 0 else { return false }
        let isIgnored = unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard terminal >= 0 else { return false }
        close(terminal)
        return !isIgnored
    }
}
