// SPDX-License-Identifier: Apache-2.0
import StreamAPI
import VirtualPerineometer

extension SettingDefinition {
    /// Everything that can be set, in the order of the documentation.
    public static let all: [SettingDefinition] =
        [socket, stateDirectory, simulate, logLevel, logFormat, clientLimit, evictionSeconds, waiting] + access

    /// - Returns: the definition of a key, or nil.
    public static func named(_ key: String) -> SettingDefinition? { all.first { $0.key == key } }

    static let socket = text(
        "socket", \.socket, form: "absolute path, at most \(SocketPath.longestBytes) bytes", flag: "--socket",
        reloadable: false, example: SocketPath.service,
        Words(
            summary: "Where tonusd listens for clients.",
            detail: """
                The folder is made if it is missing. Clients look in the usual place, or where --socket or $TONUS_SOCKET \
                tells them. Not to be set where systemd listens (tonusd.socket), unless to the same path.
                """,
            since: "0.1",
            unset:
                "`$RUNTIME_DIRECTORY/tonus.sock`, `$XDG_RUNTIME_DIR/tonus/tonus.sock`, for root `\(SocketPath.service)`"
        )
    ) { path throws(Unfit) in
        let shown = SettingFault.quoted(path)
        guard path.hasPrefix("/") else {
            throw Unfit(
                message: "\(shown) is not a value of socket: the path must begin with /.",
                hint: "Write it as an absolute path, for instance \(SocketPath.service).")
        }
        guard path.utf8.count <= SocketPath.longestBytes else {
            throw Unfit(
                message: """
                    \(shown) is not a value of socket: \(path.utf8.count) bytes are more than the \
                    \(SocketPath.longestBytes) that a Unix socket's path can have.
                    """,
                hint: "Choose a shorter path.")
        }
        guard !path.utf8.contains(0) else {
            throw Unfit(
                message: "\(shown) is not a value of socket: a path cannot hold a zero byte.", hint: "Leave it out.")
        }
    }

    static let stateDirectory = text(
        "state-dir", \.stateDirectory, form: "absolute path", flag: "--state-dir", reloadable: false,
        example: "/var/lib/tonus",
        Words(
            summary: "Where sessions are kept.",
            detail: """
                Sessions lie in the folder `sessions` in it, sealed; the key in `master.key`, which is made at the first \
                start, unless systemd gives the credential `tonus-master-key`. Without the key no session can ever be \
                read again: keep a copy elsewhere.
                """,
            since: "0.1",
            unset: "`$STATE_DIRECTORY`, `$XDG_STATE_HOME/tonus`, for root `/var/lib/tonus`, else `~/.local/state/tonus`"
        )
    ) { path throws(Unfit) in
        guard path.hasPrefix("/"), !path.utf8.contains(0) else {
            throw Unfit(
                message: "\(SettingFault.quoted(path)) is not a value of state-dir: the path must begin with /.",
                hint: "Write it as an absolute path, for instance /var/lib/tonus.")
        }
    }

    static let simulate = list(
        "simulate", \.simulate, form: "virtual perineometers, `PERSONA[,rate=HZ][,channels=N][,seed=N]`",
        flag: "--simulate", reloadable: false, example: ["comfortable-strong,rate=1000"],
        Words(
            summary: "Virtual perineometers to use instead of USB.",
            detail: """
                Nobody is measured, and everything says that it is simulated. Personas: \
                \(Persona.catalogue.map(\.id).joined(separator: ", ")). Rates: \
                \(SimulationSpecification.ratesHertz.map(String.init).joined(separator: ", ")) Hz. Between brackets each \
                needs quotes, because of its commas.
                """,
            since: "0.1", unset: "none: a perineometer on USB")
    ) { text throws(Unfit) in
        // Far more than the longest takes; what is wrong with a longer one need not be looked for.
        guard text.utf8.count <= 200 else {
            throw Unfit(
                message: "\(SettingFault.quoted(text)) is not a value of simulate: it has more than 200 bytes.",
                hint: "Write for example comfortable-strong,rate=1000.")
        }
        do throws(SimulationSpecificationError) {
            return try SimulationSpecification(parsing: text)
        } catch {
            throw Unfit(
                message: "\(SettingFault.quoted(text)) is not a value of simulate. \(error.message)", hint: error.hint)
        }
    } clash: { one, other in
        // Persona and seed make the serial number, by which clients tell perineometers apart.
        guard one.persona.id == other.persona.id, one.seed == other.seed else { return nil }
        return Unfit(
            message: "'\(other)' is not a value of simulate: its persona and seed are given twice.",
            hint: "Give each perineometer another seed, as in ,seed=2; between brackets, put each between quotes.")
    }

    static let logLevel = choice(
        "log.level", \.log.level, flag: "--log-level", reloadable: true,
        Words(
            summary: "The least important that is logged.",
            detail: "No level logs a sample, a pressure, a note or a person's name.", since: "0.1"))

    static let logFormat = choice(
        "log.format", \.log.format, flag: "--log-format", reloadable: true,
        Words(
            summary: "How a line of the log is written.",
            detail: """
                text is for people, json is an object a line with time, level, message and what belongs to it. Under \
                systemd each line begins with its priority (sd-daemon(3)), which the journal takes off.
                """, since: "0.1"))

    static let clientLimit = number(
        "clients.limit", \.clients.limit, 1...ClientSettings.mostClients, unit: "", flag: nil, reloadable: true,
        Words(
            summary: "The most clients at once.",
            detail: "One more is told so and closed. A lower limit closes nobody who is connected.", since: "0.1"))

    static let evictionSeconds = number(
        "clients.eviction-seconds", \.clients.evictionSeconds, 5...3600, unit: "seconds", flag: nil, reloadable: true,
        Words(
            summary: "When a client that does not read is closed.",
            detail:
                "So long its socket may have had no room. Whoever merely reads slowly is told what it missed instead.",
            since: "0.1"))

    static let waiting = number(
        "clients.waiting-kib", \.clients.waitingKiB, 64...8192, unit: "KiB", flag: nil, reloadable: false,
        Words(
            summary: "How much may wait in the daemon to be sent to one client.",
            detail: """
                Beyond it nothing more is written to that client until a quarter is left. The kernel holds as much as \
                128 KiB besides. More helps a client that pauses; it does not make it faster.
                """, since: "0.1"))

    static let access: [SettingDefinition] = [
        subjects(
            "access.controllers", \.access.controllers, example: ["@tonus", "1000"],
            summary: "Who may watch and act: zero, test, mark."),
        subjects("access.observers", \.access.observers, example: ["@students"], summary: "Who may only watch."),
        choice(
            "access.others", \.access.others, flag: nil, reloadable: true,
            Words(
                summary: "What everybody else may who can reach the socket.",
                detail: "Who can reach it at all is decided by the socket's folder: docs/service.md.", since: "0.1")),
    ]

    private static func subjects(
        _ key: String, _ place: Place<[AccessEntry]>, example: [String], summary: String
    ) -> Self {
        list(
            key, place, form: "user names, `\"@group\"` with its quotes, or their numbers", flag: nil, reloadable: true,
            example: example,
            Words(
                summary: summary,
                detail: "A user's own entry counts before those of groups; who is in both lists may act.", since: "0.1",
                unset: "nobody by name", isPersonal: true)
        ) { text throws(Unfit) in
            guard let subject = AccessEntry(text) else {
                throw Unfit(
                    message: "This entry of \(key) is not the name of a user or group.",
                    hint: "Write a user's name or number, or \"@\" and a group's name, for example \"@tonus\".")
            }
            return subject
        } clash: { one, other in
            guard one == other else { return nil }
            return Unfit(message: "This entry of \(key) is given twice.", hint: "Leave one of them out.")
        }
    }
}
