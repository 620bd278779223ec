// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Glibc
import Logging
import PerineometerDriver
import Perineometry
import StreamAPI
import TonusDaemon
import VirtualPerineometer

/// The daemon's command line.
@main
struct TonusD: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tonusd",
        abstract: "Reads a USB perineometer and streams pressure and contractions to local clients.",
        discussion: """
            Without options tonusd waits for a perineometer, opens it, and listens on a Unix socket; nothing leaves this \
            machine. It runs in the foreground until it gets SIGTERM or Ctrl-C.

            Try it without hardware, then watch in another terminal:
              tonusd --simulate
              tonus watch

            Pick a virtual patient, a rate and a number of channels:
              tonusd --simulate=slow-release,rate=1000,channels=2,seed=7

            Rates: \(SimulationSpecification.ratesHertz.map(String.init).joined(separator: ", ")) Hz; channels: 1 to \
            \(Channel.limit). Virtual patients:
            \(Persona.catalogue.map { "  \($0.id): \($0.summary)" }.joined(separator: "\n"))

            This is software for viewing pressure signals. It is not a medical device and diagnoses nothing. Use it with \
            your physiotherapist; stop if it hurts.
            """,
        version: Release.version
    )

    @Option(
        help: ArgumentHelp(
            "Use the virtual perineometer instead of USB.",
            discussion: """
                --simulate alone means =comfortable-strong; options follow as ,rate=HZ,channels=N,seed=N. Give it again for \
                another perineometer beside it.
                """,
            valueName: "PERSONA"),
        transform: OptionValue.simulation)
    var simulate: [SimulationSpecification] = []

    @Option(
        help: ArgumentHelp(
            "Where to listen (default: in $XDG_RUNTIME_DIR/tonus, for root /run/tonus).", valueName: "PATH"))
    var socket: String?

    @Option(
        help: ArgumentHelp(
            "The dashboard's port on this machine (default: \(WebPort.usual), or a free one); off: no dashboard.",
            discussion: "Only this machine reaches it, and only a browser that `tonus open` let in.",
            valueName: "PORT|off"),
        transform: OptionValue.http)
    var http: WebPort = .automatic

    @Flag(help: "Say more on standard error.")
    var verbose = false

    static func main() async {
        await main(Self.withPersona(CommandLine.arguments.dropFirst()))
    }

    /// Lets `--simulate` stand alone, or before its value without `=`. The parser's own way (defaultAsFlag, 1.8.2) takes a
    /// value that it cannot read for none, and would run the default patient where a name is mistyped.
    private static func withPersona(_ arguments: ArraySlice<String>) -> [String] {
        var result: [String] = []
        for (place, argument) in arguments.enumerated() {
            let next = arguments.dropFirst(place + 1).first
            let standsAlone = argument == "--simulate" && next?.hasPrefix("-") != false
            result.append(standsAlone ? "--simulate=\(Persona.comfortableStrong.id)" : argument)
        }
        return result
    }

    func validate() throws {
        // Persona and seed make the serial number, by which clients tell perineometers apart.
        for (number, one) in simulate.enumerated()
        where simulate[..<number].contains(where: { $0.persona.id == one.persona.id && $0.seed == one.seed }) {
            throw ValidationError(
                "--simulate=\(one): persona and seed are given twice. Give each perineometer another seed, as in ,seed=2."
            )
        }
    }

    func run() async throws {
        // A client that vanishes must not end the daemon.
        signal(SIGPIPE, SIG_IGN)
        let service = ServiceEnvironment.take()
        LoggingSystem.bootstrap(StreamLogHandler.standardError)
        var logger = Logger(label: "tonusd")
        logger.logLevel = verbose ? .debug : .info
        do {
            let path = SocketPath.forDaemon(given: socket, environment: environment(), isRoot: geteuid() == 0)
            let source: any DeviceSource
            if simulate.isEmpty {
                source = USBDeviceSource()
            } else {
                source = SimulatedBus(simulate.map { SimulatedDeviceSource($0) })
            }
            let daemon = Daemon(
                source: source, simulated: !simulate.isEmpty, givenSocket: socket, socketPath: path, service: service,
                webPort: http, logger: logger)
            try await daemon.run()
        } catch let error as StartupError {
            printError("tonusd: \(error.message)\n  \(error.hint)\n")
            throw ExitCode(error.exitCode)
        }
    }

    private func environment() -> [String: String] {
        var values: [String: String] = [:]
        for name in ["XDG_RUNTIME_DIR", "RUNTIME_DIRECTORY"] {
            if let value = getenv(name) { values[name] = String(cString: value) }
        }
        return values
    }
}
