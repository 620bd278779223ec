// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Glibc

/// What is too private for a command line, which other users of the machine and the shell's history can see.
enum TypedText {
    /// One line of standard input.
    ///
    /// - Throws: EX_NOINPUT, after saying so, where there is none.
    static func line(_ prompt: String) throws -> String {
        if isatty(STDIN_FILENO) == 1 { printError(prompt) }
        guard let line = readLine(), !line.isEmpty else {
            printError("tonus: nothing was typed; nothing was changed\n")
            throw ExitCode(66)
        }
        return line
    }

    /// Standard input to its end, without the last line feed.
    static func all() throws -> String {
        if isatty(STDIN_FILENO) == 1 { printError("Write, and end with Ctrl-D on a line of its own:\n") }
        var text = ""
        // More is refused by the daemon, with the limit.
        while text.utf8.count <= 16_384, let line = readLine(strippingNewline: false) { text += line }
        while text.last?.isNewline == true { text.removeLast() }
        guard !text.isEmpty else {
            printError("tonus: nothing was typed; nothing was changed\n")
            throw ExitCode(66)
        }
        return text
    }
}
