// SPDX-License-Identifier: Apache-2.0
import ChildPrograms
import DeviceProtocol
import Foundation
import Testing

/// A USB bus with an emulated perineometer (Tests/USBEmulator), and the USB leaf on it in a process of its own
/// (Tests/USBProbe).
struct EmulatedBus {
    let emulator: LineChild
    let probe: LineChild

    /// The program that emulates the device, where the tests were told of it.
    static let emulatorPath = ProcessInfo.processInfo.environment["TONUS_USB_EMULATOR"]

    /// How the device node can be polled; hosts meet both.
    enum Node: String, CaseIterable {
        case pty
        case fifo
    }

    /// Runs a test on a bus of its own, takes both processes down and expects them to end well.
    ///
    /// - Parameters:
    ///   - node: the kind of device node.
    ///   - before: runs before the host starts.
    ///   - test: runs once the host watches the bus.
    /// - Throws: what `before` or `test` throws, or why a process could not be started or ended.
    static func run(
        _ node: Node = .pty, before: (LineChild) throws -> Void = { _ in }, _ test: (EmulatedBus) throws -> Void
    ) throws {
        let emulator = try LineChild(try #require(emulatorPath), arguments: [node.rawValue])
        let root = try emulator.next("ready ").dropFirst("ready ".count)
        try before(emulator)
        let executables = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        let probe = try LineChild(
            executables.appendingPathComponent("usb-probe").path,
            environment: ["LD_PRELOAD": "libumockdev-preload.so.0", "UMOCKDEV_DIR": String(root)])
        _ = try probe.next("ready")
        try test(EmulatedBus(emulator: emulator, probe: probe))
        // The host first: it would not survive its bus.
        #expect(try probe.quit() == 0)
        #expect(try emulator.quit() == 0)
    }

    func plug() throws {
        #expect(try emulator.ask("plug").hasPrefix("ok"))
        _ = try probe.next("arrived")
    }

    func unplug() throws {
        #expect(try emulator.ask("unplug") == "ok")
        _ = try probe.next("departed")
    }

    /// Plugs in, opens, and lets packets flow; the device makes them only when told to emit.
    func stream() throws {
        try plug()
        try reopen()
    }

    /// Opens the device that is plugged in, and lets packets flow.
    func reopen() throws {
        for command in ["open", "start", "control start"] {
            let answer = try probe.ask(command)
            try #require(answer.hasPrefix("ok"), "\(command)")
        }
    }

    func emit(_ packets: Int) throws { #expect(try emulator.ask("emit \(packets)") == "ok") }

    func inject(_ fault: String) throws { #expect(try emulator.ask("inject \(fault)") == "ok") }

    /// What the device says of itself, asked over the bus.
    func status() throws -> DeviceStatus { try DeviceStatus(decoding: hexadecimal(try probe.ask("control status"))) }

    func probeStats() throws -> Stats { Stats(try probe.ask("stats")) }

    func emulatorStats() throws -> Stats { Stats(try emulator.ask("stats")) }

    /// How many packets are missing that the device did not have to throw away itself because nobody asked it in time: of
    /// a device that follows the wall clock a busy machine may lose some, its driver none.
    func packetsLostByTheHost() throws -> Int {
        let received = try probeStats()
        return max(0, received["gaps"] - (try emulatorStats()["lost-samples"]))
    }

    /// Waits until a condition on the probe's counts holds.
    func wait(until condition: (Stats) -> Bool) throws -> Stats { try Self.wait(for: probeStats, until: condition) }

    /// Waits until the device has seen all handles closed: of a close it hears a little later, unlike of a request.
    func waitUntilClosed() throws { _ = try Self.wait(for: emulatorStats) { $0["files"] == 0 } }

    private static func wait(for stats: () throws -> Stats, until condition: (Stats) -> Bool) throws -> Stats {
        let deadline = Date(timeIntervalSinceNow: LineChild.patience)
        while true {
            let stats = try stats()
            if condition(stats) { return stats }
            guard Date() < deadline else { throw LineChild.Silence(description: "it never came to pass: \(stats)") }
            Thread.sleep(forTimeInterval: 0.005)
        }
    }
}

/// The bytes of a reply, which the probe tells in hexadecimal digits.
func hexadecimal(_ answer: String) -> [UInt8] {
    let digits = Array(answer.dropFirst("ok ".count).utf8)
    return stride(from: 0, to: digits.count - 1, by: 2).compactMap { index in
        UInt8(String(decoding: digits[index...index + 1], as: UTF8.self), radix: 16)
    }
}

/// One line of `NAME=VALUE`.
struct Stats: CustomStringConvertible {
    let description: String
    private let values: [Substring: Substring]

    init(_ line: String) {
        description = line
        let pairs = line.split(separator: " ").compactMap { word -> (Substring, Substring)? in
            guard let sign = word.firstIndex(of: "=") else { return nil }
            return (word[..<sign], word[word.index(after: sign)...])
        }
        values = Dictionary(pairs) { first, _ in first }
    }

    /// A number, or -1 where there is none of the name.
    subscript(_ name: String) -> Int { values[name[...]].flatMap { Int($0) } ?? -1 }

    func text(_ name: String) -> String { values[name[...]].map(String.init) ?? "" }
}

/// All suites that need the emulator; one test at a time, because each starts two processes.
@Suite(
    .serialized, .timeLimit(.minutes(5)),
    .enabled(if: EmulatedBus.emulatorPath != nil, "TONUS_USB_EMULATOR does not name the emulator; run: make test"))
enum OnEmulatedBus {}
