// SPDX-License-Identifier: Apache-2.0
public import ArgumentParser
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
            say so: --recipient age1..., --passphrase-file FILE or --passphrase (typed, and not shown) seal it as age does \
            (age -d opens it). docs/export.md says what is in each.
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

    @OptionGroup var sealing: SealingOptions

    func run() throws {
        let passphrase = try sealing.chosenPassphrase()
        try ExportFile.write(to: output, over: connection) { tonus, take throws(ClientError) in
            let params = SessionsExportParams(
                session: session, format: format, identified: identified ? true : nil, passphrase: passphrase,
                recipient: sealing.recipient)
            try tonus.export(params, take)
        }
    }
}

extension SessionsExportParams.Format: ExpressibleByArgument {}
