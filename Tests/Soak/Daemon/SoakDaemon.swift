// SPDX-License-Identifier: Apache-2.0
import DaemonSettings
import Glibc
import Logging
import TonusDaemon
import VirtualPerineometer

/// tonusd with several virtual perineometers, whose time passes SPEED times as fast, and a hand at their cables: it takes
/// `unplug N` and `replug N` on its standard input. For the soak alone; it is not installed.
///
///     soak-daemon SOCKET SPEED SPECIFICATION...
@main
enum SoakDaemon {
    static func main() async throws {
        signal(SIGPIPE, SIG_IGN)
        let arguments = CommandLine.arguments.dropFirst()
        guard let path = arguments.first, let speed = arguments.dropFirst().first.flatMap(UInt64.init), speed > 0,
            arguments.count > 2
        else {
            print("soak-daemon SOCKET SPEED SPECIFICATION...")
            exit(64)
        }
        let clock = HurriedClock(speed: speed)
        let sockets = try arguments.dropFirst(2).map {
            SimulatedDeviceSource(try SimulationSpecification(parsing: $0), delivery: .hurried(clock))
        }
        var settings = Settings()
        settings.log.level = .warning
        let log = LogOutput(settings.log)
        LoggingSystem.bootstrap { _ in log.handler() }
        Thread.start {
            while let line = readLine() {
                let words = line.split(separator: " ")
                guard words.count == 2, let number = Int(words[1]), sockets.indices.contains(number) else { continue }
                switch words[0] {
                case "unplug": sockets[number].unplug()
                case "replug": sockets[number].replug()
                default: continue
                }
            }
        }
        try await Daemon(
            source: SimulatedBus(sockets), simulated: true, socketPath: path, settings: LiveSettings(settings),
            log: log,
            logger: Logger(label: "soak-daemon")
        ).run()
    }
}

/// A thread that reads commands: reading blocks, which no task may.
private enum Thread {
    static func start(_ body: @escaping @Sendable () -> Void) {
        final class Box: Sendable {
            let body: @Sendable () -> Void
            init(_ body: @escaping @Sendable () -> Void) { self.body = body }
        }
        var thread = pthread_t()
        let box = Unmanaged.passRetained(Box(body)).toOpaque()
        pthread_create(
            &thread, nil,
            { box in
                if let box { Unmanaged<Box>.fromOpaque(box).takeRetainedValue().body() }
                return nil
            }, box)
    }
}
