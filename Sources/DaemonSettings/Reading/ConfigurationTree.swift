// SPDX-License-Identifier: Apache-2.0
import Yams

/// What a file gives for each key that there is, and what is wrong with the rest.
struct ConfigurationTree {
    private(set) var given: [String: GivenValue] = [:]
    private(set) var faults: [SettingFault] = []
    private let path: String

    init(_ bytes: [UInt8], path: String) {
        self.path = path
        do {
            let text = try ConfigurationText(bytes, path: path)
            // No rules: what a word stands for is each setting's to say. The encoding is named, else an environment
            // variable of the reader's own could choose it.
            let root = try Parser(yaml: text.yaml, resolver: .basic, encoding: .utf8).singleRoot()
            switch root {
            case nil: break
            case .scalar(let scalar) where scalar.string.isEmpty: break
            case .mapping(let mapping): read(mapping, in: "")
            case let other?:
                faults.append(
                    SettingFault(
                        place(other), "The file holds no settings.",
                        hint: "Write a setting a line, as in 'socket: /run/tonus/tonus.sock'."))
            }
        } catch let fault as SettingFault {
            faults.append(fault)
        } catch let error as YamlError {
            faults.append(Self.fault(error, path: path))
        } catch {
            faults.append(
                SettingFault(.file(path, line: 0, column: 0), "The file cannot be read: \(error)", hint: Self.compare))
        }
    }

    private func place(_ node: Node) -> SettingOrigin {
        .file(path, line: node.mark?.line ?? 0, column: node.mark?.column ?? 0)
    }

    private mutating func read(_ mapping: Node.Mapping, in section: String) {
        for (keyNode, value) in mapping {
            guard case .scalar(let key) = keyNode else {
                faults.append(
                    SettingFault(
                        place(keyNode), "A list or a section stands where the name of a setting should.",
                        hint: Self.compare))
                continue
            }
            let full = section.isEmpty ? key.string : "\(section).\(key.string)"
            // A dot in a name is no section.
            if !key.string.contains("."), let definition = SettingDefinition.named(full) {
                read(value, of: definition)
            } else if section.isEmpty, Self.sections.contains(key.string) {
                switch value {
                case .mapping(let inner): read(inner, in: key.string)
                case .scalar(let scalar) where scalar.string.isEmpty && scalar.style == .plain: break
                default:
                    faults.append(
                        SettingFault(
                            place(value), "\(key.string) is a section and has no value of its own.",
                            hint: "Write its settings below it, indented by two spaces: "
                                + Self.names(in: key.string).joined(separator: ", ") + "."))
                }
            } else {
                faults.append(
                    SettingFault(
                        place(keyNode), "There is no setting \(SettingFault.quoted(full)).",
                        hint: Self.hint(forUnknown: key.string, in: section)))
            }
        }
    }

    private mutating func read(_ value: Node, of definition: SettingDefinition) {
        switch (value, definition.isList) {
        case (.scalar(let scalar), false) where !scalar.string.isEmpty:
            given[definition.key] = GivenValue(
                texts: [GivenText(scalar.string, from: place(value))], origin: place(value))
        case (.scalar(let scalar), _) where scalar.string.isEmpty:
            faults.append(
                SettingFault(
                    place(value), "\(definition.key) has no value.",
                    hint: "Give it one (\(definition.form)), or leave the line out."))
        case (.sequence(let sequence), true):
            var texts: [GivenText] = []
            for item in sequence {
                guard case .scalar(let scalar) = item else {
                    faults.append(
                        SettingFault(
                            place(item), "An entry of \(definition.key) is a list or a section.",
                            hint: "Each entry is one text: \(definition.form)."))
                    return
                }
                texts.append(GivenText(scalar.string, from: place(item)))
            }
            given[definition.key] = GivenValue(texts: texts, origin: place(value))
        case (_, true):
            faults.append(
                SettingFault(
                    place(value), "\(definition.key) wants a list.",
                    hint: """
                        Write each entry in a line of its own, indented, with '- ' before it; for example '- \
                        \(ConfigurationExample.scalar(definition.example[0]))'.
                        """))
        default:
            faults.append(
                SettingFault(
                    place(value), "\(definition.key) wants one value, not a list or a section.",
                    hint:
                        "Write for example '\(definition.name): \(ConfigurationExample.scalar(definition.example[0]))'."
                ))
        }
    }

    // MARK: Names

    static let sections = SettingDefinition.all.map(\.section).filter { !$0.isEmpty }
        .reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }

    private static func names(in section: String) -> [String] {
        SettingDefinition.all.filter { $0.section == section }.map(\.name)
    }

    private static func hint(forUnknown name: String, in section: String) -> String {
        let here = names(in: section) + (section.isEmpty ? sections : [])
        if let near = NearestName.of(name, among: here) { return "Did you mean '\(near)'?" }
        // It may be a setting of another section, or be written with a dot.
        let last = name.split(separator: ".").last.map(String.init) ?? name
        let elsewhere = SettingDefinition.all.filter { $0.name == last || $0.key == name }
        if let found = elsewhere.first, !found.section.isEmpty {
            return
                "Did you mean '\(found.name)' in the section '\(found.section)'? Write it below '\(found.section):', "
                + "indented by two spaces."
        }
        if elsewhere.first != nil { return "Did you mean '\(last)'? It stands in no section: do not indent it." }
        return "There are: \(here.joined(separator: ", "))."
    }

    // MARK: Errors of the reader

    private static let compare = "Compare with the example in docs/configuration.md or 'man tonusd.yaml'."

    private static func fault(_ error: YamlError, path: String) -> SettingFault {
        switch error {
        case .scanner(let context, let problem, let mark, let yaml),
            .parser(let context, let problem, let mark, let yaml),
            .composer(let context, let problem, let mark, let yaml):
            let place = context.map { " (\($0.text.trimmingSpaces) that begins in line \($0.mark.line))" } ?? ""
            return SettingFault(
                .file(path, line: mark.line, column: mark.column), "This is not YAML: \(problem)\(place).",
                hint: hint(at: mark, in: yaml))
        case .duplicatedKeysInMapping(let duplicates, let context):
            // The reader's own mark is that of any of them.
            let names = duplicates.sorted()
            if let repeated = RepeatedKey(among: names, in: context.text) {
                return SettingFault(
                    .file(path, line: repeated.line, column: repeated.column),
                    "\(SettingFault.quoted(repeated.name)) is given again; it stands in line \(repeated.firstLine) already.",
                    hint: "Leave one of them, with all that belongs to it.")
            }
            return SettingFault(
                .file(path, line: 0, column: 0),
                "\(SettingFault.quoted(names.first ?? "")) is given more than once in one section.",
                hint: "Leave one of them.")
        case .reader(let problem, _, _, _):
            return SettingFault(.file(path, line: 0, column: 0), "This is not YAML: \(problem).", hint: compare)
        default:
            return SettingFault(.file(path, line: 0, column: 0), "The file cannot be read.", hint: compare)
        }
    }

    private static func hint(at mark: Mark, in yaml: String) -> String {
        let lines = yaml.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.indices.contains(mark.line - 1) else { return compare }
        switch lines[mark.line - 1].dropFirst(mark.column - 1).first {
        case "@", "`", "%": return "Put a text that begins so between quotes, as in \"@tonus\"."
        case "\t": return "Use spaces instead of the tab."
        default: return compare
        }
    }
}

extension String {
    fileprivate var trimmingSpaces: String { split(separator: " ").joined(separator: " ") }
}
