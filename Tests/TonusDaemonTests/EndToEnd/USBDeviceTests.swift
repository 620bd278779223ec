// SPDX-License-Identifier: Apache-2.0
import ChildPrograms
import Foundation
import StreamAPI
import Testing
import TonusClient

/// The daemon as it is shipped, without --simulate, on the real libusb: only the kernel is stood in for, by umockdev.
@Suite(.enabled(if: EmulatedUSBDaemon.emulatorPath != nil, "needs the emulated USB perineometer: run `make test`"))
struct USBDeviceTests {
    @Test func theDaemonWaitsForAProbeAndStreamsFromItOnceItIsPluggedIn() throws {
        try EmulatedUSBDaemon.run { bus, tonus in
            #expect(try tonus.status().device.state == "absent")
            try tonus.subscribe(SubscribeParams(streams: [.samples, .contractions, .device]))
            _ = try bus.emulator.ask("plug")
            // Packet by packet and not by the clock: on a busy machine some would be lost, and after a gap the resting level
            // is learned anew, perhaps from a squeeze.
            try bus.awaitState("streaming", tonus)
            for _ in 0..<4 { _ = try bus.emulator.ask("emit 5000") }
            var states: [String] = []
            var samples = 0
            var contraction: ContractionMessage?
            try wait(for: "samples and a contraction from the USB device; states \(states)") {
                switch try tonus.next(within: 1) {
                case .device(let message): states.append(message.device.state)
                case .samples(let columns): samples += columns.pressure.count
                case .contraction(let message) where message.phase == .ended: contraction = message
                default: break
                }
                return contraction != nil
            }
            #expect(Array(states.drop { $0 == "absent" }.prefix(2)) == ["opening", "streaming"])
            #expect(try tonus.status().stream.gaps == 0)
            #expect(samples > 0)
            let amplitude = try #require(contraction?.amplitude)
            #expect((15...25).contains(amplitude), "the emulated squeezes have 20 cmH2O, found \(amplitude)")
            let device = try tonus.status().device
            #expect(device.location?.contains("usb") == true)
            #expect(device.simulated, "an emulated probe must say that no body is involved")
        }
    }

    @Test func theTestPatternsArriveBitForBitAndTheStreamResumes() throws {
        try EmulatedUSBDaemon.run { bus, tonus in
            _ = try bus.emulator.ask("plug")
            _ = try bus.emulator.ask("rate 4")
            try bus.awaitState("streaming", tonus)
            let result: SelfTestResult = try tonus.call(SelfTestParams.method, SelfTestParams(), within: patience)
            // The emulated device keeps time by the wall clock, so on a busy machine it may lose packets or be late, and the
            // test says so. What does arrive has to be right in every bit.
            #expect(["passed", "failed"].contains(result.verdict), "\(result.reason)")
            #expect(result.patterns.map(\.pattern) == ["ramp", "extremes"])
            for pattern in result.patterns {
                #expect(pattern.packets > 0)
                #expect(pattern.mismatches == 0, "\(result.reason)")
                #expect(pattern.corrupt == 0, "\(result.reason)")
            }
            let before = try tonus.status().stream.samples
            try wait(for: "samples after the test") { try tonus.status().stream.samples > before }
        }
    }

    @Test func everyPacketThatTheDeviceMakesArrivesOnce() throws {
        try EmulatedUSBDaemon.run { bus, tonus in
            try tonus.subscribe(SubscribeParams(streams: [.samples, .device]))
            _ = try bus.emulator.ask("plug")
            try bus.awaitState("streaming", tonus)
            _ = try bus.emulator.ask("emit 5000")
            try wait(for: "5000 packets") { try tonus.status().stream.packets >= 5000 }
            let stream = try tonus.status().stream
            #expect(stream.packets == 5000)
            #expect(stream.gaps == 0)
            #expect(stream.corrupt == 0)
            #expect(stream.duplicate == 0)
        }
    }

    @Test func faultsOnTheWireAreCountedAndTheStreamGoesOn() throws {
        try EmulatedUSBDaemon.run { bus, tonus in
            _ = try bus.emulator.ask("plug")
            try bus.awaitState("streaming", tonus)
            try tonus.subscribe(SubscribeParams(streams: [.samples]))
            var made = 0
            var lost = 0
            func emit(_ packets: Int) throws {
                _ = try bus.emulator.ask("emit \(packets)")
                made += packets
                try wait(for: "\(made - lost) packets") {
                    try tonus.status().stream.packets == UInt64(made - lost)
                }
            }
            for (fault, dropped) in [
                ("stall", 0), ("proto 3", 0), ("overflow 2", 0), ("corrupt 4", 0), ("drop 5", 5), ("short 9", 0),
            ] {
                try emit(50)
                _ = try bus.emulator.ask("inject \(fault)")
                lost += dropped
                try emit(50)
            }
            try emit(100)
            let stream = try tonus.status().stream
            let samplesPerPacket: UInt64 = 2
            let usb = try #require(try tonus.status().usb)
            #expect(usb.failed == 3)
            #expect(usb.overflowed == 2)
            #expect(usb.stalled >= 1)
            // One for the stall; where the machine pauses between two bursts, the watchdog takes a stall to be likely too.
            #expect(usb.restarts >= 1)
            #expect(stream.corrupt == 5, "4 with a wrong bit, 1 cut short")
            #expect(stream.missing == samplesPerPacket * 10, "5 dropped, 5 corrupt")
            #expect(stream.samples + stream.missing == samplesPerPacket * UInt64(made))
        }
    }

    @Test func unpluggingIsToldAndPluggingInAgainGoesOn() throws {
        try EmulatedUSBDaemon.run { bus, tonus in
            try tonus.subscribe(SubscribeParams(streams: [.samples, .device]))
            var lastIndex: UInt64?
            for _ in 0..<3 {
                _ = try bus.emulator.ask("plug")
                _ = try bus.emulator.ask("rate 1")
                var isStreaming = false
                var received = 0
                try wait(for: "samples after plugging in") {
                    switch try tonus.next(within: 1) {
                    case .device(let message): isStreaming = message.device.state == "streaming"
                    case .samples(let samples):
                        if let lastIndex { #expect(samples.index > lastIndex) }
                        lastIndex = samples.index
                        received += samples.pressure.count
                    default: break
                    }
                    return isStreaming && received > 100
                }
                _ = try bus.emulator.ask("unplug")
                var states: [String] = []
                try wait(for: "the device to be gone") {
                    if case .device(let message)? = try tonus.next(within: 1) {
                        states.append(message.device.state)
                        if message.device.state == "gone" {
                            #expect(message.device.reason == "The perineometer was unplugged.")
                        }
                    }
                    // On a busy machine it may be silent for a moment before.
                    return states.suffix(2) == ["gone", "absent"]
                }
            }
        }
    }

    @Test func aProbeThatCannotBeOpenedIsExplainedAndTriedAgain() throws {
        try EmulatedUSBDaemon.run { bus, tonus in
            _ = try bus.emulator.ask("inject claim-errno \(EBUSY)")
            try tonus.subscribe(SubscribeParams(streams: [.device]))
            _ = try bus.emulator.ask("plug")
            var explained: DeviceDescription?
            var isStreaming = false
            try wait(for: "an explanation, then success") {
                if case .device(let message)? = try tonus.next(within: 1) {
                    if message.device.state == "unavailable" { explained = message.device }
                    isStreaming = message.device.state == "streaming"
                }
                return isStreaming
            }
            #expect(explained?.reason?.contains("Another program") == true)
            #expect(explained?.hint?.contains("retries by itself") == true)
        }
    }
}

/// The daemon on an emulated USB bus of its own.
struct EmulatedUSBDaemon {
    let emulator: LineChild

    static let emulatorPath = ProcessInfo.processInfo.environment["TONUS_USB_EMULATOR"]

    static func run(_ test: (EmulatedUSBDaemon, TonusConnection) throws -> Void) throws {
        let emulator = try LineChild(try #require(emulatorPath), arguments: ["pty"])
        let root = try emulator.next("ready ").dropFirst("ready ".count)
        let folder = try TemporaryFolder()
        let daemon = try RunningProgram(
            "tonusd", ["--socket", folder.socket],
            environment: ["LD_PRELOAD": "libumockdev-preload.so.0", "UMOCKDEV_DIR": String(root)])
        try wait(for: "the daemon's socket: \(daemon.standardError)") {
            (try? TonusConnection(path: folder.socket)) != nil
        }
        try test(EmulatedUSBDaemon(emulator: emulator), try TonusConnection(path: folder.socket))
        // The daemon first: it would not survive its bus.
        daemon.send(SIGTERM)
        #expect(try daemon.exitCode() == 0)
        #expect(try emulator.quit() == 0)
    }

    func awaitState(_ state: String, _ tonus: TonusConnection) throws {
        try wait(for: "the device to be \(state)") { try tonus.status().device.state == state }
    }
}
