// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Glibc
import StreamAPI
import TonusClient

/// Measures a running daemon from outside: how long from a sample's conversion to the client that reads it, how long from
/// the start to the first sample, and how much memory the daemon has at the end.
///
///     client-latency TONUSD [SECONDS [SIMULATION]]
@main
enum ClientLatency {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 2 else {
            print("usage: client-latency TONUSD [SECONDS [SIMULATION]]")
            exit(64)
        }
        let seconds = arguments.count > 2 ? Double(arguments[2]) ?? 30 : 30
        let simulation = arguments.count > 3 ? arguments[3] : "comfortable-strong,rate=1000,channels=8"
        signal(SIGPIPE, SIG_IGN)

        let socket = "/tmp/tonus-latency-\(getpid()).sock"
        let start = monotonic()
        let daemon = try spawn([
            arguments[1], "--simulate=\(simulation)", "--socket", socket, "--state-dir", socket + ".state", "--http",
            "off",
        ])
        defer {
            kill(daemon, SIGTERM)
            waitpid(daemon, nil, 0)
            unlink(socket + ".lock")
        }
        let tonus = try connect(socket)
        let channels = try tonus.status().device.channels?.count ?? 8
        try tonus.subscribe(SubscribeParams(streams: [.samples], channels: Array(0..<channels)))

        let offset = tonus.hello.clock.monotonic - tonus.hello.clock.hostTime
        var newest: [Double] = []
        var every: [Double] = []
        var lost: UInt64 = 0
        var firstSample: Double?
        let end = start + seconds
        while monotonic() < end {
            guard let event = try tonus.next(within: 1) else { continue }
            let now = monotonic()
            switch event {
            case .samples(let samples):
                if firstSample == nil { firstSample = now - start }
                for place in samples.pressure.indices {
                    let converted = samples.hostTime + offset + Double(place) * samples.interval
                    every.append(now - converted)
                }
                newest.append(every[every.count - 1])
            case .gap(let gap): lost += gap.missing
            case .lag(let lag): lost += lag.dropped
            default: break
            }
        }
        print("simulation            \(simulation)")
        print("samples received      \(every.count) in \(newest.count) messages, \(lost) lost")
        print("start to first sample \(milliseconds(firstSample ?? .nan)) ms")
        report("newest sample of a message", newest)
        report("every sample              ", every)
        print("daemon resident memory \(residentMegabytes(daemon)) MB, peak \(residentMegabytes(daemon, "VmHWM")) MB")
        print("daemon processor time  \(processorShare(daemon, over: monotonic() - start)) % of one core")
    }

    private static func report(_ name: String, _ values: [Double]) {
        let sorted = values.sorted()
        guard let last = sorted.last else { return }
        func quantile(_ share: Double) -> Double { sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))] }
        print(
            "\(name): p50 \(milliseconds(quantile(0.5))) ms, p99 \(milliseconds(quantile(0.99))) ms, "
                + "p99.9 \(milliseconds(quantile(0.999))) ms, max \(milliseconds(last)) ms")
    }

    private static func connect(_ socket: String) throws -> TonusConnection {
        for _ in 0..<5000 {
            if let tonus = try? TonusConnection(path: socket) { return tonus }
            usleep(1000)
        }
        return try TonusConnection(path: socket)
    }

    private static func spawn(_ command: [String]) throws -> pid_t {
        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        defer { posix_spawn_file_actions_destroy(&actions) }
        var child = pid_t()
        let code = posix_spawn(&child, command[0], &actions, nil, &arguments, environ)
        guard code == 0 else {
            print("client-latency: cannot start \(command[0]): \(String(cString: strerror(code)))")
            exit(66)
        }
        return child
    }

    private static func monotonic() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func milliseconds(_ seconds: Double) -> String {
        let thousandths = (seconds * 1e6).rounded() / 1e3
        return thousandths.description
    }

    private static func residentMegabytes(_ process: pid_t, _ field: String = "VmRSS") -> Int {
        let status = (try? String(contentsOf: URL(fileURLWithPath: "/proc/\(process)/status"), encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix(field) } ?? ""
        return (line.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? 0) / 1024
    }

    private static func processorShare(_ process: pid_t, over seconds: Double) -> Double {
        let stat = (try? String(contentsOf: URL(fileURLWithPath: "/proc/\(process)/stat"), encoding: .utf8)) ?? ""
        let fields = stat.split(separator: " ")
        guard fields.count > 15, let user = Double(fields[13]), let system = Double(fields[14]) else { return .nan }
        let share = (user + system) / Double(sysconf(Int32(_SC_CLK_TCK))) / seconds
        return (share * 1000).rounded() / 10
    }
}
