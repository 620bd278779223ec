// SPDX-License-Identifier: Apache-2.0
import GuidedExercise
import Testing

/// Words that nobody who exercises should read.
enum UnkindWords {
    static let all = [
        "fail", "streak", "abnormal", "normal", "poor", "weak", "wrong", "bad", "hypertonic", "hypotonic",
        "vaginismus", "dysfunction", "disorder", "diagnos", "patient", "score of", "you must", "you should",
        "try harder",
        "only reached", "lazy", "leaderboard", "rank", "level up", "missed", "punish",
    ]

    static func found(in text: String) -> [String] {
        let lower = text.lowercased()
        return all.filter { lower.contains($0) }
    }
}

@Suite struct TextTests {
    @Test(arguments: TextKey.allCases) func theWordsAreKindAndDiagnoseNothing(_ key: TextKey) {
        #expect(UnkindWords.found(in: key.english) == [])
        #expect(!key.english.isEmpty && !key.english.contains("!"))
    }

    @Test func unkindWordsAreFound() {
        #expect(UnkindWords.found(in: "You failed: abnormal") == ["fail", "abnormal", "normal"])
    }
}
