// SPDX-License-Identifier: Apache-2.0
import ExerciseProgrammes
import Foundation
import GuidedExercise
import Perineometry
import Testing

/// docs/programmes.md is written by hand but for its two tables (`make vectors`), and says nothing that the reader does
/// not do.
@Suite struct ProgrammesPageTests {
    private static let path =
        #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/docs/programmes.md"

    private static func page() throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    /// The page with the lines after each mark, up to an empty one, replaced.
    private static func rewritten(_ page: String) throws -> String {
        let scores = ExerciseMetric.allCases.map(\.definition).map {
            "| `\($0.metric.rawValue)` | `\($0.id)` | \($0.unit.rawValue) | \($0.formula) | \($0.absence) | \($0.source) |"
        }
        let programmes = try Shipped.all.map { try $0.programme.get() }.map {
            "| `\($0.id)` | \($0.summary) | \($0.sources.joined(separator: "; ")) |"
        }
        var lines: [String] = []
        var isSkipping = false
        for line in page.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line.isEmpty { isSkipping = false }
            if !isSkipping { lines.append(line) }
            if line.hasPrefix("| name | definition |") || line.hasPrefix("| id | what |") {
                lines += [line.hasPrefix("| id") ? "|---|---|---|" : "|---|---|---|---|---|---|"]
                lines += line.hasPrefix("| id") ? programmes : scores
                isSkipping = true
            }
        }
        return lines.joined(separator: "\n")
    }

    @Test func theTablesAreThoseOfTheDefinitionsAndFiles() throws {
        let page = try Self.page()
        if ProcessInfo.processInfo.environment["TONUS_WRITE_VECTORS"] == "1" {
            try Self.rewritten(page).write(toFile: Self.path, atomically: true, encoding: .utf8)
        }
        #expect(try Self.page() == Self.rewritten(Self.page()))
    }

    @Test func theExampleHasNoFault() throws {
        let parts = try Self.page().components(separatedBy: "```")
        let example = try #require(parts.first { $0.hasPrefix("yaml\n") }?.dropFirst(5))
        let programme = try Programme(reading: TextNode(yaml: Array(example.utf8)))
        #expect(programme.id == "my-ladder")
        #expect(!programme.needsMaximum)
    }

    @Test func everyWordOfTheGrammarIsOnThePage() throws {
        let page = try Self.page()
        let words =
            Action.allCases.map(\.rawValue) + MuscleGroup.allCases.map(\.rawValue) + Question.allCases.map(\.rawValue)
            + FeedbackMode.allCases.map(\.rawValue) + Focus.allCases.map(\.rawValue) + ZeroNeed.allCases.map(\.rawValue)
            + ["tense", "ease", "muscles", "for", "at-most", "for-measured-hold", "say", "target", "ask", "measures"]
        for word in words { #expect(page.contains("`\(word)`"), "\(word)") }
    }
}
