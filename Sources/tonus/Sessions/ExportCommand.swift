// SPDX-License-Identifier: Apache-2.0
public import ArgumentParser
import FoundationEssentials
import Glibc
public import StreamAPI
import TonusClient

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Take a session out, for other programs and people.",
        discussion: """
              tonus export ID --format edf -o visit.edf       For EDFbrowser, MNE and the like.
              tonus export ID --format csv -o visit.csv       For spreadsheets.
              tonus export ID --format report -o visit.html   A page to print.
              tonus export ID --format fhir -o visit.json     For hospital systems (FHIR R4).
              tonus export ID --format archive -o visit.tar   Everything.

            Without --identified the pseudonym, notes and marks are left out. What is written is NOT encrypted unless you \
            say so: --recipient age1... or --passphrase-file FILE seal it as age does (age -d opens it). docs/export.md \
            says what is in each.
            """)

    @OptionGroup var connection: ConnectionOptions

    @Argument(help: ArgumentHelp("Which session; its first letters do.", valueName: "ID"))
    var session: String

    @Option(
        help: ArgumentHelp("edf, csv, contractions, fhir, report, archive, review or rescore.", valueName: "FORMAT"))
    var format: SessionsExportParams.Format

    @Option(
        name: [.short, .long],
        help: ArgumentHelp("Where to; - for standard output. An existing file is not overwritten.", valueName: "FILE"))
    var output: String

    @Flag(help: "Leave the pseudonym, notes and marks in.")
    var identified = false

    @Option(help: ArgumentHelp("Seal it to this age recipient.", valueName: "AGE1"))
    var recipient: String?

    @Option(help: ArgumentHelp("Seal it to the passphrase in the first line of a file.", valueName: "FILE"))
    var passphraseFile: String?

    func validate() throws {
        if recipient != nil, passphraseFile != nil {
            throw ValidationError("--recipient and --passphrase-file exclude each other: give one of them")
        }
    }

    func run() throws {
        let passphrase = try passphraseFile.map(Self.passphrase)
        let file = try ExportFile(path: output)
        do {
            try connection.withConnection { tonus throws(ClientError) in
                let params = SessionsExportParams(
                    session: session, format: format, identified: identified ? true : nil, passphrase: passphrase,
                    recipient: recipient)
                try tonus.export(params) { file.write($0) }
            }
        } catch {
            file.discard()
            throw error
        }
        try file.keep()
    }

    private static func passphrase(in path: String) throws -> String {
        guard let data = try? Data(contentsOf: URL(filePath: path)),
            let line = String(decoding: data, as: UTF8.self).split(separator: "\n").first
        else {
            printError("tonus: \(path) has no passphrase in its first line, or cannot be read\n  Write one there.\n")
            throw ExitCode(66)
        }
        return String(line)
    }
}

extension SessionsExportParams.Format: ExpressibleByArgument {}

/// A file that is whole or not there: written beside its place, with mode 0600, and moved there at the end.
private final class ExportFile {
    private let path: String?
    private let partial: String
    private let descriptor: Int32
    private var problem: Int32 = 0

    /// - Parameter path: "-" for standard output.
    /// - Throws: the exit code, after saying why, where the file exists or cannot be made.
    init(path: String) throws {
        guard path != "-" else {
            self.path = nil
            partial = ""
            descriptor = STDOUT_FILENO
            return
        }
        self.path = path
        partial = path + ".partial"
        guard access(path, F_OK) != 0 else {
            printError("tonus: \(path) exists already\n  Give another name, or remove it first.\n")
            throw ExitCode(73)
        }
        unlink(partial)
        descriptor = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.end(path, errno) }
    }

    func write(_ data: Data) {
        data.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) in
            var rest = bytes
            while !rest.isEmpty, problem == 0 {
                let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
                if count < 0 {
                    if errno != EINTR { problem = errno }
                } else {
                    rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
                }
            }
        }
    }

    func keep() throws {
        guard let path else {
            if problem != 0 { throw Self.end("standard output", problem) }
            return
        }
        if problem == 0, fsync(descriptor) != 0 { problem = errno }
        close(descriptor)
        if problem == 0, rename(partial, path) != 0 { problem = errno }
        if problem != 0 {
            unlink(partial)
            throw Self.end(path, problem)
        }
    }

    func discard() {
        guard path != nil else { return }
        close(descriptor)
        unlink(partial)
    }

    private static func end(_ path: String, _ problem: Int32) -> ExitCode {
        printError(
            "tonus: \(path) could not be written: \(String(cString: strerror(problem)))\n"
                + "  See that the folder exists, is yours, and has room.\n")
        return ExitCode(74)
    }
}
