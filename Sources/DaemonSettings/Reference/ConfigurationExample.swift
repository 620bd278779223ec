// SPDX-License-Identifier: Apache-2.0

/// A configuration file that sets nothing: every setting is there, commented out, with its default or an example.
public enum ConfigurationExample {
    public static let text: String = {
        var text = """
            # SPDX-License-Identifier: Apache-2.0
            #
            # The configuration of tonusd, made by `make reference` from the table of settings. Nothing has to be set. To set
            # something, take away the number sign at the beginning of its line, and of the line of its section if it is
            # in one. `tonusd --check-config` says what holds then; `man tonusd.yaml` explains every setting.

            """
        var section = ""
        for definition in SettingDefinition.all {
            text += "\n"
            if definition.section != section {
                section = definition.section
                text += "#\(section):\n"
            }
            let indent = section.isEmpty ? "" : "  "
            text += Wrapped.lines(definition.summary + " " + about(definition), columns: 100)
                .map { "\(indent)# \($0)\n" }.joined()
            let values = definition.example.map(scalar)
            if definition.isList {
                text += "#\(indent)\(definition.name):\n" + values.map { "#\(indent)  - \($0)\n" }.joined()
            } else {
                text += "#\(indent)\(definition.name): \(values[0])\n"
            }
        }
        return text
    }()

    private static func about(_ definition: SettingDefinition) -> String {
        var words = definition.form.filter { $0 != "`" } + "."
        let standard = definition.show(Settings())
        if let unset = definition.unset {
            words += " If not set: \(unset.filter { $0 != "`" })."
        } else if !standard.isEmpty {
            words += " Default: \(standard.joined(separator: ", "))."
        }
        return words.prefix(1).uppercased() + words.dropFirst()
    }

    /// A text as YAML reads it back: between quotes where it would mean something else without.
    static func scalar(_ text: String) -> String {
        let isPlain =
            !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "_"),
                    UInt8(ascii: "-"):
                    true
                default: false
                }
            } && text.first != "-"
        if isPlain { return text }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\" + String(scalar)
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\x" + String(repeating: "0", count: 2 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

/// Text in lines of a limited length.
enum Wrapped {
    static func lines(_ text: String, columns: Int) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, last.count + 1 + word.count <= columns {
                lines[lines.count - 1] += " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}
