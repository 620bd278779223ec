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

    func run() throws {
        let end = seconds.map { Monotonic.seconds() + $0 }
        let isTerminal = isatty(STDOUT_FILENO) == 1
        // The shell's prompt belongs on a line of its own.
        if isTerminal, !json { Terminal.endLineOnInterrupt() }
        var view = WatchView(isTerminal: isTerminal)
        try connection.withConnection { tonus throws(ClientError) in
            // A person wants to see now: what could not be shown in time is skipped, and said. A program wants all.
            let isLive = lookback == 0 && !json
            let params = SubscribeParams(
                streams: [.samples, .contractions, .device], delivery: isLive ? .latest : .every, lookback: lookback,
                rate: rate.map(Double.init), device: device)
            if json {
                try tonus.subscribe(params)
                try passOn(tonus, until: end)
            } else {
                try show(tonus, params, in: &view, until: end)
            }
        }
        view.finish()
    }

    private func passOn(_ tonus: TonusConnection, until end: Double?) throws(ClientError) {
        while let wait = Self.wait(until: end, atMost: 1) {
            if let line = try tonus.nextLine(within: wait) { printLine(line) }
        }
    }

    /// Shows the stream; when the daemon goes, waits for it to come back, as a person would.
    private func show(
        _ first: TonusConnection, _ params: SubscribeParams, in view: inout WatchView, until end: Double?
    ) throws(ClientError) {
        var tonus: TonusConnection? = first
        try first.subscribe(params)
        view.begin(first.hello)
        while let wait = Self.wait(until: end, atMost: 0.1) {
            if let current = tonus {
                do throws(ClientError) {
                    if let event = try current.next(within: wait) { view.take(event) }
                } catch {
                    switch error {
                    case .closed: break
                    // Too slow for a while: that may be over.
                    case .dismissed(let bye) where bye.reason == Bye.Reason.evicted.rawValue: break
                    default: throw error
                    }
                    view.end()
                    tonus = nil
                }
            } else {
                usleep(UInt32(wait * 1e6))
                tonus = try connection.reconnect()
                if let tonus {
                    try tonus.subscribe(params)
                    view.begin(tonus.hello)
                }
            }
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
