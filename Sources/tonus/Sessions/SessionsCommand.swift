// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Glibc
import StreamAPI
import TonusClient

struct SessionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sessions",
        abstract: "Look at what was recorded: list, show, compare, trend, rescore, verify, delete.",
        discussion: """
            Sessions lie encrypted with the daemon; these commands ask it. Where an ID is wanted, its first letters do.

              tonus sessions list                       The newest first.
              tonus sessions show ID                    Rest, contractions, time at ease, gaps.
              tonus sessions compare ID ID              What changed by more than measurement noise.
              tonus sessions trend --participant P-7    The figures over many sessions.
              tonus sessions rescore ID                 What would today's detector have said?
              tonus sessions verify                     Is everything as it was written?
              tonus sessions delete ID --yes            Gone for good: the key is destroyed first.
            """,
        subcommands: [
            SessionsListCommand.self, SessionsShowCommand.self, SessionsCompareCommand.self, SessionsTrendCommand.self,
            SessionsRescoreCommand.self, SessionsVerifyCommand.self, SessionsDeleteCommand.self,
        ])
}

struct SessionsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the sessions, the newest first.")

    @OptionGroup var connection: ConnectionOptions

    @Option(help: ArgumentHelp("Only those of this pseudonym.", valueName: "PSEUDONYM"))
    var participant: String?

    @Option(help: ArgumentHelp("At most so many (default: all).", valueName: "N"))
    var limit: Int?

    @Flag(help: "Print a JSON array, with id, state, samples and the rest.")
    var json = false

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit \(limit): give a number from 1 up") }
    }

    func run() throws {
        try connection.withConnection { tonus throws(ClientError) in
            var sessions: [SessionReport] = []
            var isMore = true
            while isMore, sessions.count < limit ?? .max {
                let params = SessionsListParams(
                    participant: participant, limit: min(100, (limit ?? .max) - sessions.count),
                    before: sessions.last?.began)
                let page: SessionsListResult = try tonus.call(SessionsListParams.method, params)
                sessions += page.sessions
                isMore = page.more && !page.sessions.isEmpty
            }
            if json {
                printJSON(sessions)
            } else if sessions.isEmpty {
                print("Nothing was recorded yet. tonus session start records.")
            } else {
                let zone = LocalTime()
                let lines = sessions.map { SessionText.line($0, zone: zone) }
                print(([SessionText.heading] + lines).joined(separator: "\n"))
            }
        }
    }
}

struct SessionsVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Open every block and say what is not as it was written.",
        discussion: "Exit codes: 0 all is well; 65 something is damaged, and is named.")

    @OptionGroup var connection: ConnectionOptions

    @Argument(help: ArgumentHelp("Which session (default: all).", valueName: "ID"))
    var session: String?

    @Flag(help: "Print the daemon's reply as JSON.")
    var json = false

    func run() throws {
        var hasFaults = false
        try connection.withConnection { tonus throws(ClientError) in
            let result: SessionsVerifyResult = try tonus.call(
                SessionsVerifyParams.method, SessionsVerifyParams(session: session), within: Self.patienceSeconds)
            hasFaults = !result.faults.isEmpty
            if json {
                printJSON(result)
                return
            }
            for fault in result.faults {
                print("\(fault.session.map(SessionText.short) ?? "catalogue"): \(fault.message)")
            }
            let verdict =
                hasFaults
                ? "\(result.faults.count) faults. What is damaged is left out of exports; the rest of each session is good."
                : "All is as it was written."
            print("\(result.sessions) sessions, \(result.blocks) blocks. \(verdict)")
        }
        if hasFaults { throw ExitCode(65) }
    }

    /// Years of sessions take a while to read (assumption: a tenth of this at most).
    private static let patienceSeconds = 3600.0
}

struct SessionsDeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Delete sessions for good.",
        discussion: """
            A session's key is destroyed first, then its file: no copy of the file can be read any more either. Nothing \
            can be undone; take an export before, if it may be wanted. Without --yes nothing is deleted, only listed.

              tonus export ID --format archive -o keep.tar && tonus sessions delete ID --yes
              tonus sessions delete --older-than 365 --yes
              tonus sessions delete --all --yes
            """)

    @OptionGroup var connection: ConnectionOptions

    @Argument(help: ArgumentHelp("Which session.", valueName: "ID"))
    var session: String?

    @Flag(help: "Every session.")
    var all = false

    @Option(help: ArgumentHelp("Those that began longer ago than so many days.", valueName: "DAYS"))
    var olderThan: Double?

    @Flag(help: "Do it.")
    var yes = false

    @Flag(help: "Print the daemon's reply as JSON.")
    var json = false

    func validate() throws {
        let given = [session != nil, all, olderThan != nil].filter { $0 }.count
        guard given == 1 else { throw ValidationError("Give one of an ID, --all and --older-than DAYS.") }
        if let olderThan, !(olderThan >= 0 && olderThan.isFinite) {
            throw ValidationError("--older-than \(olderThan): give a number of days from 0 up")
        }
    }

    func run() throws {
        try connection.withConnection { tonus throws(ClientError) in
            let result: SessionsDeleteResult = try tonus.call(
                SessionsDeleteParams.method,
                SessionsDeleteParams(
                    session: session, all: all ? true : nil, olderThan: olderThan.map { $0 * 86_400 },
                    dryRun: !yes),
                within: 600)
            if json {
                printJSON(result)
                return
            }
            let list = result.deleted.map { "  \($0)" }.joined(separator: "\n")
            switch (result.deleted.isEmpty, result.dryRun) {
            case (true, _): print("No session is meant by that.")
            case (false, true):
                print("These \(result.deleted.count) would be deleted (\(result.bytes) bytes); add --yes:\n\(list)")
            case (false, false):
                print("Deleted \(result.deleted.count) (\(result.bytes) bytes), keys and files:\n\(list)")
            }
        }
    }
}
