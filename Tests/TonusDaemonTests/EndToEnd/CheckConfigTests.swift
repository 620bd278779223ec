// SPDX-License-Identifier: Apache-2.0
import DaemonSettings
import Foundation
import StreamAPI
import Testing
import TonusClient

/// The configuration through the real program.
@Suite struct CheckConfigTests {
    private let folder: TemporaryFolder
    private var file: String { folder.path + "/tonusd.yaml" }

    init() throws { folder = try TemporaryFolder() }

    private func run(
        _ arguments: [String], _ text: String? = nil, environment: [String: String] = [:]
    ) throws -> (code: Int32, output: String, errors: String) {
        if let text { try text.write(toFile: file, atomically: true, encoding: .utf8) }
        let program = try RunningProgram("tonusd", arguments, environment: environment)
        return (try program.exitCode(), program.standardOutput, program.standardError)
    }

    @Test func itTellsWhatHoldsAndWhereThatComesFrom() throws {
        let result = try run(
            ["--check-config", "--config", file, "--log-level", "error"], "log: {level: debug, format: json}\n",
            environment: ["TONUSD_CLIENTS_LIMIT": "9"])
        #expect(result.code == 0 && result.errors.isEmpty)
        let lines = result.output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
        #expect(lines.contains("log.level: error # --log-level"))
        #expect(lines.contains("log.format: json # \(file):1:29"))
        #expect(lines.contains("clients.limit: 9 # TONUSD_CLIENTS_LIMIT"))
        #expect(lines.contains("clients.eviction-seconds: 30 # default"))
    }

    @Test(arguments: [true, false]) func allFaultsAreToldAndNothingStarts(isCheck: Bool) throws {
        let result = try run(
            (isCheck ? ["--check-config"] : []) + ["--simulate", "--socket", folder.socket],
            "log:\n  level: loud\nsocket: here\n", environment: ["TONUSD_CONFIG": file, "TONUSD_CLIENTS_LIMIT": "0"])
        #expect(result.code == 78 && result.output.isEmpty)
        #expect(result.errors.contains("\(file):2:10: 'loud' is not a value of log.level."))
        #expect(result.errors.contains("\(file):3:9: 'here' is not a value of socket: the path must begin with /."))
        #expect(result.errors.contains("TONUSD_CLIENTS_LIMIT: '0' is not a value of clients.limit."))
    }

    @Test func aFileThatIsMissingAndOtherFaultsAreToldTogether() throws {
        let result = try run(
            ["--check-config", "--config", "/nonexistent.yaml"], environment: ["TONUSD_LOG_FORMAT": "xml"])
        #expect(result.code == 78)
        #expect(
            result.errors.contains("/nonexistent.yaml: The configuration cannot be read: No such file or directory."))
        #expect(result.errors.contains("TONUSD_LOG_FORMAT: 'xml' is not a value of log.format."))
    }

    @Test func withoutAFileAllIsDefault() throws {
        let result = try run(["--check-config"])
        #expect(result.code == 0)
        #expect(result.output.split(separator: "\n").allSatisfy { $0.hasSuffix("# default") })
    }

    @Test func theFileOfTheServiceManagersFolderIsRead() throws {
        let result = try run(
            ["--check-config"], "clients:\n  limit: 3\n", environment: ["CONFIGURATION_DIRECTORY": folder.path])
        #expect(result.output.contains("# \(file):2:10"))
    }

    /// Each value is at work in the running daemon, not only read.
    @Test func theFileConfiguresTheDaemon() throws {
        try """
        socket: \(folder.socket)
        simulate:
          - comfortable-strong,rate=100
          - slow-release,rate=500,seed=2
        clients:
          limit: 1
        log:
          level: debug
          format: json
        """.write(toFile: file, atomically: true, encoding: .utf8)
        let daemon = try RunningProgram("tonusd", ["--config", file])
        try wait(for: "two probes: \(daemon.standardError)") {
            guard let status = try? TonusConnection(path: folder.socket).status() else { return false }
            return status.devices.count == 2 && status.devices.allSatisfy { $0.stream.samples > 0 }
        }
        // Of one client the place is free again only when the daemon has noticed that it left.
        var first: TonusConnection?
        try wait(for: "the only place") {
            first = try? TonusConnection(path: folder.socket)
            return (try? first?.status()) != nil
        }
        let refused = try RawClient(path: folder.socket)
        let line = try #require(try refused.line())
        #expect("\(line)".contains("There are 1 clients already"))
        withExtendedLifetime(first) {}
        daemon.send(SIGTERM)
        #expect(try daemon.exitCode() == 0)
        let lines = daemon.standardError.split(separator: "\n")
        #expect(lines.contains { $0.contains(#""level":"debug""#) })
        for line in lines { #expect(try JSONSerialization.jsonObject(with: Data(line.utf8)) is [String: Any]) }
    }

    @Test func theHelpNamesEveryOptionOfTheTable() throws {
        let help = try run(["--help"])
        for definition in SettingDefinition.all {
            if let flag = definition.flag { #expect(help.output.contains("  \(flag) <"), "\(flag)") }
        }
    }
}
