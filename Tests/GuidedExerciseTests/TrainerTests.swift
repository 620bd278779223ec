// SPDX-License-Identifier: Apache-2.0
import GuidedExercise
import GuidedPatients
import Perineometry
import Testing

@Suite struct TrainerTests {
    private func run(
        _ answer: @escaping @Sendable (CoachEvent) -> CoachCommand?, options: CoachOptions = CoachOptions(zero: .none)
    ) throws -> GuidedRun {
        let run = try GuidedRun(
            Given.programme(Given.trainerPhases, sizes: Given.trainers), .obedient, options: options, answer: answer)
        try run.run(seconds: 900)
        return run
    }

    private static func answer(_ event: CoachEvent, size: String = "b", pain: Int, after: CoachCommand) -> CoachCommand?
    {
        switch event.kind {
        case .question(let asked):
            asked.question == .size ? .answer(.size(size)) : .answer(.number(asked.question == .painPeak ? pain : 1))
        case .progress(let progress): progress.second == 5 ? after : nil
        default: nil
        }
    }

    @Test func atOnesOwnPaceNothingCountsDown() throws {
        let run = try run { Self.answer($0, pain: 2, after: .next) }
        let progress = run.events.compactMap { if case .progress(let progress) = $0.kind { progress } else { nil } }
        #expect(progress.allSatisfy { $0.left == nil })
        #expect(run.summary?.reason == .completed)
        #expect(run.summary?.suggestion == .suggestStay)
        #expect(run.summary?.answers.count == 6)
    }

    @Test func smallerTodayIsAGoodEndWithTheSmallerTrainer() throws {
        let run = try run { Self.answer($0, pain: 0, after: .smallerToday) }
        #expect(run.summary?.reason == .smallerToday)
        let texts = run.events.cues.map(\.text)
        #expect(texts.first?.contains("(b, 18 mm)") == true)
        #expect(texts.last?.contains("(a, 12 mm)") == true)
        // Nothing greater is suggested after it.
        #expect(run.summary?.suggestion == .suggestStay)
    }

    @Test func noneTodayLeavesTheTrainerOut() throws {
        let run = try run { event in
            guard case .question(let asked) = event.kind else { return nil }
            return asked.question == .size ? .answer(.noneToday) : .answer(.number(0))
        }
        #expect(run.summary?.reason == .noneToday)
        #expect(run.summary?.phases.map(\.outcome) == [.done, .leftOut, .done])
    }

    @Test func theNextSizeIsOnlyEverSuggestedAndOnlyWithoutPain() throws {
        let calm = try run { Self.answer($0, size: "a", pain: 0, after: .next) }
        #expect(calm.summary?.suggestion == .suggestTalkAboutNext)
        let hurt = try run { Self.answer($0, size: "a", pain: 6, after: .next) }
        #expect(hurt.summary?.suggestion == .suggestSmaller)
        let greatest = try run { Self.answer($0, size: "b", pain: 0, after: .next) }
        #expect(greatest.summary?.suggestion == .suggestStay)
    }

    @Test func anAnswerOffTheScaleIsRefusedAndTheQuestionStaysOpen() throws {
        let run = try GuidedRun(
            Given.programme(Given.trainerPhases, sizes: Given.trainers), .obedient, answer: { _ in nil })
        try run.run(seconds: 8)
        #expect(throws: CommandRefusal.self) { try run.follow(.answer(.size("c"))) }
        try run.follow(.answer(.size("a")))
        #expect(throws: CommandRefusal.self) { try run.follow(.answer(.number(11))) }
        try run.follow(.answer(.number(10)))
        try run.follow(.next)
        #expect(run.events.contains { $0.kind == .answered(.anxietyBefore, nil) })
    }

    @Test func aQuestionTakesNoTime() throws {
        let run = try GuidedRun(
            Given.programme(Given.trainerPhases, sizes: Given.trainers), .obedient, answer: { _ in nil })
        try run.run(seconds: 60)
        #expect(run.events.last?.elapsedSeconds == 0)
    }

    @Test func onesOwnTrainersReplaceTheProgrammes() throws {
        let own = [TrainerSize(name: "little blue", millimetres: 10)]
        let run = try GuidedRun(
            Given.programme(Given.trainerPhases, sizes: Given.trainers), .obedient,
            options: CoachOptions(zero: .none, sizes: own), answer: { _ in nil })
        try run.run(seconds: 8)
        let asked = run.events.compactMap { if case .question(let asked) = $0.kind { asked } else { nil } }
        #expect(asked.first?.sizes == own)
    }
}
