// SPDX-License-Identifier: Apache-2.0
import Glibc

/// What SIGHUP means to this process.
enum Hangups {
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
