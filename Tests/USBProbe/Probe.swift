// SPDX-License-Identifier: Apache-2.0
import Glibc
import PerineometerDriver
import Synchronization

/// A host for the USB leaf, driven by lines: the driver tests run it under umockdev in a process of its own.
///
/// It prints `arrived N` and `departed N` as they happen, and one line that begins with `ok` or `error` for each command:
/// `open [N]`, `control NAME [VALUE]`, `start`, `recover restart|reset`, `stats`, `close`, `interrupt-in
/// MILLISECONDS`, `quit`.
final class Probe: Sendable {
    private let source = USBDeviceSource()
    private let lastArrival = Atomic<UInt64>(0)
    private let state = Mutex(State())
    private let interrupter = Mutex<NamedThread?>(nil)

    private struct State: ~Copyable {
        var transport: USBTransport?
        var reception: Reception?
    }

    func run() {
        do throws(TransportError) {
            try source.start { [self] notice in
                switch notice {
                case .arrived(let arrival):
                    lastArrival.store(arrival.address.value, ordering: .sequentiallyConsistent)
                    say("arrived \(arrival.address.value) \(arrival.serial ?? "-") \(word(arrival.location))")
                case .departed(let address): say("departed \(address.value)")
                }
            }
        } catch {
            say("error \(error)")
            return
        }
        say("ready")
        while let line = readLine(), line != "quit" {
            do throws(TransportError) {
                say("ok \(try answer(line.split(separator: " ").map(String.init)))")
            } catch {
                say("error \(error)")
            }
        }
        _ = close()
        interrupter.withLock { $0.take() }?.join()
        source.stop()
        say("ok")
    }

    private func answer(_ words: [String]) throws(TransportError) -> String {
        switch (words.first, words.dropFirst().first) {
        case ("open", let address): try open(address.flatMap { UInt64($0) })
        case ("control", let name?): try control(name, value: words.count > 2 ? UInt8(words[2]) ?? 0 : 0)
        case ("start", _): try start()
        case ("stats", _): stats()
        case ("close", _): close()
        case ("interrupt-in", let milliseconds?): interrupt(in: UInt32(milliseconds) ?? 0)
        case ("recover", "restart"): recover(by: .restartTransfers)
        case ("recover", "reset"): recover(by: .resetDevice)
        default: throw .failed(operation: "Reading the command", reason: "unknown: \(words)")
        }
    }

    private func open(_ address: UInt64?) throws(TransportError) -> String {
        let address = address ?? lastArrival.load(ordering: .sequentiallyConsistent)
        let transport = try source.openUSB(DeviceAddress(address))
        state.withLock { $0.transport = transport }
        let identity = transport.identity
        return "serial=\(identity.serial) location=\(word(identity.location)) "
            + "manufacturer=\(word(identity.manufacturer)) product=\(word(identity.product))"
    }

    private func control(_ name: String, value: UInt8) throws(TransportError) -> String {
        let requests: [String: ControlRequest] = [
            "capabilities": .getCapabilities, "calibration": .getCalibration, "status": .getStatus,
            "start": .start(samplesPerPacket: value), "stop": .stop, "rate": .setRate(index: value),
            "pattern": .setTestPattern(value),
        ]
        guard let request = requests[name] else {
            throw .failed(operation: "Reading the command", reason: "unknown request \(name)")
        }
        return try opened().control(request).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private func start() throws(TransportError) -> String {
        let transport = try opened()
        try state.withLock { state throws(TransportError) in
            let reception = Reception()
            try transport.startReceiving(into: reception.sink)
            state.reception = consume reception
        }
        return ""
    }

    /// Lets the next command run into an interruption.
    private func interrupt(in milliseconds: UInt32) -> String {
        let thread = NamedThread("interrupter") { [source] in
            usleep(milliseconds * 1000)
            source.interrupt()
        }
        interrupter.withLock { $0 = thread }
        return ""
    }

    private func recover(by measure: RecoveryMeasure) -> String {
        state.withLock { $0.transport?.recover(by: measure) }
        return ""
    }

    private func stats() -> String { state.withLock { Self.stats(&$0) } }

    private static func stats(_ state: inout State) -> String {
        let counts = state.transport?.usbTransferCounts ?? USBTransferCounts()
        let tally = state.reception?.empty() ?? Reception.Tally()
        let ended = state.reception?.sink.ended.map { word("\($0)") } ?? "no"
        let recoveries = (
            count: state.reception?.sink.recoveryCount ?? 0,
            now: state.reception?.sink.recovery.map { word("\($0)") } ?? "no",
            last: state.reception?.sink.lastRecovery.map { word("\($0)") } ?? "no"
        )
        let values: [(String, any CustomStringConvertible)] = [
            ("packets", tally.packets), ("gaps", tally.gaps), ("shortest", tally.shortest),
            ("unreadable", tally.unreadable), ("backwards", tally.backwards),
            ("digest", String(tally.digest, radix: 16)), ("dropped", tally.dropped), ("ended", ended),
            ("completed", counts.completed), ("cancelled", counts.cancelled), ("stalled", counts.stalled),
            ("failed", counts.failed), ("overflowed", counts.overflowed), ("disconnected", counts.disconnected),
            ("refused", counts.refusedBySystem), ("restarts", counts.restarts),
            ("resets", counts.resets), ("recoveries", recoveries.count), ("recovering", recoveries.now),
            ("last-recovery", recoveries.last),
        ]
        return values.map { "\($0)=\($1)" }.joined(separator: " ")
    }

    /// Closes the device and answers with the last account.
    private func close() -> String {
        state.withLock { state in
            state.transport?.close()
            let last = Self.stats(&state)
            state = State()
            return last
        }
    }

    private func opened() throws(TransportError) -> USBTransport {
        guard let transport = state.withLock({ $0.transport }) else { throw .disconnected }
        return transport
    }
}

/// A text as one word.
private func word(_ text: String) -> String { text.replacing(" ", with: "_") }

/// Prints a line at once and in one piece, from any thread.
private func say(_ line: String) {
    var line = line + "\n"
    line.withUTF8 { _ = write(STDOUT_FILENO, $0.baseAddress, $0.count) }
}
