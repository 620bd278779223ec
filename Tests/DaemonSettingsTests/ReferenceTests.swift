// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import DaemonSettings

/// Holds what is written about settings to the table, and the table to itself.
@Suite struct ReferenceTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test(arguments: [
        ("docs/configuration.md", ConfigurationPage.text), ("packaging/tonusd.yaml", ConfigurationExample.text),
    ]) func writtenPagesAreThoseOfTheTable(path: String, text: String) throws {
        let url = Self.root.appending(path: path)
        if ProcessInfo.processInfo.environment["TONUS_WRITE_REFERENCE"] != nil {
            try text.write(to: url, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: url, encoding: .utf8) == text, "run: make reference")
    }

    /// As somebody would who reads the comment in the example.
    private var uncommented: String {
        ConfigurationExample.text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { line in
                let isSetting = line.wholeMatch(of: /#([a-z]|  ).*/) != nil
                return String(isSetting ? line.dropFirst() : line)
            }
            .joined(separator: "\n")
    }

    @Test func theExampleSetsNothing() throws {
        let file = ("e.yaml", Array(ConfigurationExample.text.utf8))
        #expect(try EffectiveSettings(resolving: SettingSources(file: file)) == EffectiveSettings())
    }

    @Test func theExampleWithoutNumberSignsSetsEverything() throws {
        let file = ("e.yaml", Array(uncommented.utf8))
        let effective = try EffectiveSettings(resolving: SettingSources(file: file))
        for definition in SettingDefinition.all {
            guard case .file = effective.origins[definition.key] else {
                Issue.record("\(definition.key) is not in the example")
                continue
            }
            #expect(definition.show(effective.settings).count == definition.example.count)
        }
    }

    @Test(arguments: SettingDefinition.all) func everySettingIsReachableByItsVariable(definition: SettingDefinition)
        throws
    {
        let name = definition.environmentVariable
        #expect(name.hasPrefix("TONUSD_") && name.allSatisfy { $0.isUppercase || $0 == "_" })
        let value = definition.example.joined(separator: " ")
        let effective = try EffectiveSettings(resolving: SettingSources(environment: [name: value]))
        #expect(effective.origins[definition.key] == .environment(name))
        #expect(throws: SettingFaults.self) {
            try EffectiveSettings(resolving: SettingSources(environment: [name: "\u{1} ,=:"]))
        }
    }

    @Test(arguments: SettingDefinition.all) func everySettingIsDocumented(definition: SettingDefinition) {
        #expect(ConfigurationPage.text.contains("### `\(definition.key)`"))
        #expect(
            ConfigurationManual.page(version: "0").contains(
                "\n.B \(definition.key.split(separator: "-").joined(separator: "\\-"))\n"))
        #expect(definition.summary.hasSuffix(".") && definition.detail.hasSuffix("."))
        // Where no value stands for the default, words must.
        #expect(definition.unset != nil || !definition.show(Settings()).isEmpty)
    }

    @Test func noTwoSettingsShareANameOrAVariable() {
        let all = SettingDefinition.all
        #expect(Set(all.map(\.key)).count == all.count)
        #expect(Set(all.map(\.environmentVariable)).count == all.count)
        #expect(!all.map(\.environmentVariable).contains(ConfigurationFile.environmentVariable))
    }

    /// A line that begins with a point or an apostrophe would be a request.
    @Test func theManualPageHasNoRequestsBesidesItsOwn() {
        let known = [".\\\"", ".TH", ".SH", ".TP", ".IP", ".PP", ".BR", ".B", ".I", ".br", ".EX", ".EE"]
        for line in ConfigurationManual.page(version: "0").split(separator: "\n")
        where line.hasPrefix(".") || line.hasPrefix("'") {
            #expect(known.contains(String(line.prefix { $0 != " " })), "\(line)")
        }
    }
}
