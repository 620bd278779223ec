// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import FoundationEssentials

/// To whom an export is sealed, if to anybody.
struct SealingOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Seal it to this age recipient.", valueName: "AGE1"))
    var recipient: String?

    @Option(help: ArgumentHelp("Seal it to the passphrase in the first line of a file.", valueName: "FILE"))
    var passphraseFile: String?

    func validate() throws {
        if recipient != nil, passphraseFile != nil {
            throw ValidationError("--recipient and --passphrase-file exclude each other: give one of them")
        }
    }

    /// The passphrase, where a file with one was named.
    func passphrase() throws -> String? {
        guard let path = passphraseFile else { return nil }
        guard let data = try? Data(contentsOf: URL(filePath: path)),
            let line = String(decoding: data, as: UTF8.self).split(separator: "\n").first
        else {
            printError("tonus: \(path) has no passphrase in its first line, or cannot be read\n  Write one there.\n")
            throw ExitCode(66)
        }
        return String(line)
    }
}
