// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Glibc

/// Asks for a passphrase in the terminal, which shows nothing of it: neither in a pipe nor in the list of processes.
enum PassphrasePrompt {
    /// Asks for a new passphrase, twice.
    static func new() throws -> String {
        let first = try ask("Passphrase (nothing is shown): ")
        guard try ask("The same again: ") == first else { throw end("The two passphrases differ.", "Try again.", 64) }
        return first
    }

    /// - Throws: `ExitCode`, after it was said why: there is no terminal, nothing was typed, or Ctrl-C was.
    static func ask(_ question: String) throws -> String {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard terminal >= 0 else {
            throw end(
                "There is no terminal to ask for a passphrase.",
                "Use --passphrase-file FILE, which may be a pipe: --passphrase-file <(pass show visit)", 64)
        }
        defer { close(terminal) }
        var before = termios()
        guard tcgetattr(terminal, &before) == 0 else {
            throw end("The terminal cannot be kept from showing a passphrase.", "Use --passphrase-file FILE.", 64)
        }
        var quiet = before
        // Keys one by one: Ctrl-C must not leave the terminal silent.
        quiet.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG)
        guard tcsetattr(terminal, TCSAFLUSH, &quiet) == 0 else {
            throw end("The terminal cannot be kept from showing a passphrase.", "Use --passphrase-file FILE.", 64)
        }
        defer { tcsetattr(terminal, TCSAFLUSH, &before) }
        put(question, to: terminal)
        defer { put("\n", to: terminal) }
        return try line(from: terminal)
    }

    /// No passphrase is longer (assumption).
    private static let limit = 1024

    private static func line(from terminal: Int32) throws -> String {
        var typed: [UInt8] = []
        while true {
            var byte: UInt8 = 0
            let count = read(terminal, &byte, 1)
            if count < 0, errno == EINTR { continue }
            switch byte {
            case _ where count != 1, 3: throw ExitCode(130)
            case 4 where typed.isEmpty: throw ExitCode(130)
            case 10, 13:
                guard !typed.isEmpty else { throw end("The passphrase is empty.", "Type it, then Enter.", 64) }
                return String(decoding: typed, as: UTF8.self)
            case 8, 127:
                // A character may be several bytes.
                while let last = typed.popLast(), last & 0xC0 == 0x80 {}
            case 21: typed.removeAll()
            default: if typed.count < limit { typed.append(byte) }
            }
        }
    }

    private static func put(_ text: String, to terminal: Int32) { _ = write(terminal, text, text.utf8.count) }

    private static func end(_ message: String, _ hint: String, _ code: Int32) -> ExitCode {
        printError("tonus: \(message)\n  \(hint)\n")
        return ExitCode(code)
    }
}
