// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Glibc

/// The terminal that the program writes to.
enum Terminal {
    /// The width of the terminal, 80 where it does not tell.
    static func columns() -> Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Whether lines that no longer fit are broken anew where the terminal was made narrower. xterm, the kernel's console
    /// and GNU screen cut them off (their manuals and sources; none reflows); none of them says so itself.
    static func breaksLinesAnew(environment: [String: String] = ProcessInfo.processInfo.environment) -> Bool {
        if environment["TMUX"] != nil { return true }
        return environment["XTERM_VERSION"] == nil && environment["STY"] == nil && environment["TERM"] != "linux"
    }

    /// Puts the shell's prompt on a line of its own when Ctrl-C ends the program in the middle of the live line.
    static func endLineOnInterrupt() {
        signal(SIGINT) { _ in
            // In a signal handler: only what is safe there.
            _ = write(STDOUT_FILENO, "\n", 1)
            _exit(130)
        }
    }
}
