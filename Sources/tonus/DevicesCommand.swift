// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import StreamAPI
import TonusClient

struct DevicesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devices", abstract: "Tell which perineometer the daemon uses.")

    @OptionGroup var connection: ConnectionOptions

    @Flag(help: "Print a JSON array of devices.")
    var json = false

    func run() throws {
        try connection.withConnection { tonus throws(ClientError) in
            let device = try tonus.status().device
            if json {
                printJSON(device.serial == nil ? [] : [device])
            } else {
                print(StatusText.device(device).joined(separator: "\n"))
            }
        }
    }
}
