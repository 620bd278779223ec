// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Glibc
import StreamAPI
import TonusClient

struct TopCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "top",
        abstract: "Watch a perineometer and the daemon on a full screen.",
        discussion: """
            The pressure at the pelvic floor as it moves, the resting level, contractions as they come and go; below that \
            what was lost on the way, how long samples take, clients, and what the daemon takes of the machine.

            Keys: q quits, p freezes the picture (the numbers stay live), tab goes to the next perineometer, ? explains.

            Needs a terminal of \(TopScreen.smallest.columns) by \(TopScreen.smallest.rows). When the daemon goes, it \
            waits and connects again by itself. NO_COLOR=1 leaves the colours out. In a pipe, or where a terminal can do \
            less, use tonus watch.
            """)

    @OptionGroup var connection: ConnectionOptions

    @Option(
        help: ArgumentHelp(
            "Which perineometer (default: the first that is plugged in); tonus devices lists them.", valueName: "SERIAL"
        ))
    var device: String?

    private static let frameSeconds = 0.1
    private static let statusSeconds = 1.0

    func run() throws {
        if let obstacle = TopTerminal.obstacle(environment: { getenv($0).map { String(cString: $0) } }) {
            printError("tonus: \(obstacle)\n  Use `tonus watch`, which works anywhere.\n")
            throw ExitCode(64)  // EX_USAGE
        }
        var end: Int32?
        try connection.withConnection { tonus throws(ClientError) in
            let terminal = TopTerminal(colours: getenv("NO_COLOR").map { $0.pointee == 0 } ?? true)
            guard terminal.enter() else {
                throw .system(operation: "Setting up the terminal", reason: String(cString: strerror(errno)))
            }
            defer { terminal.leave() }
            var session = TopSession(
                connection: connection, serial: device, state: TopState(utcOffset: Self.utcOffset()))
            try session.begin(tonus)
            end = try show(&session, on: terminal)
        }
        // As a shell expects of a program that a signal ended.
        if let end { throw ExitCode(128 + end) }
    }

    /// Returns the signal that ended it; nil where a key did.
    private func show(_ session: inout TopSession, on terminal: TopTerminal) throws(ClientError) -> Int32? {
        var statusDue = 0.0
        while true {
            let due = Monotonic.seconds() + Self.frameSeconds
            if session.isConnected {
                if Monotonic.seconds() >= statusDue {
                    statusDue = Monotonic.seconds() + Self.statusSeconds
                    try session.askStatus()
                }
                try session.read(until: due)
            } else {
                try session.reconnect()
            }
            guard let keys = terminal.keys(within: max(0, session.isConnected ? 0 : due - Monotonic.seconds())) else {
                return nil
            }
            for key in keys {
                switch key {
                case .quit: return nil
                case .freeze: session.state.toggleFreeze(now: Monotonic.seconds())
                case .help: session.state.showsHelp.toggle()
                case .next: try session.showNext()
                }
            }
            if let signal = terminal.endAskedFor() { return signal }
            let (columns, rows) = terminal.size
            let screen = TopScreen(state: session.state, columns: columns, rows: rows, now: Monotonic.seconds())
            guard terminal.draw(screen.lines(), columns: columns, rows: rows) else { return nil }
        }
    }

    private static func utcOffset() -> Int {
        var now = time(nil)
        var local = tm()
        localtime_r(&now, &local)
        return local.tm_gmtoff
    }
}
