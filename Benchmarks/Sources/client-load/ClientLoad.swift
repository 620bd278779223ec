// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Glibc

/// Measures what many clients, and clients that misbehave, cost the daemon and one client that behaves.
///
///     client-load TONUSD REPORT [SECONDS]     writes the report, a page in Markdown
///     client-load TONUSD - SECONDS CLIENTS STUCK GARBAGE DRIBBLING
///                                             measures one case, and prints it
///     client-load --crowd SOCKET READING STUCK GARBAGE DRIBBLING
///                                             is those clients, until its standard input ends
@main
enum ClientLoad {
    static let simulation = "comfortable-strong,rate=1000,channels=8"

    static func main() throws {
        let arguments = CommandLine.arguments
        signal(SIGPIPE, SIG_IGN)
        if arguments.count == 7, arguments[1] == "--crowd" {
            let counts = arguments[3...].compactMap { Int($0) }
            guard counts.count == 4 else { exit(64) }
            return Crowd(
                socket: arguments[2], reading: counts[0], stuck: counts[1], garbage: counts[2], dribbling: counts[3]
            ).run()
        }
        if arguments.count == 8, let seconds = Double(arguments[3]) {
            let counts = arguments[4...].compactMap { Int($0) }
            guard counts.count == 4 else { exit(64) }
            let row = try measure(
                clients: counts[0], stuck: counts[1], garbage: counts[2], dribbling: counts[3], for: seconds)
            return print(row.text)
        }
        guard arguments.count >= 3 else {
            print("usage: client-load TONUSD REPORT [SECONDS]")
            exit(64)
        }
        let seconds = arguments.count > 3 ? Double(arguments[3]) ?? 20 : 20
        var rows: [Row] = []
        for (clients, stuck, garbage, dribbling) in [
            (1, 0, 0, 0), (1, 1, 0, 0), (64, 0, 0, 0), (64, 1, 0, 0), (256, 0, 0, 0), (256, 1, 0, 0), (64, 0, 4, 0),
            (64, 0, 0, 4),
        ] {
            let row = try measure(clients: clients, stuck: stuck, garbage: garbage, dribbling: dribbling, for: seconds)
            print(row.text)
            rows.append(row)
        }
        let vanishing = try vanish(10_000)
        try Report.page(rows, vanishing, seconds: seconds).write(
            to: URL(fileURLWithPath: arguments[2]), atomically: true, encoding: .utf8)
    }

    private static func measure(
        clients: Int, stuck: Int, garbage: Int, dribbling: Int, for seconds: Double
    ) throws -> Row {
        let daemon = DaemonProcess(arguments: [CommandLine.arguments[1], "--simulate=\(simulation)"])
        defer { daemon.stop() }
        let observer = try Observer(path: daemon.socket)
        let crowd = Child(
            ["/proc/self/exe", "--crowd", daemon.socket]
                + [clients - 1, stuck, garbage, dribbling].map(String.init))
        defer { crowd.endInput() }
        // Until all are connected and what is to be full is full: a stuck client's buffers take half a second or so.
        observer.read(for: 4)
        observer.forget()
        let (cpu, crowdCPU, start) = (daemon.processorSeconds, crowd.processorSeconds, Clock.monotonic())
        observer.read(for: seconds)
        let elapsed = Clock.monotonic() - start
        return Row(
            clients: clients, stuck: stuck, garbage: garbage, dribbling: dribbling, latencies: observer.latencies,
            lost: observer.lost, bytesPerSecond: Double(observer.bytes) / elapsed,
            daemonShare: (daemon.processorSeconds - cpu) / elapsed,
            crowdShare: (crowd.processorSeconds - crowdCPU) / elapsed, residentBytes: daemon.residentBytes)
    }

    /// Connects and vanishes so many times; half of them subscribe first.
    private static func vanish(_ count: Int) throws -> Vanishing {
        let daemon = DaemonProcess(arguments: [CommandLine.arguments[1], "--simulate=\(simulation)"])
        defer { daemon.stop() }
        let observer = try Observer(path: daemon.socket)
        func round() throws {
            for number in 0..<count {
                let client = try Line(path: daemon.socket)
                if number % 2 == 0 { client.send(Observer.subscribe) }
                client.close()
                // The one that watches must not be the slow one.
                if number % 16 == 0 { observer.read(for: 0) }
            }
            observer.read(for: 2)
        }
        // The first round fills what is kept for reuse: the second shows whether anything grows.
        observer.read(for: 2)
        let start = (daemon.residentBytes, daemon.descriptors)
        try round()
        let first = (daemon.residentBytes, daemon.descriptors)
        observer.forget()
        try round()
        return Vanishing(
            count: count, before: start, between: first, after: (daemon.residentBytes, daemon.descriptors),
            lost: observer.lost)
    }
}
