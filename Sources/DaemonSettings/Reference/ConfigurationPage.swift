// SPDX-License-Identifier: Apache-2.0

/// docs/configuration.md, made of the table of settings.
public enum ConfigurationPage {
    public static let text: String = {
        let rows = SettingDefinition.all.map { definition in
            let flag = definition.flag.map { ", `\($0)`" } ?? ""
            return "| `\(definition.key)` | \(definition.summary) | \(standard(definition)) | "
                + "`\(definition.environmentVariable)`\(flag) | \(definition.isReloadable ? "at once" : "next start") |"
        }
        let sections = SettingDefinition.all.map { definition in
            """
            ### `\(definition.key)`

            \(definition.summary) \(definition.detail)

            - Value: \(definition.form)
            - Default: \(standard(definition))
            - Variable: `\(definition.environmentVariable)`\(definition.flag.map { "; option: `\($0)`" } ?? "")
            - A change counts \(definition.isReloadable ? "at once, on SIGHUP" : "at the next start")
            - Since \(definition.since)

            """
        }
        return introduction + rows.joined(separator: "\n") + "\n\n## Each setting\n\n"
            + sections.joined(separator: "\n")
            + closing
    }()

    /// What holds where nobody set it, as both pages and the example say it.
    static func standard(_ definition: SettingDefinition) -> String {
        if let unset = definition.unset { return unset }
        return definition.show(Settings()).map { "`\($0)`" }.joined(separator: ", ")
    }

    private static let introduction = """
        # Configuration

        Written from the table in `Sources/DaemonSettings` (`make reference`); a test keeps the two alike.

        `tonusd` needs no configuration. What can be set is set in one YAML file, in environment variables or on the \
        command line. **The command line overrides the environment, the environment overrides the file, the file overrides \
        the default.** Each setting as a whole: a list is replaced, not lengthened.

        ## The file

        The first of these that is given counts, and no other is read:

        1. `--config FILE`
        2. `$TONUSD_CONFIG`
        3. `$CONFIGURATION_DIRECTORY/tonusd.yaml`, where systemd runs the daemon: `/etc/tonus/tonusd.yaml` for the \
        system's service, `~/.config/tonus/tonusd.yaml` for a person's own
        4. for root `/etc/tonus/tonusd.yaml`; for anybody else `$XDG_CONFIG_HOME/tonus/tonusd.yaml`, or \
        `~/.config/tonus/tonusd.yaml` where that is not set

        A file that was named (1, 2) must exist; the others need not. An example with everything in it, commented out, is \
        installed as `/usr/local/share/doc/tonus/tonusd.yaml` (in the sources: `packaging/tonusd.yaml`).

            log:
              level: debug
            clients:
              limit: 8

        YAML has more than is wanted here: anchors, aliases and tags are refused, as are tabs for indentation, a key given \
        twice, more than one document, and files of more than 256 KiB. Text that begins with `@` needs quotes: `"@tonus"`.

        In a variable a list's entries have spaces between them. An empty variable counts as not set. A variable that begins \
        with `TONUSD_` and means nothing is a fault, because it is a slip.

        ## Check

            tonusd --check-config

        reads everything as a start would, with the same options, variables and user, and prints what holds and where each \
        value comes from; or every fault, with file, line and column, and exit code 78 (EX_CONFIG). A start with a fault ends \
        the same way. A fault on the command line is exit code 64 (EX_USAGE).

            log.level: debug           # /etc/tonus/tonusd.yaml:2:10
            clients.limit: 8           # TONUSD_CLIENTS_LIMIT

        ## Reload

        On SIGHUP (`systemctl reload tonusd`, `systemctl --user reload tonusd`) the daemon reads the file again. If all is \
        well it takes over all that may change while it runs and names in the log what waits for the next start; else it \
        logs the faults and goes on exactly as before. Variables and options are those of the start. A daemon that was \
        started in a terminal ends on SIGHUP instead, as that means that the terminal was closed.

        ## All settings

        | key | | default | variable, option | a change counts |
        |---|---|---|---|---|

        """

    private static let closing = ""
}
