// SPDX-License-Identifier: Apache-2.0

/// The manual page tonusd.yaml(5), made of the table of settings, in man(7).
public enum ConfigurationManual {
    /// The page of a release.
    public static func page(version: String) -> String {
        var page = """
            .\\" SPDX-License-Identifier: Apache-2.0
            .TH TONUSD.YAML 5 "" "Tonus \(version)" "File formats"
            .SH NAME
            tonusd.yaml \\- configuration of the pelvic\\-floor pressure daemon
            .SH DESCRIPTION
            .BR tonusd (8)
            needs no configuration.
            What can be set is set in this file, in environment variables or on the command line.
            The command line overrides the environment, the environment the file, the file the default;
            each setting as a whole.
            .PP
            The file is YAML without anchors, aliases and tags, in UTF\\-8, with at most 256 KiB.
            Anything in it that is not known is a fault.
            .B tonusd \\-\\-check\\-config
            prints what holds and where it comes from, or all faults with line and column.
            .PP
            On SIGHUP the file is read again, and settings marked as reloadable change at once, all of them or,
            should there be a fault, none.
            .PP
            In a variable, the entries of a list have spaces between them, and an empty value counts as not set.
            .SH SETTINGS

            """
        for definition in SettingDefinition.all {
            page += ".TP\n.B \(escaped(definition.key))\n"
            page += sentence(definition.summary + " " + definition.detail)
            page += ".IP\nValue: \(escaped(plain(definition.form))).\n.br\n"
            page += "Default: \(escaped(plain(ConfigurationPage.standard(definition)))).\n.br\n"
            page += "Variable: \(escaped(definition.environmentVariable))"
            page += definition.flag.map { "; option: \(escaped($0)).\n.br\n" } ?? ".\n.br\n"
            page += (definition.isReloadable ? "Reloadable." : "A change counts at the next start.")
            page += " Since \(definition.since).\n"
        }
        page += """
            .SH FILES
            .TP
            .I /etc/tonus/tonusd.yaml
            of the system's service, and of root
            .TP
            .I $XDG_CONFIG_HOME/tonus/tonusd.yaml
            of anybody else; ~/.config/tonus/tonusd.yaml where the variable is not set
            .PP
            .B \\-\\-config
            and
            .B $TONUSD_CONFIG
            name another.
            .SH EXAMPLE
            .EX
            log:
            \\&  level: debug
            clients:
            \\&  limit: 8
            .EE
            .SH SEE ALSO
            .BR tonusd (8),
            .BR tonus (1)

            """
        return page
    }

    private static func plain(_ text: String) -> String { text.filter { $0 != "`" } }

    /// A sentence a line, as man(7) wants it.
    private static func sentence(_ text: String) -> String {
        Wrapped.lines(plain(text), columns: 76).map { escaped($0) + "\n" }.joined()
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            default: result.append(character)
            }
        }
        // At the beginning of a line these would be requests.
        return result.hasPrefix(".") || result.hasPrefix("'") ? "\\&" + result : result
    }
}
