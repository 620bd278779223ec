// SPDX-License-Identifier: Apache-2.0
import ChildPrograms
import Foundation
import StreamAPI
import Synchronization
import Testing
import TonusClient

/// Passphrases that a person types: sealed exports, and their import.
@Suite struct TypedPassphraseTests {
    private let daemon: SimulatedDaemon
    private let folder: TemporaryFolder

    init() throws {
        daemon = try SimulatedDaemon("comfortable-strong,rate=250")
        folder = try TemporaryFolder()
    }

    @Test func whatWasSealedToATypedPassphraseOpensByItAlone() throws {
        let connection = try daemon.connect()
        let begun = try connection.start()
        try connection.awaitSamples(500, of: begun.id)
        _ = try connection.change(SessionControlParams.stop)
        let file = folder.path + "/visit.csv.age"

        // Two that differ leave nothing behind.
        let differing = try tonus(
            ["export", begun.id, "--format", "csv", "--passphrase", "--output", file],
            typing: ["a word\n", "another\n"])
        #expect(differing.code == 64 && differing.screen.contains("differ"), "\(differing.screen)")
        #expect(try names() == [])
        let sealed = try tonus(
            ["export", begun.id, "--format", "csv", "--passphrase", "--output", file],
            typing: ["wrong\u{15}a wörx\u{7F}d\n", "a wörd\n"])
        #expect(sealed.code == 0, "\(sealed.screen)")
        #expect(!sealed.screen.contains("word") && !sealed.screen.contains("wör"), "it is not shown: \(sealed.screen)")
        #expect(try Data(contentsOf: URL(fileURLWithPath: file)).starts(with: Data("age-encryption.org/v1".utf8)))

        let wrong = try tonus(["import", file, "--passphrase"], typing: ["a word\n"])
        #expect(wrong.code == 65 && wrong.screen.contains("does not open"), "\(wrong.screen)")
        let empty = try tonus(["import", file, "--passphrase"], typing: ["\n"])
        #expect(empty.code == 64 && empty.screen.contains("is empty"), "\(empty.screen)")
        let left = try tonus(["import", file, "--passphrase"], typing: ["half\u{3}"])
        #expect(left.code == 130, "\(left.screen)")
        #expect(try connection.sessions().map(\.id) == [begun.id])
        let opened = try tonus(["import", file, "--passphrase"], typing: ["a wörd\n"])
        #expect(opened.code == 0 && opened.screen.contains("is kept"), "\(opened.screen)")
        #expect(try connection.sessions().count == 2)
        // As somebody else's age has it, and by a file.
        let passphrase = folder.path + "/passphrase"
        try Data("a wörd\r\nnot this\r\n".utf8).write(to: URL(fileURLWithPath: passphrase))
        let byFile = try plain(["import", file, "--passphrase-file", passphrase])
        #expect(byFile.code == 0, "\(byFile.errors)")
    }

    @Test func withoutATerminalItIsSaidWhatToDo() throws {
        let connection = try daemon.connect()
        let begun = try connection.start()
        try connection.awaitSamples(250, of: begun.id)
        _ = try connection.change(SessionControlParams.stop)
        let file = folder.path + "/visit.csv.age"
        let passphrase = folder.path + "/passphrase"
        try Data("\nbelow an empty line\n".utf8).write(to: URL(fileURLWithPath: passphrase))
        for arguments in [["--passphrase"], ["--passphrase-file", passphrase]] {
            let result = try plain(["export", begun.id, "--format", "csv", "--output", file] + arguments)
            #expect(result.code == (arguments.count == 1 ? 64 : 66), "\(result.errors)")
            #expect(
                result.errors.contains(arguments.count == 1 ? "--passphrase-file" : "first line"), "\(result.errors)")
        }
        #expect(try names() == ["passphrase"])
        let both = try plain(["import", file, "--passphrase", "--passphrase-file", passphrase])
        #expect(both.code == 64 && both.errors.contains("exclude each other"))
    }

    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }

    /// Without a terminal, whoever runs the tests.
    private func plain(_ arguments: [String]) throws -> (code: Int32, errors: String) {
        let tonus = try RunningProgram.folder().appendingPathComponent("tonus").path
        let program = try RunningProgram(
            at: URL(fileURLWithPath: "/usr/bin/setsid"), ["-w", tonus] + arguments + ["--socket", daemon.socket])
        return (try program.exitCode(), program.standardError)
    }

    /// In a terminal of its own; each text is typed once a question is seen for it.
    private func tonus(_ arguments: [String], typing texts: [String]) throws -> (code: Int32, screen: String) {
        let tonus = try RunningProgram.folder().appendingPathComponent("tonus").path
        let terminal = try TestTerminal(
            ["/usr/bin/setsid", "-c", "-w", tonus] + arguments + ["--socket", daemon.socket])
        for (number, text) in texts.enumerated() {
            try wait(for: "question \(number + 1): \(terminal.screen)") {
                !terminal.isRunning
                    || terminal.screen.split(separator: ": ", omittingEmptySubsequences: false).count
                        > number + 1
            }
            terminal.type(text)
        }
        return (try terminal.exitCode(), terminal.screen)
    }
}

/// A program in a pseudo-terminal.
private final class TestTerminal: Sendable {
    private let process = Process()
    private let master: Int32
    private let shown = Mutex(Data())
    private let isRead = Mutex(false)

    init(_ arguments: [String]) throws {
        var (master, slave): (Int32, Int32) = (-1, -1)
        try #require(openpty(&master, &slave, nil, nil, nil) == 0)
        _ = fcntl(master, F_SETFD, FD_CLOEXEC)
        self.master = master
        process.executableURL = URL(fileURLWithPath: arguments[0])
        process.arguments = Array(arguments.dropFirst())
        let handle = FileHandle(fileDescriptor: slave, closeOnDealloc: false)
        (process.standardInput, process.standardOutput, process.standardError) = (handle, handle, handle)
        try ChildKeeper.shared.run(process)
        close(slave)
        Thread.detachNewThread { [self, master] in
            var bytes = [UInt8](repeating: 0, count: 4096)
            while true {
                let count = read(master, &bytes, bytes.count)
                if count < 0, errno == EINTR { continue }
                // EIO: nobody has the other end any more.
                guard count > 0 else { return isRead.withLock { $0 = true } }
                shown.withLock { $0.append(contentsOf: bytes[..<count]) }
            }
        }
    }

    var screen: String { shown.withLock { String(decoding: $0, as: UTF8.self) } }
    var isRunning: Bool { process.isRunning }

    func type(_ text: String) { _ = write(master, text, text.utf8.count) }

    func exitCode() throws -> Int32 {
        try wait(for: "the program's end: \(screen)") { !process.isRunning && isRead.withLock { $0 } }
        close(master)
        return process.terminationStatus
    }
}
