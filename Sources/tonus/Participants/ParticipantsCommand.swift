// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import StreamAPI
import TonusClient

struct ParticipantsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "participants",
        abstract: "The people whose sessions and diary are kept: list, add, rename, name, delete, export.",
        discussion: """
            A participant is a pseudonym, such as P-007: lists, sessions and screens show that. A name is best left out; \
            where one is kept, it lies sealed with the daemon, and is told only to list --names.

              tonus participants add P-007                 From now on a mistyped pseudonym is noticed.
              tonus session start --participant P-007
              tonus diary add note --participant P-007
              tonus participants name P-007                Asks for the name: it stands in no command line.
              tonus participants export P-007 -o all.tar   Everything about one person.
              tonus participants delete P-007              Says what would go; --yes does it.
            """,
        subcommands: [
            ParticipantsListCommand.self, ParticipantsAddCommand.self, ParticipantsRenameCommand.self,
            ParticipantsNameCommand.self, ParticipantsUnnameCommand.self, ParticipantsDeleteCommand.self,
            ParticipantsExportCommand.self,
        ],
        aliases: ["people"])
}

struct ParticipantsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the participants, by pseudonym.",
        discussion: "Those whom nobody added are listed too, where sessions carry their pseudonym.")

    @OptionGroup var connection: ConnectionOptions

    @Flag(help: "With their names, where some are kept.")
    var names = false

    @Flag(help: "Print a JSON array.")
    var json = false

    func run() throws {
        try connection.withConnection { tonus throws(ClientError) in
            var participants: [ParticipantReport] = []
            var unreadable = 0
            while true {
                let page: ParticipantsListResult = try tonus.call(
                    ParticipantsListParams.method,
                    ParticipantsListParams(names: names ? true : nil, after: participants.last?.participant))
                participants += page.participants
                unreadable = page.unreadable
                if !page.more || page.participants.isEmpty { break }
            }
            UnreadableRows.warn(unreadable)
            if json {
                printJSON(participants)
            } else if participants.isEmpty {
                print("Nobody yet. tonus participants add P-001 adds somebody, by a pseudonym.")
            } else {
                print(participants.map(ParticipantText.line).joined(separator: "\n"))
            }
        }
    }
}

struct ParticipantsAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add a participant.",
        discussion: """
            Once somebody was added, tonus session start takes only pseudonyms that are known, and says which is nearest \
            to one that is not.
            """)

    @OptionGroup var connection: ConnectionOptions

    @Argument(help: ArgumentHelp("Such as P-007; never a name.", valueName: "PSEUDONYM"))
    var participant: String

    @Flag(help: "Ask for the name too; it is read from standard input, so that it stands in no command line.")
    var name = false

    @Flag(help: "Print the participant as JSON.")
    var json = false

    func run() throws {
        let name = name ? try TypedText.line("Name: ") : nil
        try connection.withConnection { tonus throws(ClientError) in
            let report: ParticipantReport = try tonus.call(
                ParticipantAddParams.method, ParticipantAddParams(participant: participant, name: name))
            if json { printJSON(report) } else { print(ParticipantText.line(report)) }
        }
    }
}

struct ParticipantsRenameCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rename", abstract: "Give a participant another pseudonym.",
        discussion: """
            The diary goes along. A pseudonym that sessions carry is sealed in them for good, and stays: for the name of a \
            participant see tonus participants name.
            """)

    @OptionGroup var connection: ConnectionOptions

    @Argument(help: ArgumentHelp("The pseudonym in use.", valueName: "OLD"))
    var old: String

    @Argument(help: ArgumentHelp("Another one.", valueName: "NEW"))
    var new: String

    @Flag(help: "Print the participant as JSON.")
    var json = false

    func run() throws {
        try connection.change(ParticipantChangeParams(participant: old, pseudonym: new), json: json)
    }
}

struct ParticipantsNameCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "name", abstract: "Keep the name of a participant, or another one.",
        discussion: """
            The name is read from standard input, so that it stands in no command line and no history of a shell. It is \
            kept sealed, and told only to tonus participants list --names and an export with --names.
            """)

    @OptionGroup var connection: ConnectionOptions

    @Argument(help: ArgumentHelp("Whose.", valueName: "PSEUDONYM"))
    var participant: String

    @Flag(help: "Print the participant as JSON.")
    var json = false

    func run() throws {
        let name = try TypedText.line("Name: ")
        try connection.change(ParticipantChangeParams(participant: participant, name: name), json: json)
    }
}

struct ParticipantsUnnameCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unname", abstract: "Take the name of a participant away, for good.")

    @OptionGroup var connection: ConnectionOptions

    @Argument(help: ArgumentHelp("Whose.", valueName: "PSEUDONYM"))
    var participant: String

    @Flag(help: "Print the participant as JSON.")
    var json = false

    func run() throws {
        try connection.change(ParticipantChangeParams(participant: participant, unname: true), json: json)
    }
}

extension ConnectionOptions {
    fileprivate func change(_ params: ParticipantChangeParams, json: Bool) throws {
        try withConnection { tonus throws(ClientError) in
            let report: ParticipantReport = try tonus.call(ParticipantChangeParams.method, params, within: 60)
            if json { printJSON(report) } else { print(ParticipantText.line(report)) }
        }
    }
}

/// Says a participant in a line.
enum ParticipantText {
    static func line(_ report: ParticipantReport) -> String {
        var parts = ["\(report.sessionCount) \(report.sessionCount == 1 ? "session" : "sessions")"]
        parts.append("\(report.entryCount) diary \(report.entryCount == 1 ? "entry" : "entries")")
        if let name = report.name {
            parts.append("name: \(name)")
        } else if report.named {
            parts.append("a name is kept")
        }
        if !report.added { parts.append("not added yet") }
        return "\(report.participant): \(parts.joined(separator: ", "))"
    }
}

/// What the daemon could not open.
enum UnreadableRows {
    static func warn(_ count: Int) {
        guard count > 0 else { return }
        printError(
            "tonus: \(count) rows of the catalogue do not open, and are not shown\n"
                + "  They are kept as they are. tonus sessions verify names them; a backup may have them whole.\n")
    }
}
