// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import StreamAPI
import TonusClient

struct DiaryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diary",
        abstract: "What a participant wants to remember: trainers, pain and anxiety, treatments, notes.",
        discussion: """
            Kept sealed with the daemon, and shown beside the sessions by tonus sessions trend: as what was there too, \
            never as what brought it about.

              tonus diary add trainer --participant P-7 --size blue --minutes 10 --pain 1,3,1
              tonus diary add feeling --participant P-7 --pain 3 --anxiety 40
              tonus diary add treatment botox --participant P-7 --date 2026-03-14
              tonus diary add note --participant P-7       Asks for the text.
              tonus diary list --participant P-7
              tonus diary delete ID --yes
            """,
        subcommands: [DiaryAddCommand.self, DiaryListCommand.self, DiaryDeleteCommand.self])
}

struct DiaryListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show a diary, the newest first.")

    @OptionGroup var connection: ConnectionOptions

    @Option(help: ArgumentHelp("Whose.", valueName: "PSEUDONYM"))
    var participant: String

    @Flag(help: "Print a JSON array.")
    var json = false

    func run() throws {
        try connection.withConnection { tonus throws(ClientError) in
            let diary = try tonus.wholeDiary(of: participant)
            UnreadableRows.warn(diary.unreadable)
            if json {
                printJSON(diary.entries)
            } else if diary.entries.isEmpty {
                print("Nothing yet. tonus diary add --help shows how.")
            } else {
                print(diary.entries.map { DiaryText.line($0) }.joined(separator: "\n"))
            }
        }
    }
}

struct DiaryDeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete an entry of a diary, for good.",
        discussion: "To change an entry, delete it and add another one.")

    @OptionGroup var connection: ConnectionOptions

    @Argument(help: ArgumentHelp("Which entry, as tonus diary list shows it; its first letters do.", valueName: "ID"))
    var entry: String

    @Flag(help: "Do it.")
    var yes = false

    @Flag(help: "Print the entry as it was, as JSON.")
    var json = false

    func validate() throws {
        if !yes { throw ValidationError("An entry that is deleted is gone for good: add --yes.") }
    }

    func run() throws {
        try connection.withConnection { tonus throws(ClientError) in
            let gone: DiaryEntryReport = try tonus.call(
                DiaryDeleteParams.method, DiaryDeleteParams(entry: entry), within: 60)
            if json { printJSON(gone) } else { print("Deleted: \(DiaryText.line(gone))") }
        }
    }
}
