// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import SessionExport
import StreamAPI
import TonusClient

struct SessionsShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one session: rest, contractions, time at ease, gaps.",
        discussion: """
            The figures are computed from what was recorded, by today's rules; docs/review.md explains each. None is a \
            diagnosis. A long session takes a while.
            """)

    @OptionGroup var connection: ConnectionOptions

    @Argument(help: ArgumentHelp("Which session; its first letters do.", valueName: "ID"))
    var session: String

    @Flag(help: "Print the figures as JSON.")
    var json = false

    func run() throws {
        try connection.withConnection { tonus throws(ClientError) in
            let review: SessionReview = try tonus.figures(of: session, .review)
            try printFigures(json ? { try review.json() } : { Array(review.text.utf8) })
        }
    }
}

struct SessionsCompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compare two sessions: what changed by more than measurement noise.",
        discussion: """
            Only like compares with like: the same person, probe, depth, posture and zero, stated in both (tonus session \
            start --participant, --probe, --depth, --posture; tonus zero). Where two sessions do not compare, the \
            answer says why. The order of the two does not matter. No change is called better or worse.

            Exit codes: 0 compared; 65 they do not compare.
            """)

    @OptionGroup var connection: ConnectionOptions

    @Argument(help: ArgumentHelp("One session.", valueName: "ID"))
    var first: String

    @Argument(help: ArgumentHelp("Another one of the same person.", valueName: "ID"))
    var second: String

    @Flag(help: "Print the comparison as JSON.")
    var json = false

    func run() throws {
        var isRefused = false
        try connection.withConnection { tonus throws(ClientError) in
            var reports: [SessionReport] = []
            for session in [first, second] {
                reports.append(try tonus.call(SessionGetParams.method, SessionGetParams(session: session)))
            }
            reports.sort { $0.began < $1.began }
            let people = reports.map(\.participant)
            if reports[0].id == reports[1].id {
                printError("tonus: both are session \(reports[0].id)\n  Name two sessions.\n")
                isRefused = true
                return
            }
            if let one = people[0], let other = people[1], one != other {
                printError("tonus: these sessions are of two people, \(one) and \(other)\n  Compare those of one.\n")
                isRefused = true
                return
            }
            let earlier: SessionReview = try tonus.figures(of: reports[0].id, .review)
            let later: SessionReview = try tonus.figures(of: reports[1].id, .review)
            let comparison = SessionComparison(earlier, later)
            isRefused = !comparison.refusals.isEmpty
            let label = earlier.isSimulated || later.isSimulated ? "SIMULATED\n" : ""
            let doubt =
                people.contains(nil) ? "That both are of one person is not stated in the sessions.\n" : ""
            try printFigures(
                json ? { try comparison.json() } : { Array((label + comparison.text + doubt).utf8) })
        }
        if isRefused { throw ExitCode(65) }
    }
}

struct SessionsTrendCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trend",
        abstract: "Show how the figures of one person went over her sessions.",
        discussion: """
            Of those sessions only that compare with the newest (see tonus sessions compare --help); the others are named \
            with the reason. How the muscle rests and lets go comes first, strength last. What the diary says (tonus \
            diary) stands between the sessions by date, as context: that one thing follows another does not say why.
            """)

    @OptionGroup var connection: ConnectionOptions

    @Option(help: ArgumentHelp("Whose (default: everybody's, where there is one).", valueName: "PSEUDONYM"))
    var participant: String?

    @Flag(help: "Leave the diary out.")
    var withoutDiary = false

    @Flag(help: "Print the lines as JSON.")
    var json = false

    func run() throws {
        var isRefused = false
        try connection.withConnection { tonus throws(ClientError) in
            let sessions = try tonus.allSessions(of: participant).filter { $0.samples > 0 }
            let people = Set(sessions.map { $0.participant ?? "nobody stated" })
            guard people.count <= 1 else {
                printError(
                    "tonus: the sessions are of several people: \(people.sorted().joined(separator: ", "))\n"
                        + "  Say whose with --participant.\n")
                isRefused = true
                return
            }
            var reviews: [SessionReview] = []
            for session in sessions.reversed() { reviews.append(try tonus.figures(of: session.id, .review)) }
            var trend = SessionTrend(over: reviews)
            if !withoutDiary, let whose = participant ?? sessions.first?.participant {
                let diary = try tonus.wholeDiary(of: whose)
                UnreadableRows.warn(diary.unreadable)
                trend.place(
                    diary.entries.map(SessionTrend.Mark.init),
                    among: zip(reviews, sessions.reversed()).map { ($0, $1.began) })
            }
            let label = reviews.contains(where: \.isSimulated) ? "SIMULATED\n" : ""
            try printFigures(json ? { try trend.json() } : { Array((label + trend.text).utf8) })
        }
        if isRefused { throw ExitCode(64) }
    }
}

struct SessionsRescoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rescore",
        abstract: "Detect again in a session, and say what today's rule finds otherwise.",
        discussion: """
            The recorded packets go through the same filter and detector as live ones; what comes out is held against the \
            contractions that were told while the session was recorded: same, changed (other limits or another kind), \
            new, gone. The session itself is not changed.
            """)

    @OptionGroup var connection: ConnectionOptions

    @Argument(help: ArgumentHelp("Which session; its first letters do.", valueName: "ID"))
    var session: String

    @Flag(help: "Print all contractions, by either detection, as JSON.")
    var json = false

    func run() throws {
        try connection.withConnection { tonus throws(ClientError) in
            let rescore: SessionRescore = try tonus.figures(of: session, .rescore)
            try printFigures(json ? { try rescore.json() } : { Array(rescore.text.utf8) })
        }
    }
}

private func printFigures(_ bytes: () throws -> [UInt8]) throws(ClientError) {
    do {
        print(String(decoding: try bytes(), as: UTF8.self), terminator: "")
    } catch {
        throw .malformed("figures that cannot be written: \(error)")
    }
}

extension SessionTrend.Mark {
    fileprivate init(_ entry: DiaryEntryReport) {
        let day = entry.day ?? String(LocalTime().text(entry.at).prefix(10))
        self.init(day: day, at: entry.at, kind: entry.kind.rawValue, words: DiaryText.words(entry))
    }
}
