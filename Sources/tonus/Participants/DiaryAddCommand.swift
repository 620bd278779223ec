// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import StreamAPI
import TonusClient

struct DiaryAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Write something down: a trainer, a feeling, a treatment or a note.",
        discussion: """
            Pain is a whole number from 0 (none) to 10, anxiety from 0 (none) to 100. Everything may be left out that you \
            would rather not say.

              tonus diary add trainer --participant P-7 --size two --minutes 5 --pain 1,3,1 --anxiety 30,50,20 --stopped
              tonus diary add feeling --participant P-7 --anxiety 40
              tonus diary add treatment "pelvic examination" --participant P-7 --date 2026-03-14 --note -
              echo "slept badly" | tonus diary add note --participant P-7
            """,
        subcommands: [
            DiaryAddTrainerCommand.self, DiaryAddFeelingCommand.self, DiaryAddTreatmentCommand.self,
            DiaryAddNoteCommand.self,
        ])
}

/// What all kinds of entries have.
struct DiaryAddOptions: ParsableArguments {
    @OptionGroup var connection: ConnectionOptions

    @Option(help: ArgumentHelp("Whose.", valueName: "PSEUDONYM"))
    var participant: String

    @Option(help: ArgumentHelp("A day, as 2026-03-14, or now (default: now).", valueName: "DAY"))
    var date = "now"

    @Option(help: ArgumentHelp("The session that it belongs to.", valueName: "ID"))
    var session: String?

    @Flag(help: "Print the entry as JSON.")
    var json = false

    /// Writes an entry. The text "-" means what standard input holds.
    func add(_ kind: DiaryKind, text: String?, _ complete: (inout DiaryAddParams) -> Void) throws {
        var params = DiaryAddParams(
            participant: participant, kind: kind, day: date == "now" ? nil : date,
            text: try text == "-" ? TypedText.all() : text, session: session)
        complete(&params)
        try connection.withConnection { tonus throws(ClientError) in
            let entry: DiaryEntryReport = try tonus.call(DiaryAddParams.method, params)
            if json { printJSON(entry) } else { print(DiaryText.line(entry)) }
        }
    }
}

struct DiaryAddTrainerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trainer", abstract: "A trainer was used, for as long as it was good.",
        discussion: "Stopping when you want to is a good end: --stopped says that you chose it.")

    @OptionGroup var options: DiaryAddOptions

    @Option(help: ArgumentHelp("Its name, in your own words.", valueName: "SIZE"))
    var size: String?

    @Option(help: ArgumentHelp("Its diameter, 5 to 60.", valueName: "MM"))
    var millimetres: Double?

    @Option(help: ArgumentHelp("How long, 0 to 240.", valueName: "MINUTES"))
    var minutes: Double?

    @Option(help: ArgumentHelp("From 0 to 10: before, at its strongest, after; - leaves one out.", valueName: "B,P,A"))
    var pain: OverTime?

    @Option(help: ArgumentHelp("From 0 to 100: before, at its strongest, after; - leaves one out.", valueName: "B,P,A"))
    var anxiety: OverTime?

    @Flag(help: "You chose to stop.")
    var stopped = false

    @Option(help: ArgumentHelp("Free text; - reads it from standard input.", valueName: "TEXT"))
    var note: String?

    func run() throws {
        try options.add(.trainer, text: note) { params in
            (params.size, params.millimetres, params.minutes) = (size, millimetres, minutes)
            (params.pain, params.anxiety) = (pain?.rating, anxiety?.rating)
            params.stoppedByChoice = stopped ? true : nil
        }
    }
}

struct DiaryAddFeelingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "feeling", abstract: "Pain, anxiety or both, by themselves.")

    @OptionGroup var options: DiaryAddOptions

    @Option(help: ArgumentHelp("From 0 (none) to 10.", valueName: "N"))
    var pain: Int?

    @Option(help: ArgumentHelp("From 0 (none) to 100.", valueName: "N"))
    var anxiety: Int?

    @Option(help: ArgumentHelp("Free text; - reads it from standard input.", valueName: "TEXT"))
    var note: String?

    func validate() throws {
        if pain == nil, anxiety == nil { throw ValidationError("Give --pain, --anxiety or both.") }
    }

    func run() throws {
        try options.add(.feeling, text: note) { params in
            params.pain = pain.map { DiaryRating(now: $0) }
            params.anxiety = anxiety.map { DiaryRating(now: $0) }
        }
    }
}

struct DiaryAddTreatmentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "treatment", abstract: "Something was done that may matter beside the measurements.")

    @OptionGroup var options: DiaryAddOptions

    @Argument(help: ArgumentHelp("botox, examination, infection, or your own words.", valueName: "WHAT"))
    var treatment: String

    @Option(help: ArgumentHelp("Free text; - reads it from standard input.", valueName: "TEXT"))
    var note: String?

    func run() throws {
        try options.add(.treatment, text: note) { $0.treatment = treatment }
    }
}

struct DiaryAddNoteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "note", abstract: "A free note.",
        discussion: "The text is read from standard input, so that it stands in no history of a shell.")

    @OptionGroup var options: DiaryAddOptions

    func run() throws {
        try options.add(.note, text: "-") { _ in }
    }
}

/// Three numbers, before, at the strongest and after, of which any may be left out: "1,3,-".
struct OverTime: ExpressibleByArgument {
    var rating: DiaryRating

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ $0 == "-" || Int($0) != nil }) else { return nil }
        rating = DiaryRating(before: Int(parts[0]), peak: Int(parts[1]), after: Int(parts[2]))
    }
}
