// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Glibc
import StreamAPI
import TonusClient

struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Show pressure and contractions as they happen.",
        discussion: """
            In a terminal: a moving bar, and a line when a contraction begins and when it lets go. In a pipe: plain lines, \
            twice a second. With --json: the daemon's messages, one a line. When the daemon is started anew the watching goes \
            on; with --json its hello marks the seam. Ctrl-C ends it.
            """)

    @OptionGroup var connection: ConnectionOptions

    @Flag(help: "Print the daemon's messages as they come, one JSON object a line.")
    var json = false

    @Option(help: ArgumentHelp("Stop after so many seconds.", valueName: "SECONDS"))
    var seconds: Double?

    @Option(help: ArgumentHelp("Begin with the last so many seconds (0 to 120).", valueName: "SECONDS"))
    var lookback: Double = 0

    @Option(
        help: ArgumentHelp(
            "Which perineometer (default: the first that is plugged in); tonus devices lists them.", valueName: "SERIAL"
        ))
    var device: String?

    @Option(
        help: ArgumentHelp(
            "With --json: so many samples a second, a whole number from 1 to the device's own.", valueName: "HZ"))
    var rate: Int?

    func validate() throws {
        // What is shown to a person is blanked when it is old, and a low rate is late.
        if rate != nil, !json { throw ValidationError("--rate goes with --json only") }
        if let seconds, !(seconds > 0) { throw ValidationError("--seconds \(seconds): give a number above 0") }
        guard (0...ProtocolLimits.lookbackSeconds).contains(lookback) else {
            throw ValidationError("--lookback \(lookback): give 0 to \(Int(ProtocolLimits.lookbackSeconds)) seconds")
        }
    }

    func run() async throws {
        let end = seconds.map { Monotonic.seconds() + $0 }
        let isTerminal = isatty(STDOUT_FILENO) == 1
        // The shell's prompt belongs on a line of its own.
        if isTerminal, !json { Terminal.endLineOnInterrupt() }
        // A person wants to see now: what could not be shown in time is skipped, and said. A program wants all.
        let isLive = lookback == 0 && !json
        let params = SubscribeParams(
            streams: [.samples, .contractions, .device], delivery: isLive ? .latest : .every, lookback: lookback,
            rate: rate.map(Double.init), device: device)
        try await connection.withClient { tonus in
            try await tonus.subscribe(params)
            if json {
                while let wait = Self.wait(until: end, atMost: 1) {
                    if let event = try await tonus.next(within: wait) { EventLine.print(event) }
                }
            } else {
                var view = WatchView(isTerminal: isTerminal, hello: tonus.hello)
                while let wait = Self.wait(until: end, atMost: 0.1) {
                    if let event = try await tonus.next(within: wait) { view.take(event) }
                    view.refresh(now: Monotonic.seconds())
                }
                view.finish()
            }
        }
    }

    /// How long to wait for the next message, or nil when the time is up.
    private static func wait(until end: Double?, atMost limit: Double) -> Double? {
        guard let end else { return limit }
        let left = end - Monotonic.seconds()
        return left > 0 ? min(left, limit) : nil
    }
}
