// SPDX-License-Identifier: Apache-2.0
import ExerciseProgrammes
import Foundation
import GuidedExercise
import GuidedPatients
import Testing

/// Words that nobody who exercises should read, in all that the shipped programmes show.
@Suite struct WordsTests {
    private static let unkind = [
        "fail", "streak", "abnormal", "poor", "wrong", "hypertonic", "vaginismus", "dysfunction", "disorder", "diagnos",
        "you must", "leaderboard", "only reached", "missed", "punish",
    ]

    @Test(arguments: Shipped.ids) func shippedProgrammesSpeakKindly(_ id: String) throws {
        let programme = try Shipped.programme(id)
        var text = programme.title + programme.summary
        for phase in programme.phases { text += phase.title + phase.steps.compactMap(\.text).joined() }
        for word in Self.unkind { #expect(!text.lowercased().contains(word), "\(word)") }
    }

    @Test(arguments: Shipped.ids, [true, false]) func whatIsShownIsKindAndNeverAnOldValue(_ id: String, _ isPlain: Bool)
        throws
    {
        let run = try GuidedRun(Shipped.programme(id), .clenching)
        try run.run()
        var view = CoachView(isPlain: isPlain)
        var lines: [String] = []
        for event in run.events {
            lines += view.take(event)
            let live = view.live(pressure: 23, rest: 17, width: 80, isSimulated: true)
            #expect((live == nil) == isPlain)
            #expect(live?.contains("SIMULATED") ?? true)
            if let blank = view.live(pressure: nil, rest: nil, width: 80, isSimulated: true) {
                #expect(!blank.contains("█"))
            }
            _ = view.live(pressure: .nan, rest: .nan, width: 3, isSimulated: false)
        }
        let text = lines.joined(separator: "\n")
        for word in Self.unkind { #expect(!text.lowercased().contains(word), "\(word)") }
        if isPlain { #expect(!text.contains("\u{1B}") && !text.contains("█")) }
        #expect(lines.contains(EndReason.completed.text.english))
    }

    @Test(arguments: Shipped.ids) func theTimelineNamesEveryPhaseAndSource(_ id: String) throws {
        let programme = try Shipped.programme(id)
        let text = ProgrammeTimeline(programme).lines.joined(separator: "\n")
        for phase in programme.phases { #expect(text.contains(phase.title)) }
        for source in programme.sources { #expect(text.contains(source)) }
        let plain = ProgrammeTimeline(programme, isPlain: true).lines.joined()
        #expect(!plain.contains("▁") && !plain.contains("█"))
    }
}
