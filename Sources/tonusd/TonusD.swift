// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import DaemonSettings
import FoundationEssentials
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
            valueName: "PERSONA"))
    var simulate: [String] = []

    @Option(
        help: ArgumentHelp(
            "Where to listen (default: in $XDG_RUNTIME_DIR/tonus, for root /run/tonus).", valueName: "PATH"))
    var socket: String?

    @Option(
        help: ArgumentHelp(
            "Play a recorded session, or an EDF, BDF or CSV file, instead of reading a perineometer.",
            discussion: """
                Clients get the same samples and contractions as then, labelled as a replay. A name with a slash or a dot \
                in it is a file's.
                """,
            valueName: "ID|FILE"))
    var replay: String?

    @Option(
        help: ArgumentHelp(
            "How fast to play it: \(ReplayRequest.speeds.lowerBound) to \(Int(ReplayRequest.speeds.upperBound)) times.",
            valueName: "X"))
    var speed: Double?

    @Option(
        help: ArgumentHelp(
            "Where sessions are kept (default: $XDG_STATE_HOME/tonus, for root /var/lib/tonus).", valueName: "DIR"))
    var stateDir: String?

    @Option(
        help: ArgumentHelp(
            "The dashboard's port on this machine (default: \(WebPort.usual), or a free one); off: no dashboard.",
            discussion: "Only this machine reaches it, and only a browser that `tonus open` let in.",
            valueName: "PORT|off"))
    var http: String?

    @Option(
        help: ArgumentHelp(
            """
            The configuration to read (default: /etc/tonus/tonusd.yaml for root and the system's service, else \
            ~/.config/tonus/tonusd.yaml, where they exist).
            """, valueName: "FILE"))
    var config: String?

    @Flag(help: "Read the configuration as a start would, print what holds or all that is wrong, and end.")
    var checkConfig = false

    @Option(
        help: ArgumentHelp(
            "The least important that is logged: \(LogSettings.Level.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "LEVEL"))
    var logLevel: String?

    @Option(
        help: ArgumentHelp(
            "How the log is written: text, for people, or json, an object a line.", valueName: "FORMAT"))
    var logFormat: String?

    @Flag(help: "The same as --log-level debug.")
    var verbose = false

    @Flag(help: ArgumentHelp("Print the manual page tonusd.yaml(5), and end.", visibility: .hidden))
    var printConfigurationManual = false

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
        if speed != nil, replay == nil { throw ValidationError("--speed is for --replay: give that as well") }
        if replay != nil, !simulate.isEmpty {
            throw ValidationError("--replay and --simulate exclude each other: give one of them")
        }
        if let replay, ReplayRequest(source: replay, speed: speed ?? 1) == nil {
            let speeds = ReplayRequest.speeds
            throw ValidationError("--speed \(speed ?? 1): give \(speeds.lowerBound) to \(Int(speeds.upperBound))")
        }
        do throws(SettingFaults) {
            _ = try EffectiveSettings(resolving: SettingSources(flags: flags))
        } catch {
            throw ValidationError(error.faults.map { "\($0.origin): \($0.message) \($0.hint)" }.joined(separator: "\n"))
        }
    }

    /// What the command line sets, by the setting's key.
    private var flags: [String: [String]] {
        var flags = ["simulate": simulate]
        if let socket { flags["socket"] = [socket] }
        if let http { flags["http"] = [http] }
        if let stateDir { flags["state-dir"] = [stateDir] }
        if let level = logLevel ?? (verbose ? LogSettings.Level.debug.rawValue : nil) { flags["log.level"] = [level] }
        if let logFormat { flags["log.format"] = [logFormat] }
        return flags
    }

    func run() async throws {
        if printConfigurationManual { return print(ConfigurationManual.page(version: Release.version), terminator: "") }
        let environment = ProcessInfo.processInfo.environment
        let isRoot = geteuid() == 0
        let flags = flags
        let file = ConfigurationFile(given: config, environment: environment, isRoot: isRoot)
        let effective: EffectiveSettings
        do throws(SettingFaults) {
            effective = try Self.read(file, environment: environment, flags: flags)
        } catch {
            printError("\(error)\ntonusd: the configuration cannot be used; nothing was started\n")
            throw ExitCode(78)  // EX_CONFIG of sysexits.h
        }
        if checkConfig { return print(effective.report, terminator: "") }
        try await start(effective.settings, environment: environment) { () throws(SettingFaults) in
            try Self.read(file, environment: environment, flags: flags).settings
        }
    }

    /// Reads all sources, and looks up whom they name.
    private static func read(
        _ file: ConfigurationFile, environment: [String: String], flags: [String: [String]]
    ) throws(SettingFaults) -> EffectiveSettings {
        let effective = try EffectiveSettings(reading: file, environment: environment, flags: flags)
        do throws(AccessRules.UnknownAccount) {
            _ = try AccessRules(effective.settings.access)
        } catch {
            let origin = effective.origins[error.key] ?? .standard
            throw SettingFaults([
                SettingFault(origin, "\(error.key): \(error.error.message)", hint: error.error.hint)
            ])
        }
        return effective
    }

    private func start(
        _ settings: Settings, environment: [String: String],
        rereading: @escaping @Sendable () throws(SettingFaults) -> Settings
    ) async throws {
        // A client that vanishes must not end the daemon.
        signal(SIGPIPE, SIG_IGN)
        let service = ServiceEnvironment.take()
        let log = LogOutput(settings.log)
        LoggingSystem.bootstrap { _ in log.handler() }
        do {
            let path = SocketPath.forDaemon(given: settings.socket, environment: environment, isRoot: geteuid() == 0)
            let source: any DeviceSource =
                settings.simulate.isEmpty
                ? USBDeviceSource() : SimulatedBus(settings.simulate.map { SimulatedDeviceSource($0) })
            let daemon = Daemon(
                source: source, simulated: !settings.simulate.isEmpty, givenSocket: settings.socket, socketPath: path,
                service: service, settings: LiveSettings(settings, read: rereading), log: log,
                stateDirectory: StateDirectory.path(
                    given: settings.stateDirectory, environment: environment, isRoot: geteuid() == 0),
                credentials: environment["CREDENTIALS_DIRECTORY"], webPort: WebPort(setting: settings.http),
                replay: replay.flatMap { ReplayRequest(source: $0, speed: speed ?? 1) },
                logger: Logger(label: "tonusd"))
            try await daemon.run()
        } catch let error as StartupError {
            printError("tonusd: \(error.message)\n  \(error.hint)\n")
            throw ExitCode(error.exitCode)
        }
    }
}
