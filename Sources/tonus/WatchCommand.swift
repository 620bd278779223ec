// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Glibc
import StreamAPI
import TonusClient

struct WatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Show pressure and contractions as they happen.",
        discussion: """
            In a terminal: a moving bar, and a line when a contraction begins and when it lets go. In a pipe: plain lines, \
            twice a second. With --json: the daemon's own messages, one a line. Ctrl-C ends it.
            """)

    @OptionGroup var connection: ConnectionOptions

    @Flag(help: "Print the daemon's messages as they come, one JSON object a line.")
    var json = false

    @Option(help: ArgumentHelp("Stop after so many seconds.", valueName: "SECONDS"))
    var seconds: Double?

    @Option(help: ArgumentHelp("Begin with the last so many seconds (0 to 120).", valueName: "SECONDS"))
    var lookback: Double = 0

    func validate() throws {
        if let seconds, !(seconds > 0) { throw ValidationError("--seconds \(seconds): give a number above 0") }
        guard (0...ProtocolLimits.lookbackSeconds).contains(lookback) else {
            throw ValidationError("--lookback \(lookback): give 0 to \(Int(ProtocolLimits.lookbackSeconds)) seconds")
        }
    }

    func run() throws {
        let end = seconds.map { Monotonic.seconds() + $0 }
        try connection.withConnection { tonus throws(ClientError) in
            try tonus.subscribe(
                SubscribeParams(streams: [.samples, .contractions, .device], lookback: lookback))
            if json {
                try passOn(tonus, until: end)
            } else {
                try show(tonus, until: end)
            }
        }
    }

    private func passOn(_ tonus: TonusConnection, until end: Double?) throws(ClientError) {
        while let wait = Self.wait(until: end, atMost: 1) {
            if let line = try tonus.nextLine(within: wait) { printLine(line) }
        }
    }

    private func show(_ tonus: TonusConnection, until end: Double?) throws(ClientError) {
        var view = WatchView(isTerminal: isatty(STDOUT_FILENO) == 1)
        defer { view.finish() }
        while let wait = Self.wait(until: end, atMost: 0.1) {
            let event = try tonus.next(within: wait)
            if let event { view.take(event) }
            view.refresh(now: Monotonic.seconds())
        }
    }

    /// How long to wait for the next message, or nil when the time is up.
    private static func wait(until end: Double?, atMost limit: Double) -> Double? {
        guard let end else { return limit }
        let left = end - Monotonic.seconds()
        return left > 0 ? min(left, limit) : nil
    }
}

enum Monotonic {
    static func seconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

enum Terminal {
    /// The width of the terminal, 80 where it does not tell.
    static func columns() -> Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }
}
