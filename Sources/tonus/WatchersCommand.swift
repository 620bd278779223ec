// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import StreamAPI
import TonusClient

struct WatchersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watchers",
        abstract: "See who watches, and pause or end what they see.",
        discussion: """
            It is your body: you decide who sees it, and can change your mind at any moment.

              tonus watchers             Who is connected, by which program, and what they see.
              tonus watchers --pause     Nobody sees anything from now on, whoever connects later neither, until resumed.
              tonus watchers --pause 3   Connection 3 sees nothing; nor does its user, should they connect anew.
              tonus watchers --resume    Everybody sees again. (--resume 3: connection 3 does.)
              tonus watchers --end 3     Connection 3 is closed. Should its user come back, they are paused.

            A pause holds at once, and it holds when this program, or the page that paused, has gone. What was measured \
            meanwhile is never shown to anybody who was paused, nor to anybody who connects later. It hides from programs \
            that use this daemon; a recording of your own goes on. Only what had already reached the other program stays \
            there.

            The name of a program is what it calls itself: it proves nothing. As a service the daemon may not see it.
            """)

    @OptionGroup var connection: ConnectionOptions

    @Argument(help: ArgumentHelp("The connection meant, by its number in the list.", valueName: "N"))
    var number: Int?

    @Flag(help: "Withhold what is measured, from one or from everybody.")
    var pause = false

    @Flag(help: "Withhold it no longer.")
    var resume = false

    @Flag(help: "Close a connection.")
    var end = false

    @Flag(help: "Print the daemon's reply as JSON.")
    var json = false

    func validate() throws {
        let asked = [pause, resume, end].filter { $0 }.count
        if asked > 1 { throw ValidationError("--pause, --resume and --end exclude each other: give one of them") }
        if end, number == nil {
            throw ValidationError("--end needs the number of a connection, as in tonus watchers --end 3")
        }
        if let number, asked == 0 {
            throw ValidationError("\(number) alone says nothing: give --pause, --resume or --end with it")
        }
    }

    func run() throws {
        try connection.withConnection { tonus throws(ClientError) in
            let report: ConsentReport
            if end, let number {
                report = try tonus.call(ConsentMethod.end, ConsentEndParams(connection: number))
            } else if pause || resume {
                report = try tonus.call(
                    pause ? ConsentMethod.pause : ConsentMethod.resume, ConsentParams(connection: number))
            } else {
                report = try tonus.call(ConsentMethod.watchers, NoParams())
            }
            if json {
                printJSON(report)
            } else {
                print(WatchersText.lines(report, now: tonus.hello.clock.hostTime).joined(separator: "\n"))
            }
        }
    }
}

/// Says in words who watches.
enum WatchersText {
    static func lines(_ report: ConsentReport, now: Double) -> [String] {
        // The connection of this very command is gone when its answer is read.
        let others = report.watchers.filter { $0.connection != report.connection }
        var lines = others.map { line($0, now: now) }
        if others.isEmpty { lines.append("Nobody else is connected.") }
        if let omitted = report.omitted { lines.append("and \(omitted) more") }
        if report.withheld {
            lines.append("Everybody is paused, those who connect later too. `tonus watchers --resume` ends that.")
        }
        return lines
    }

    private static func line(_ watcher: Watcher, now: Double) -> String {
        let number = String(watcher.connection)
        let user = watcher.user ?? "user \(watcher.uid)"
        let program = watcher.program.map { "\(printable($0)), process \(watcher.pid)" } ?? "process \(watcher.pid)"
        let sees =
            watcher.paused
            ? "PAUSED"
            : watcher.streams.isEmpty ? "sees nothing" : watcher.streams.map(\.rawValue).joined(separator: ", ")
        let age = StatusText.duration(max(0, now - watcher.since))
        return String(repeating: " ", count: max(0, 4 - number.count))
            + "\(number)  \(printable(user)) (\(program)), \(watcher.role), for \(age): \(sees)"
    }

    /// A program names itself: it must not write into this terminal.
    private static func printable(_ text: String) -> String {
        String(text.unicodeScalars.map { $0.value < 32 || (127..<160).contains($0.value) ? "?" : Character($0) })
    }
}
