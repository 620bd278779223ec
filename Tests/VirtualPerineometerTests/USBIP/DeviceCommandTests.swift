// SPDX-License-Identifier: Apache-2.0
import DeviceProtocol
import Testing

@testable import VirtualPerineometer

@Suite struct DeviceCommandTests {
    @Test(
        arguments: [
            ("unplug", .unplug), ("plug", .plug), ("stall", .stall), ("eproto", .garble(1)), ("eproto 3", .garble(3)),
            ("overflow 2", .overflow(2)), ("short 10", .inject(.truncate(to: 10), 1)),
            ("zlp", .inject(.truncate(to: 0), 1)), ("corrupt 4", .inject(.corruptByte(14), 4)),
            ("jump 5", .inject(.sequenceJump(by: 5), 1)),
            ("clock-step -20", .inject(.clockStep(microseconds: -20), 1)), ("drift 200", .drift(partsPerMillion: 200)),
            ("freeze 0.5", .inject(.freeze(microseconds: 500_000), 1)), ("reboot", .inject(.reboot, 1)),
            ("reset-device", .inject(.reboot, 1)),
            ("firmware 2.3.4", .firmware(FirmwareVersion(major: 2, minor: 3, patch: 4))),
            ("protocol 2", .protocolMajor(2)), ("interface-protocol 2", .interfaceProtocol(2)),
            ("bad-calibration", .damagedCalibration(true)), ("bad-calibration off", .damagedCalibration(false)),
            ("over-range", .inject(.overRange(microseconds: 1_000_000), 1)), ("  stats ", .stats), ("quit", .quit),
        ] as [(String, DeviceCommand)])
    func linesAreUnderstood(line: String, command: DeviceCommand) throws {
        #expect(try DeviceCommand(parsing: line) == command)
    }

    @Test(arguments: [
        "short", "short 64", "short -1", "corrupt 0", "eproto x", "jump 40000", "drift 200000", "freeze -1",
        "freeze nan", "firmware 1.2", "firmware 1.2.300", "protocol 256", "bad-calibration on", "plug in", "stall 1 2",
    ])
    func anArgumentThatDoesNotSuitIsAnsweredWithTheRightForm(line: String) throws {
        let error = #expect(throws: DeviceCommand.Mistake.self) { try DeviceCommand(parsing: line) }
        let name = try #require(line.split(separator: " ").first)
        #expect(error?.message.contains("write: \(name)") == true)
    }

    @Test func anUnknownCommandIsAnsweredWithAllThereAre() {
        let error = #expect(throws: DeviceCommand.Mistake.self) { try DeviceCommand(parsing: "explode") }
        for name in ["'explode'", "unplug", "quit"] { #expect(error?.message.contains(name) == true) }
        #expect(throws: DeviceCommand.Mistake.self) { try DeviceCommand(parsing: "") }
    }

    @Test func theHelpNamesEveryCommandWithinALine() {
        let lines = DeviceCommand.help.split(separator: "\n")
        #expect(lines.count == DeviceCommand.catalogue.count)
        for (line, entry) in zip(lines, DeviceCommand.catalogue) {
            #expect(line.contains(entry.usage))
            #expect(line.count <= 80)
        }
    }
}
