// SPDX-License-Identifier: Apache-2.0

/// Where settings are looked for, from the weakest to the strongest.
public struct SettingSources: Sendable {
    /// A configuration file's path and contents; nil where there is none.
    public var file: (path: String, bytes: [UInt8])?
    /// The environment of the process.
    public var environment: [String: String]
    /// What the command line gives, by key.
    public var flags: [String: [String]]

    public init(
        file: (path: String, bytes: [UInt8])? = nil, environment: [String: String] = [:],
        flags: [String: [String]] = [:]
    ) {
        self.file = file
        self.environment = environment
        self.flags = flags
    }
}

/// The settings that hold, and where each comes from: command line over environment over file over default.
public struct EffectiveSettings: Hashable, Sendable {
    public private(set) var settings = Settings()
    /// For each key in the table.
    public private(set) var origins: [String: SettingOrigin] = [:]

    /// All defaults.
    public init() {
        for definition in SettingDefinition.all { origins[definition.key] = .standard }
    }

    /// Reads all sources, those too that a stronger one overrides.
    ///
    /// - Throws: everything that is wrong anywhere. Then nothing has been set.
    public init(resolving sources: SettingSources) throws(SettingFaults) {
        self.init()
        var faults: [SettingFault] = []
        var layers: [[String: GivenValue]] = []
        if let file = sources.file {
            let tree = ConfigurationTree(file.bytes, path: file.path)
            faults += tree.faults
            layers.append(tree.given)
        }
        layers.append(Self.read(sources.environment, faults: &faults))
        layers.append(Self.read(flags: sources.flags))
        for layer in layers {
            for definition in SettingDefinition.all {
                guard let given = layer[definition.key] else { continue }
                let wrong = definition.write(given.texts, &settings)
                faults += wrong
                if wrong.isEmpty { origins[definition.key] = given.origin }
            }
        }
        guard faults.isEmpty else { throw SettingFaults(faults) }
    }

    private static func read(_ environment: [String: String], faults: inout [SettingFault]) -> [String: GivenValue] {
        var given: [String: GivenValue] = [:]
        let known = SettingDefinition.all.map(\.environmentVariable)
        for (name, value) in environment.sorted(by: { $0.key < $1.key })
        where name.hasPrefix(SettingDefinition.environmentPrefix) && name != ConfigurationFile.environmentVariable {
            guard let definition = SettingDefinition.all.first(where: { $0.environmentVariable == name }) else {
                let near = NearestName.of(name.lowercased(), among: known.map { $0.lowercased() })
                faults.append(
                    SettingFault(
                        .environment(name), "There is no setting with this variable.",
                        hint: near.map { "Did you mean \($0.uppercased())?" }
                            ?? "Unset it; 'man tonusd.yaml' names all."))
                continue
            }
            // A variable cannot be taken back for one program otherwise.
            if value.isEmpty { continue }
            let texts = definition.isList ? value.split(whereSeparator: \.isWhitespace).map(String.init) : [value]
            let origin = SettingOrigin.environment(name)
            given[definition.key] = GivenValue(texts: texts.map { GivenText($0, from: origin) }, origin: origin)
        }
        return given
    }

    private static func read(flags: [String: [String]]) -> [String: GivenValue] {
        var given: [String: GivenValue] = [:]
        for definition in SettingDefinition.all {
            guard let flag = definition.flag, let texts = flags[definition.key], !texts.isEmpty else { continue }
            let origin = SettingOrigin.flag(flag)
            given[definition.key] = GivenValue(
                texts: texts.map { GivenText($0, from: .flag("\(flag)=\($0)")) }, origin: origin)
        }
        return given
    }
}

extension EffectiveSettings {
    /// Reads the file, and all else even where that cannot be read.
    ///
    /// - Throws: everything that is wrong anywhere.
    public init(
        reading file: ConfigurationFile, environment: [String: String], flags: [String: [String]]
    ) throws(SettingFaults) {
        var sources = SettingSources(environment: environment, flags: flags)
        do throws(SettingFault) {
            sources.file = try file.read()
        } catch {
            do throws(SettingFaults) {
                _ = try EffectiveSettings(resolving: sources)
            } catch let others {
                throw SettingFaults([error] + others.faults)
            }
            throw SettingFaults([error])
        }
        try self.init(resolving: sources)
    }

    /// Every setting with its value and where that comes from, a line each.
    public var report: String {
        let rows = SettingDefinition.all.map { definition in
            let values = definition.show(settings).map(ConfigurationExample.scalar)
            let value =
                definition.isList
                ? "[\(values.joined(separator: ", "))]" : values.first ?? "(not set)"
            return ("\(definition.key): \(value)", (origins[definition.key] ?? .standard).description)
        }
        let width = min(60, rows.map { $0.0.count }.max() ?? 0)
        return rows.map { row, origin in
            row + String(repeating: " ", count: max(0, width - row.count)) + "  # \(origin)\n"
        }.joined()
    }
}
