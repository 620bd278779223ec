// SPDX-License-Identifier: Apache-2.0
import Testing
import VirtualPerineometer

@testable import DaemonSettings

@Suite struct PrecedenceTests {
    private let file = "log:\n  level: debug\n  format: json\nclients:\n  limit: 7\n  waiting-kib: 64\n"

    private func settings(
        file: String? = nil, _ environment: [String: String] = [:], flags: [String: [String]] = [:]
    ) throws -> EffectiveSettings {
        try EffectiveSettings(
            resolving: SettingSources(
                file: file.map { ("f.yaml", Array($0.utf8)) }, environment: environment, flags: flags))
    }

    @Test func theCommandLineOverridesTheEnvironmentTheFileAndTheDefault() throws {
        let effective = try settings(
            file: file, ["TONUSD_LOG_LEVEL": "error", "TONUSD_CLIENTS_LIMIT": "9"], flags: ["log.level": ["notice"]])
        #expect(effective.settings.log.level == .notice)
        #expect(effective.settings.clients.limit == 9)
        #expect(effective.settings.log.format == .json)
        #expect(effective.settings.clients.evictionSeconds == 30)
        #expect(effective.origins["log.level"] == .flag("--log-level"))
        #expect(effective.origins["clients.limit"] == .environment("TONUSD_CLIENTS_LIMIT"))
        #expect(effective.origins["log.format"] == .file("f.yaml", line: 3, column: 11))
        #expect(effective.origins["clients.eviction-seconds"] == .standard)
    }

    @Test func nothingGivenIsAllDefaults() throws {
        #expect(try settings() == EffectiveSettings())
        #expect(try settings(file: "").settings == Settings())
        #expect(try settings(file: "# nothing\n\n").settings == Settings())
        #expect(try settings(["TONUSD_LOG_LEVEL": "", "OTHER": "x"]).settings == Settings())
    }

    @Test func aListIsReplacedAsAWhole() throws {
        let file = "simulate:\n  - comfortable-strong\n  - slow-release,seed=2\n"
        #expect(try settings(file: file).settings.simulate.count == 2)
        let replaced = try settings(file: file, ["TONUSD_SIMULATE": " slow-release,seed=3  slow-release,seed=4 "])
        #expect(replaced.settings.simulate.map(\.seed) == [3, 4])
        #expect(try settings(file: "simulate: []\n").settings.simulate.isEmpty)
    }

    @Test func whatIsOverriddenIsStillRead() {
        #expect(throws: SettingFaults.self) {
            try settings(file: "log:\n  level: loud\n", flags: ["log.level": ["info"]])
        }
    }

    @Test func aVariableThatMeansNothingIsASlip() throws {
        let error = #expect(throws: SettingFaults.self) { try settings(["TONUSD_LOGLEVEL": "debug"]) }
        #expect(
            error?.description
                == "TONUSD_LOGLEVEL: There is no setting with this variable.\n  Did you mean TONUSD_LOG_LEVEL?")
        _ = try settings(["TONUSD_CONFIG": "/f"])
    }

    @Test func theReportSaysWhereEachValueComesFrom() throws {
        let report = try settings(file: file, ["TONUSD_ACCESS_CONTROLLERS": "@tonus 1000 anna"]).report
        let lines = report.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
        #expect(lines.contains("log.format: json # f.yaml:3:11"))
        #expect(lines.contains("access.controllers: [\"@tonus\", 1000, anna] # TONUSD_ACCESS_CONTROLLERS"))
        #expect(lines.contains("socket: (not set) # default"))
        #expect(lines.count == SettingDefinition.all.count)
    }

    @Test func subjectsAreUsersNumbersAndGroups() throws {
        let access = try settings(
            file: "access:\n  controllers: [anna, 1000, \"@tonus\"]\n  observers: []\n  others: nobody\n"
        ).settings.access
        #expect(access.controllers == [.user("anna"), .userNumber(1000), .group("tonus")])
        #expect(access.others == .nobody)
        for wrong in ["", "@", "a:b", "-a", "4294967295", "99999999999", "a,b", "a\u{7}", "@@a"] {
            #expect(AccessEntry(wrong) == nil, "\(wrong)")
        }
        #expect(AccessEntry("@100") == .groupNumber(100))
        #expect(AccessEntry("4294967294") == .userNumber(4_294_967_294))
    }
}
