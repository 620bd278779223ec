// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import StreamAPI
import TonusClient

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Tell how the daemon, the perineometer and the stream are.",
        discussion: """
            With --prometheus: counters, states and latencies as metrics in Prometheus' text format, for node_exporter's \
            textfile collector or a look. No pressure is among them (docs/monitoring.md).
            """)

    @OptionGroup var connection: ConnectionOptions

    @Flag(help: "Print the daemon's reply as JSON.")
    var json = false

    @Flag(help: "Print metrics in Prometheus' text format.")
    var prometheus = false

    func validate() throws {
        if json, prometheus { throw ValidationError("--json and --prometheus: give one of them") }
    }

    func run() throws {
        try connection.withConnection { tonus throws(ClientError) in
            let status = try tonus.status()
            if prometheus {
                print(PrometheusText.render(status), terminator: "")
            } else if json {
                printJSON(status)
            } else {
                print(StatusText.lines(status).joined(separator: "\n"))
            }
        }
    }
}
