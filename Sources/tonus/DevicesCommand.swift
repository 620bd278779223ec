// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import StreamAPI
import TonusClient

struct DevicesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devices", abstract: "Tell which perineometers the daemon has seen.")

    @OptionGroup var connection: ConnectionOptions

    @Flag(help: "Print a JSON array of devices.")
    var json = false

    func run() throws {
        try connection.withConnection { tonus throws(ClientError) in
            let devices = try tonus.status().devices.map(\.description)
            if json {
                printJSON(devices.filter { $0.serial != nil })
            } else {
                print(devices.flatMap(StatusText.device).joined(separator: "\n"))
            }
        }
    }
}
