// SPDX-License-Identifier: Apache-2.0
import StreamAPI
import Testing

@testable import tonus

@Suite struct RunInputTests {
    private let pain = CoachQuestion(question: "pain-after", text: "?", least: 0, greatest: 10, sizes: [])
    private let size = CoachQuestion(
        question: "size", text: "?", least: nil, greatest: nil,
        sizes: [CoachTrainer(name: "one", millimetres: 15), CoachTrainer(name: "two", millimetres: 20)])

    private func wishes(_ text: String, asked question: CoachQuestion? = nil) -> [RunInput.Wish] {
        var input = RunInput()
        input.question = question
        return input.take(Array(text.utf8))
    }

    @Test func everyKeySaysOneThing() {
        #expect(wishes(" sqnf-") == [.pauseOrResume, .skip, .stop, .next, .felt, .smaller])
        #expect(wishes("x7\t") == [])
    }

    @Test func escapeStopsAndAnArrowDoesNot() {
        #expect(wishes("\u{1B}") == [.stop])
        #expect(wishes("\u{1B}[A") == [])
    }

    @Test func stopIsOneKeyAwayAlsoWhileAQuestionIsOpen() {
        #expect(wishes("4q", asked: pain) == [.stop])
        #expect(wishes("q", asked: size) == [.stop])
    }

    @Test func answersAreTakenOnTheScaleAndEnterAloneGoesOnWithout() {
        #expect(wishes("10\r", asked: pain) == [.answer(.number(10))])
        #expect(wishes("71\u{7F}\n", asked: pain) == [.answer(.number(7))])
        #expect(wishes("\r", asked: pain) == [.next])
        #expect(wishes("11\r", asked: pain) == [])
        #expect(wishes("0\r2\r", asked: size) == [.answer(.noneToday), .answer(.size("two"))])
        #expect(wishes("3\r", asked: size) == [])
    }

    @Test func whatWasTypedForOneQuestionIsNotForTheNext() {
        var input = RunInput()
        input.question = pain
        #expect(input.take(Array("5".utf8)) == [])
        input.question = size
        #expect(input.take(Array("\r".utf8)) == [.next])
    }
}
