// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Glibc
import StreamAPI
import TonusClient

struct LatencyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "latency",
        abstract: "Show how long samples take from the probe to a program, and which part of the way costs what.",
        discussion: """
            The way of a packet has four hops; each begins where the one before it ends:

              device    from the conversion of its newest sample until this machine's
                        USB thread has the packet, beyond what the fastest packets take
              ring      until the pipeline's thread takes it up
              pipeline  until its frames can be read: checked, filtered, judged
              socket    until a client's socket has taken it, once for every client
              total     from conversion to the client's socket

            The probe's clock is fitted to the fastest packets; what even those take is within the clock's uncertainty \
            (tonus status). ring tells how busy the machine is. A client that reads slowly shows in socket.

            "99 %  70 µs" means: of a hundred packets, one took longer. A long tail with a short median points to a machine \
            without real-time priority (tonus doctor) or to a client that pauses. share is the hop's part of the mean.

            Where no client takes samples, this command becomes one for \(Int(measuredSeconds)) s. --watch goes on, \
            once a second, until Ctrl-C. What a program does with a sample afterwards is its own, and so is the filter's \
            delay, which tonus status tells.
            """)

    @OptionGroup var connection: ConnectionOptions

    @Flag(help: "Print the figures as JSON, in seconds; with --watch one object a line.")
    var json = false

    @Flag(help: "Go on, once a second.")
    var watch = false

    private static let measuredSeconds = 3.0

    func run() throws {
        try connection.withConnection { tonus throws(ClientError) in
            let isUnwatched = try tonus.status().devices.contains(where: lacksSocket)
            if watch || isUnwatched {
                if !json, !watch { printError("Measuring for \(Int(Self.measuredSeconds)) s ...\n") }
                for device in try tonus.status().devices where device.description.state == "streaming" {
                    try tonus.subscribe(SubscribeParams(streams: [.samples], device: device.description.serial))
                }
                try Self.read(tonus, seconds: watch ? 1 : Self.measuredSeconds)
            }
            repeat {
                show(try tonus.status().devices)
                if watch { try Self.read(tonus, seconds: 1) }
            } while watch
        }
    }

    private func lacksSocket(_ device: Status.Device) -> Bool {
        device.description.state == "streaming" && device.latency?.recent.hops[.socket] == nil
    }

    /// Takes what comes and throws it away: it is only to be on its way.
    private static func read(_ tonus: TonusConnection, seconds: Double) throws(ClientError) {
        let end = Monotonic.seconds() + seconds
        while case let left = end - Monotonic.seconds(), left > 0 { _ = try tonus.next(within: left) }
    }

    private func show(_ devices: [Status.Device]) {
        if json {
            let reports = devices.map {
                Report(
                    serial: $0.description.serial, simulated: $0.description.simulated, latency: $0.latency)
            }
            if watch { printJSONLine(reports) } else { printJSON(reports) }
            return
        }
        let lines = devices.flatMap { LatencyText.lines($0, columns: Terminal.columns()) + [""] }.dropLast()
        // Home, each line to its end, and what is below: without a blank moment in between.
        let redraw = watch && isatty(STDOUT_FILENO) == 1
        print(
            (redraw ? "\u{1B}[H" : "") + lines.map { $0 + (redraw ? "\u{1B}[K" : "") + "\n" }.joined()
                + (redraw ? "\u{1B}[J" : watch ? "\n" : ""), terminator: "")
        fflush(nil)
    }

    private struct Report: Encodable {
        var serial: String?
        var simulated: Bool
        var latency: Latency?
    }
}
