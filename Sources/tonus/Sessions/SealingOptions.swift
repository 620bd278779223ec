// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import FoundationEssentials

/// To whom an export is sealed, if to anybody.
struct SealingOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Seal it to this age recipient.", valueName: "AGE1"))
    var recipient: String?

    @Option(help: ArgumentHelp("Seal it to the passphrase in the first line of a file.", valueName: "FILE"))
    var passphraseFile: String?

    @Flag(help: "Seal it to a passphrase that is asked for in the terminal.")
    var passphrase = false

    func validate() throws {
        guard [recipient != nil, passphraseFile != nil, passphrase].count(where: { $0 }) <= 1 else {
            throw ValidationError(
                "--recipient, --passphrase-file and --passphrase exclude each other: give one of them")
        }
    }

    /// The passphrase of the file that was named, or what was typed; nil where it is not sealed by one.
    func chosenPassphrase() throws -> String? {
        if passphrase { return try PassphrasePrompt.new() }
        guard let path = passphraseFile else { return nil }
        guard let data = try? Data(contentsOf: URL(filePath: path)),
            let line = PassphraseFile.firstLine(of: data)
        else {
            printError("tonus: \(path) has no passphrase in its first line, or cannot be read\n  Write one there.\n")
            throw ExitCode(66)
        }
        return line
    }
}

/// Where a passphrase stands, as for `age`: a file, a pipe, or the terminal as /dev/stdin.
enum PassphraseFile {
    /// The first line, without what ends it; nil where it is empty.
    static func firstLine(of data: Data) -> String? {
        let text = String(decoding: data, as: UTF8.self)
        let line = text.prefix { !$0.isNewline }
        return line.isEmpty ? nil : String(line)
    }
}
