// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import StreamAPI
import TonusClient

struct ZeroCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "zero",
        abstract: "Choose what the pressure counts from.",
        discussion: """
            There are two ways, and they mean different things:

              tonus zero            In air, before the probe is put in. Lay it down, do not touch it or its tube, then \
            zero. Pressures are then over the atmosphere, and the resting pressure can be measured, once the probe has \
            warmed up inside.
              tonus zero --in-situ  With the probe in place and the muscle at rest. Rest is then 0 by definition, and no \
            resting pressure is reported; how far a squeeze rises is.
              tonus zero --clear    Neither: the factory's calibration again.

            Zero in air where you can. Zero again after the tube or the probe was opened. The daemon takes the mean of the \
            last second, and refuses where the last two were not still. Everything after it counts from the new zero, and \
            everybody who watches is told; nothing that was measured before is changed. A zero in air stays with its probe \
            until tonusd stops, also when it is unplugged; one in place is lost then.
            """)

    @OptionGroup var connection: ConnectionOptions

    @Flag(help: "Zero with the probe in place: rest becomes 0.")
    var inSitu = false

    @Flag(help: "Go back to the factory's calibration.")
    var clear = false

    @Option(help: ArgumentHelp("Which perineometer (default: the first).", valueName: "SERIAL"))
    var device: String?

    @Flag(help: "Print the daemon's reply as JSON.")
    var json = false

    func validate() throws {
        if inSitu, clear { throw ValidationError("--in-situ and --clear exclude each other: give one of them") }
    }

    func run() throws {
        try connection.withConnection { tonus throws(ClientError) in
            let state: ZeroParams.State = clear ? .none : inSitu ? .inSitu : .air
            let result: ZeroResult = try tonus.call(ZeroParams.method, ZeroParams(state: state, device: device))
            if json { printJSON(result) } else { print(ZeroText.done(result)) }
        }
    }
}

/// Says a zero in words.
enum ZeroText {
    static func done(_ result: ZeroResult) -> String {
        let label = result.simulated ? " (SIMULATED)" : ""
        switch result.zero.state {
        case "air":
            return
                "Zeroed in air\(label). Pressures are over the atmosphere. Rest can be stated a minute or more after the "
                + "probe is in."
        case "inSitu": return "Zeroed in place\(label). Rest is 0 now; a resting pressure will not be reported."
        default: return "The zero is cleared\(label): pressures count from the factory's calibration."
        }
    }

    /// For `tonus status`.
    static func state(_ zero: DeviceDescription.Zero?) -> String {
        let age = zero?.age.map { ", \(StatusText.duration($0)) ago" } ?? ""
        let temperature = zero?.temperature.map { ", at \(decimal($0, 1)) °C" } ?? ""
        switch zero?.state {
        case "air": return "in air\(age)\(temperature)"
        case "inSitu": return "in place\(age): rest is 0 by definition"
        default: return "none"
        }
    }
}
