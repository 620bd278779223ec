// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import DaemonSettings

/// Every fault names its place, the thing with its value, and the remedy.
@Suite struct ConfigurationFaultTests {
    private func faults(_ bytes: [UInt8]) -> [String] {
        do throws(SettingFaults) {
            _ = try EffectiveSettings(resolving: SettingSources(file: ("f.yaml", bytes)))
            return []
        } catch {
            return error.faults.map(\.description)
        }
    }

    private func faults(_ text: String) -> [String] { faults(Array(text.utf8)) }

    @Test(arguments: [
        (
            "log:\n  level: loud\n",
            "f.yaml:2:10: 'loud' is not a value of log.level.\n  Write one of: debug, info, notice, warning, error."
        ),
        (
            "log:\n  level: warn\n",
            """
            f.yaml:2:10: 'warn' is not a value of log.level.
              Did you mean 'warning'? Write one of: debug, info, notice, warning, error.
            """
        ),
        ("log:\n  levle: info\n", "f.yaml:2:3: There is no setting 'log.levle'.\n  Did you mean 'level'?"),
        (
            "clientz:\n  limit: 5\n", "f.yaml:1:1: There is no setting 'clientz'.\n  Did you mean 'clients'?"
        ),
        (
            "level: info\n",
            """
            f.yaml:1:1: There is no setting 'level'.
              Did you mean 'level' in the section 'log'? Write it below 'log:', indented by two spaces.
            """
        ),
        (
            "log.level: info\n",
            """
            f.yaml:1:1: There is no setting 'log.level'.
              Did you mean 'level' in the section 'log'? Write it below 'log:', indented by two spaces.
            """
        ),
        (
            "log:\n  socket: /s\n",
            """
            f.yaml:2:3: There is no setting 'log.socket'.
              Did you mean 'socket'? It stands in no section: do not indent it.
            """
        ),
        (
            "colour: red\n",
            "f.yaml:1:1: There is no setting 'colour'.\n  There are: socket, state-dir, simulate, http, metrics, log, clients, access."
        ),
        (
            "clients:\n  limit: 513\n",
            """
            f.yaml:2:10: '513' is not a value of clients.limit.
              Write a whole number from 1 to 512, without a unit; for example 512.
            """
        ),
        (
            "clients:\n  eviction-seconds: 30s\n",
            """
            f.yaml:2:21: '30s' is not a value of clients.eviction-seconds.
              Write a whole number from 5 to 3600, in seconds, without a unit; for example 30.
            """
        ),
        (
            "clients:\n  limit: 99999999999999999999\n",
            """
            f.yaml:2:10: '99999999999999999999' is not a value of clients.limit.
              Write a whole number from 1 to 512, without a unit; for example 512.
            """
        ),
        (
            "clients:\n  limit: [3]\n",
            """
            f.yaml:2:10: clients.limit wants one value, not a list or a section.
              Write for example 'limit: 512'.
            """
        ),
        (
            "socket: run/tonus.sock\n",
            """
            f.yaml:1:9: 'run/tonus.sock' is not a value of socket: the path must begin with /.
              Write it as an absolute path, for instance /run/tonus/tonus.sock.
            """
        ),
        (
            "simulate: comfortable-strong\n",
            """
            f.yaml:1:11: simulate wants a list.
              Write each entry in a line of its own, indented, with '- ' before it; for example '- \
            "comfortable-strong,rate=1000"'.
            """
        ),
        (
            "simulate:\n  - comfortable-strong\n  - comfortable-strong,rate=50\n",
            """
            f.yaml:3:5: 'comfortable-strong,seed=1,rate=50,channels=1' is not a value of simulate: its persona and \
            seed are given twice.
              Give each perineometer another seed, as in ,seed=2; between brackets, put each between quotes.
            """
        ),
        (
            "log:\n",  // All of a section may be commented out.
            ""
        ),
        (
            "log: debug\n",
            """
            f.yaml:1:6: log is a section and has no value of its own.
              Write its settings below it, indented by two spaces: level, format.
            """
        ),
        (
            "clients:\n  limit:\n",
            """
            f.yaml:2:9: clients.limit has no value.
              Give it one (1 to 512), or leave the line out.
            """
        ),
        (
            "- socket\n",
            """
            f.yaml:1:1: The file holds no settings.
              Write a setting a line, as in 'socket: /run/tonus/tonus.sock'.
            """
        ),
        (
            "access:\n  controllers: [\"@tonus\", \"a b\"]\n",
            """
            f.yaml:2:27: This entry of access.controllers is not the name of a user or group.
              Write a user's name or number, or "@" and a group's name, for example "@tonus".
            """
        ),
        (
            "access:\n  observers: [anna, anna]\n",
            "f.yaml:2:21: This entry of access.observers is given twice.\n  Leave one of them out."
        ),
        (
            "access:\n  controllers:\n    - @tonus\n",
            """
            f.yaml:3:7: This is not YAML: found character that cannot start any token (while scanning for the next \
            token that begins in line 3).
              Put a text that begins so between quotes, as in "@tonus".
            """
        ),
        (
            "log:\n  level: info\nsocket: /s\nlog:\n  format: json\n",
            """
            f.yaml:4:1: 'log' is given again; it stands in line 1 already.
              Leave one of them, with all that belongs to it.
            """
        ),
        (
            "clients:\n  limit: 1\nlog:\n  limit: 1\n  \"limit\" : 1\n",
            """
            f.yaml:5:3: 'limit' is given again; it stands in line 4 already.
              Leave one of them, with all that belongs to it.
            """
        ),
        (
            "log: {level: info, level: info}\n",
            "f.yaml: 'level' is given more than once in one section.\n  Leave one of them."
        ),
        ("log:\n\tlevel: info\n", "f.yaml:2:1: The line is indented with a tab.\n  Indent with spaces."),
        (
            "a: &a [x]\nb: [*a, *a]\n",
            """
            f.yaml:1:4: '&' begins an anchor, an alias or a tag of YAML, which a configuration has not.
              Write the value out where it is wanted; a name cannot begin with '&'.
            """
        ),
        (
            "clients:\n  limit: !!int 5\n",
            """
            f.yaml:2:10: '!' begins an anchor, an alias or a tag of YAML, which a configuration has not.
              Write the value out where it is wanted; a name cannot begin with '!'.
            """
        ),
        (
            "log: {level: info\n",
            """
            f.yaml:2:1: This is not YAML: did not find expected ',' or '}' (while parsing a flow mapping that begins \
            in line 1).
              Compare with the example in docs/configuration.md or 'man tonusd.yaml'.
            """
        ),
        (
            "socket: /s\n---\nsocket: /t\n",
            """
            f.yaml:2:1: This is not YAML: but found another document (expected a single document in the stream that \
            begins in line 1).
              Compare with the example in docs/configuration.md or 'man tonusd.yaml'.
            """
        ),
        (
            "log:\n  level: in\u{1}fo\n",
            """
            f.yaml:2:12: There is a control character, \\u{01}.
              Take it out; a file of another kind, or with lines that end otherwise, cannot be read.
            """
        ),
    ]) func aFaultNamesPlaceThingValueAndRemedy(text: String, fault: String) {
        #expect(faults(text) == (fault.isEmpty ? [] : [fault]))
    }

    @Test func aValueOfSeveralLinesMakesNoMessageOfSeveral() {
        let faults = faults("simulate:\n  - \"nobody\n\n\n    at=\\e[2J all\"\n")
        #expect(faults.count == 1)
        #expect(faults[0].count { $0 == "\n" } == 1 && !faults[0].contains("\u{1B}"))
    }

    @Test func aValueOfManyBytesIsNotComparedWithNames() {
        let faults = faults("simulate: [\(String(repeating: "x", count: 250_000))]\n")
        #expect(faults.count == 1 && faults[0].utf8.count < 300)
    }

    @Test func allFaultsAreToldAtOnce() {
        let text = "socket: here\nclients:\n  limit: 0\n  eviction-seconds: 1\nverbose: yes\n"
        #expect(faults(text).count == 4)
    }

    @Test func textThatIsNotUTF8IsNamedByItsPlace() {
        #expect(
            faults(Array("log:\n  level: ä".utf8) + [0xE4, 0x0A]) == [
                """
                f.yaml:2:11: The text is not UTF-8.
                  Save the file as UTF-8; without accents and the like any encoding will do.
                """
            ])
    }

    @Test func aHugeFileIsRefusedUnread() {
        let faults = faults([UInt8](repeating: UInt8(ascii: "#"), count: ConfigurationText.bytesLimit + 1))
        #expect(
            faults == [
                """
                f.yaml: The file has more than 256 KiB.
                  Is it the right file? A configuration of tonusd takes one or two.
                """
            ])
    }

    @Test func aLargeFileOfCommentsIsRead() {
        #expect(faults([UInt8](repeating: UInt8(ascii: "#"), count: ConfigurationText.bytesLimit)).isEmpty)
    }

    @Test(arguments: [
        String(repeating: "[", count: 200_000), String(repeating: "{a: ", count: 60_000),
        "simulate: " + String(repeating: "- ", count: 100_000), String(repeating: "? ", count: 100_000),
        (0..<600).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
    ]) func deepNestingIsRefusedBeforeTheReaderRecurses(text: String) {
        let faults = faults(text)
        #expect(faults.count == 1)
        #expect(faults[0].contains("brackets") || faults[0].contains("indented") || faults[0].contains("not YAML"))
    }

    /// A nonillion nodes, were it expanded.
    @Test(arguments: ["", "#"]) func aBombOfAliasesIsRefused(comment: String) {
        var text = "a0: &a0 [x, x]\n"
        for level in 1..<100 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)] \(comment)\n" }
        text += "? *a99\n: x\n"
        #expect(faults(text).first?.contains("anchor") == true)
    }

    @Test func aQuoteIsNoPlaceToHideAnAlias() {
        // To the reader `"b` belongs to the text before it, and *a is an alias.
        #expect(faults("x: [a\n \"b, *a, c\"]\n").first?.contains("begins an anchor") == true)
    }

    @Test func commentsMaySayAnything() {
        #expect(faults("# *bold* & [[[[ \u{7}\n\t# tab\nlog:  # & more *stars*\n  level: info # !\n").isEmpty)
    }

    @Test func linesMayEndWithACarriageReturn() {
        #expect(faults("\u{FEFF}log:\r\n  level: debug\r\n\r\n").isEmpty)
    }

    @Test func aNameWithAnAmpersandInsideIsAName() {
        #expect(faults("socket: /srv/R&D/tonus.sock\n").isEmpty)
    }
}
