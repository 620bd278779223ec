// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Glibc
import StreamAPI

/// The command line for people and scripts.
@main
struct Tonus: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tonus",
        abstract: "Talks to tonusd: see the perineometer, watch pressure and contractions.",
        discussion: """
            Start the daemon first, with a probe (tonusd) or without one (tonusd --simulate).

              tonus status          Is everything well?
              tonus devices         Which perineometer is in use?
              tonus doctor          What is wrong, and how is it mended?
              tonus zero            Before the probe is put in: make the air its zero.
              tonus watchers        Who else sees it? Pause or end that.
              tonus open            The dashboard, in the browser.
              tonus watch           Pressure and contractions, live. Ctrl-C ends it.
              tonus run NAME        Be guided through an exercise. q stops it, at any time.
              tonus top             The same as a full screen, with what goes on inside the daemon.
              tonus latency         How long do samples take, and where?
              tonus watch --json    What watch shows as one JSON message a line, for programs.

            Without a daemon:

              tonus analyze FILE    The contractions in a recording made elsewhere.
              tonus programmes list The guided exercises, and how long each takes.
            """,
        version: Release.version,
        subcommands: [
            StatusCommand.self, DevicesCommand.self, WatchCommand.self, TopCommand.self, WatchersCommand.self,
            ZeroCommand.self, OpenCommand.self, SessionCommand.self, SessionsCommand.self, ExportCommand.self,
            ParticipantsCommand.self, DiaryCommand.self,
            DoctorCommand.self, LatencyCommand.self, AnalyzeCommand.self, ProgrammesCommand.self, RunCommand.self,
        ]
    )

    static func main() async {
        // A reader that goes away (`tonus watch | head`) ends the program as it ends any other.
        signal(SIGPIPE, SIG_DFL)
        await main(nil)
    }
}
