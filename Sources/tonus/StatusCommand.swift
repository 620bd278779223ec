// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import StreamAPI
import TonusClient

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Tell how the daemon, the perineometer and the stream are.")

    @OptionGroup var connection: ConnectionOptions

    @Flag(help: "Print the daemon's reply as JSON.")
    var json = false

    func run() throws {
        try connection.withConnection { tonus throws(ClientError) in
            let status = try tonus.status()
            if json { printJSON(status) } else { print(StatusText.lines(status).joined(separator: "\n")) }
        }
    }
}
