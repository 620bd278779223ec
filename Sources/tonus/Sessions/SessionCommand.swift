// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import StreamAPI
import TonusClient

struct SessionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "session",
        abstract: "Record: start, mark, pause, resume, stop.",
        discussion: """
            The daemon records; this only tells it what to do. A recording goes on when this terminal is closed, when the \
            probe is unplugged (it then has a gap), and can be gone on with after the daemon was restarted.

              tonus session start --lookback 60   Keep the last minute too: what was just seen is not lost.
              tonus session mark "cough"          Review shows where. Marks are sealed like everything else.
              tonus session pause                 Nothing is recorded until:
              tonus session resume
              tonus session stop

            What is recorded lies encrypted on this machine only. A person is a pseudonym (--participant), never a \
            name. See it again with tonus sessions, take it elsewhere with tonus export.
            """,
        subcommands: [
            SessionStartCommand.self, SessionMarkCommand.self, SessionPauseCommand.self, SessionResumeCommand.self,
            SessionStopCommand.self,
        ])
}

struct SessionStartCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "start", abstract: "Begin to record.")

    @OptionGroup var connection: ConnectionOptions

    @Option(help: ArgumentHelp("Begin so many seconds ago, 0 to 120.", valueName: "SECONDS"))
    var lookback: Double?

    @Option(help: ArgumentHelp("A pseudonym of the person; never a name.", valueName: "PSEUDONYM"))
    var participant: String?

    @Option(help: ArgumentHelp("Which probe is used, in your words.", valueName: "PROBE"))
    var probe: String?

    @Option(
        help: ArgumentHelp(
            "From the introitus to the middle of the sensor: pressures of different depths cannot be compared.",
            valueName: "MM"))
    var depth: Double?

    @Option(
        help: ArgumentHelp(
            "supine, crookLying, sideLying, sitting, standing or other: pressures of different postures cannot be "
                + "compared.",
            valueName: "POSTURE"))
    var posture: String?

    @Option(help: ArgumentHelp("Free text, kept sealed.", valueName: "TEXT"))
    var note: String?

    @Option(help: ArgumentHelp("Which perineometer (default: the first).", valueName: "SERIAL"))
    var device: String?

    @Option(
        help: ArgumentHelp(
            "Go on with a session that a restart of the daemon interrupted.", valueName: "ID"))
    var resume: String?

    @Flag(help: "Print the session as JSON.")
    var json = false

    func run() throws {
        try connection.withConnection { tonus throws(ClientError) in
            let params = SessionStartParams(
                device: device, lookback: lookback, participant: participant, probe: probe, depth: depth,
                posture: posture, note: note, resume: resume)
            let session: SessionReport = try tonus.call(SessionStartParams.method, params)
            if json { printJSON(session) } else { print(SessionText.sentence(session)) }
        }
    }
}

struct SessionMarkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mark", abstract: "Mark this moment, so that review shows it.")

    @OptionGroup var connection: ConnectionOptions

    @Argument(help: ArgumentHelp("What happened.", valueName: "TEXT"))
    var text: String?

    @Flag(help: "Print the mark as JSON.")
    var json = false

    func run() throws {
        try connection.withConnection { tonus throws(ClientError) in
            let mark: SessionMarkResult = try tonus.call(SessionMarkParams.method, SessionMarkParams(text: text))
            if json {
                printJSON(mark)
            } else {
                print("Marked\(mark.index.map { " at sample \($0)" } ?? "").")
            }
        }
    }
}

struct SessionPauseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Record nothing until it is resumed.")

    @OptionGroup var control: SessionControlOptions

    func run() throws { try control.call(SessionControlParams.pause) }
}

struct SessionResumeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "resume", abstract: "Go on after a pause.")

    @OptionGroup var control: SessionControlOptions

    func run() throws { try control.call(SessionControlParams.resume) }
}

struct SessionStopCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop", abstract: "End the recording. It can then be reviewed and exported.")

    @OptionGroup var control: SessionControlOptions

    func run() throws { try control.call(SessionControlParams.stop) }
}

/// What pausing, resuming and stopping have in common.
struct SessionControlOptions: ParsableArguments {
    @OptionGroup var connection: ConnectionOptions

    @Flag(help: "Print the session as JSON.")
    var json = false

    func call(_ method: String) throws {
        try connection.withConnection { tonus throws(ClientError) in
            // A long look-back is on the disk before the reply comes.
            let session: SessionReport = try tonus.call(method, SessionControlParams(), within: 60)
            if json { printJSON(session) } else { print(SessionText.sentence(session)) }
        }
    }
}
