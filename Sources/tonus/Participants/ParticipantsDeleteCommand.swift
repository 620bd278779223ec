// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import StreamAPI
import TonusClient

struct ParticipantsDeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a participant, with name and diary, for good.",
        discussion: """
            Without --yes nothing is deleted; you are told what would be. Sessions stay under the pseudonym unless you \
            ask for them with --sessions. What goes can be read no more, in no copy that the disk may keep: the keys are \
            destroyed. Backups of your own are yours to look after. Take everything along before, if it may be wanted:

              tonus participants export P-007 -o keep.tar && tonus participants delete P-007 --sessions --yes
            """)

    @OptionGroup var connection: ConnectionOptions

    @Argument(help: ArgumentHelp("Who.", valueName: "PSEUDONYM"))
    var participant: String

    @Flag(help: "The sessions too.")
    var sessions = false

    @Flag(help: "Do it.")
    var yes = false

    @Flag(help: "Print the daemon's reply as JSON.")
    var json = false

    func run() throws {
        try connection.withConnection { tonus throws(ClientError) in
            let result: ParticipantDeleteResult = try tonus.call(
                ParticipantDeleteParams.method,
                ParticipantDeleteParams(
                    participant: participant, sessions: sessions ? true : nil, dryRun: yes ? nil : true),
                within: 600)
            print(json ? "" : Self.text(result), terminator: json ? "" : "\n")
            if json { printJSON(result) }
        }
    }

    static func text(_ result: ParticipantDeleteResult) -> String {
        let name = result.named ? ", the name" : ""
        let diary = "\(result.entries) diary \(result.entries == 1 ? "entry" : "entries")"
        var lines = [
            result.dryRun
                ? "These would be deleted; add --yes: \(result.participant)\(name), \(diary)"
                : "Deleted, keys and all: \(result.participant)\(name), \(diary)"
        ]
        if !result.deleted.isEmpty { lines += ["Sessions:"] + result.deleted.map { "  \($0)" } }
        if !result.kept.isEmpty {
            lines.append("Sessions that stay under the pseudonym (--sessions takes them too):")
            lines += result.kept.map { "  \($0)" }
        }
        return lines.joined(separator: "\n")
    }
}

struct ParticipantsExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Take everything about a participant along, in one archive.",
        discussion: """
            A tar with a folder for each session in every format, and the diary, all of it identified; the name only with \
            --names. It is NOT encrypted unless you say so: --recipient age1... or --passphrase-file FILE seal it as age \
            does. docs/export.md says what is in it.
            """)

    @OptionGroup var connection: ConnectionOptions

    @Argument(help: ArgumentHelp("Who.", valueName: "PSEUDONYM"))
    var participant: String

    @Option(
        name: [.short, .long],
        help: ArgumentHelp("Where to; - for standard output. An existing file is not overwritten.", valueName: "FILE"))
    var output: String

    @Flag(help: "With the name, where one is kept.")
    var names = false

    @OptionGroup var sealing: SealingOptions

    func run() throws {
        let passphrase = try sealing.chosenPassphrase()
        try ExportFile.write(to: output, over: connection) { tonus, take throws(ClientError) in
            let params = ParticipantExportParams(
                participant: participant, names: names ? true : nil, passphrase: passphrase,
                recipient: sealing.recipient)
            try tonus.export(params, take)
        }
    }
}
