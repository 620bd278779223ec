// SPDX-License-Identifier: Apache-2.0
internal import DeviceProtocol

extension DeviceCommand {
    struct Entry: Sendable {
        var names: [String]
        var usage: String
        var summary: String
        /// Makes the command of its argument; nil where the argument does not suit.
        var parse: @Sendable (String?) -> DeviceCommand?
    }

    static let catalogue: [Entry] = [
        plain("unplug", .unplug, "pull the device out"),
        plain("plug", .plug, "plug it in again; everything in it starts anew"),
        plain("stall", .stall, "halt the samples endpoint until it is cleared"),
        counted("eproto", "polls fail on the bus") { .garble($0) },
        counted("overflow", "polls bring more than fits") { .overflow($0) },
        Entry(names: ["short"], usage: "short N", summary: "the next packet is cut to N bytes, 0 to 63") { text in
            number(text, in: 0...63).map { .inject(.truncate(to: $0), 1) }
        },
        plain("zlp", .inject(.truncate(to: 0), 1), "the next packet comes empty"),
        counted("corrupt", "packets have a wrong byte") { .inject(.corruptByte(14), $0) },
        Entry(names: ["jump"], usage: "jump N", summary: "N sequence numbers are left out, 1 to 32767") { text in
            number(text, in: 1...32_767).map { .inject(.sequenceJump(by: UInt16($0)), 1) }
        },
        Entry(
            names: ["clock-step"], usage: "clock-step MICROSECONDS", summary: "its clock jumps; may be negative"
        ) { text in
            number(text, in: -1_000_000_000_000...1_000_000_000_000)
                .map { .inject(.clockStep(microseconds: Int64($0)), 1) }
        },
        Entry(
            names: ["drift"], usage: "drift PPM",
            summary: "its oscillator is too fast by so much; 0 ends it"
        ) { text in
            number(text, in: -DevicePace.driftLimit...DevicePace.driftLimit).map { .drift(partsPerMillion: $0) }
        },
        Entry(names: ["freeze"], usage: "freeze SECONDS", summary: "answer no poll for so long; samples go on") {
            text in microseconds(text).map { .inject(.freeze(microseconds: $0), 1) }
        },
        Entry(
            names: ["reboot", "reset-device"], usage: "reboot", summary: "its firmware restarts, as after a watchdog"
        ) { $0 == nil ? .inject(.reboot, 1) : nil },
        Entry(
            names: ["over-range"], usage: "over-range [SECONDS]", summary: "pressure beyond the converter, for 1 s"
        ) { text in microseconds(text ?? "1").map { .inject(.overRange(microseconds: $0), 1) } },
        Entry(
            names: ["firmware"], usage: "firmware MAJOR.MINOR.PATCH", summary: "its version from the next plug on"
        ) { text in version(text).map { .firmware($0) } },
        Entry(
            names: ["protocol"], usage: "protocol MAJOR",
            summary: "its protocol, by its page, from the next plug on"
        ) { text in number(text, in: 0...255).map { .protocolMajor(UInt8($0)) } },
        Entry(
            names: ["interface-protocol"], usage: "interface-protocol MAJOR",
            summary: "that of its descriptors, from the next plug on"
        ) { text in number(text, in: 0...255).map { .interfaceProtocol(UInt8($0)) } },
        Entry(
            names: ["bad-calibration"], usage: "bad-calibration [off]",
            summary: "damage that page from the next plug on"
        ) { text in text == nil ? .damagedCalibration(true) : text == "off" ? .damagedCalibration(false) : nil },
        plain("stats", .stats, "tell what has passed"),
        plain("quit", .quit, "detach and end"),
    ]

    private static func plain(_ name: String, _ command: DeviceCommand, _ summary: String) -> Entry {
        Entry(names: [name], usage: name, summary: summary) { $0 == nil ? command : nil }
    }

    private static func counted(
        _ name: String, _ summary: String, _ make: @escaping @Sendable (Int) -> DeviceCommand
    ) -> Entry {
        Entry(names: [name], usage: "\(name) [N]", summary: "the next N (1) \(summary)") { text in
            number(text ?? "1", in: 1...10_000).map(make)
        }
    }

    private static func number(_ text: String?, in range: ClosedRange<Int>) -> Int? {
        guard let text, let number = Int(text), range.contains(number) else { return nil }
        return number
    }

    /// A span of at most a day.
    private static func microseconds(_ text: String?) -> UInt64? {
        guard let text, let seconds = Double(text), seconds >= 0, seconds <= 86_400 else { return nil }
        return UInt64(seconds * 1e6)
    }

    private static func version(_ text: String?) -> FirmwareVersion? {
        guard let parts = text?.split(separator: ".", omittingEmptySubsequences: false), parts.count == 3,
            let major = UInt8(parts[0]), let minor = UInt8(parts[1]), let patch = UInt8(parts[2])
        else { return nil }
        return FirmwareVersion(major: major, minor: minor, patch: patch)
    }
}
