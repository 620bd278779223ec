// SPDX-License-Identifier: Apache-2.0
import ExerciseProgrammes
import Foundation
import GuidedExercise
import Testing

/// What is wrong with a programme is said with its place and what helps, all at once.
@Suite struct LintTests {
    private static let sound = """
        tonus-programme: 1
        id: mine
        version: 1
        title: Mine
        summary: Of my own.
        focus: relaxation
        source: own
        phases:
          - id: a
            title: A
            repeat: 3
            steps:
              - {do: squeeze, for: 3 s}
              - {do: release, for: 10 s}
            scores: [relax_latency]

        """

    private func faults(_ text: String) -> [String] {
        do throws(ProgrammeFaults) {
            _ = try Programme(reading: TextNode(yaml: Array(text.utf8)))
            return []
        } catch {
            return error.faults.map { "\($0.line):\($0.column) \($0.message); \($0.remedy)" }
        }
    }

    private func faults(replacing old: String, by new: String) -> [String] {
        #expect(Self.sound.contains(old))
        return faults(Self.sound.replacing(old, with: new))
    }

    @Test func theSoundOneHasNone() { #expect(faults(Self.sound) == []) }

    @Test(arguments: [
        ("focus: relaxation", "fokus: relaxation", "6:1 the key \"fokus\" is not known; did you mean focus?"),
        ("focus: relaxation", "focus: relaxed", "6:8 focus \"relaxed\" is not known"),
        ("id: mine", "id: My Own", "2:5 id \"My Own\" is no name"),
        ("version: 1\ntitle", "version: one\ntitle", "3:10 version \"one\" is no whole number"),
        ("repeat: 3", "repeat: 0", "11:13 repeat \"0\" is no whole number from 1 to 100"),
        ("for: 3 s", "for: 3", "13:28 for \"3\" is no length of time; write it with a unit"),
        ("for: 3 s", "for: 500 s", "13:28 for \"500 s\" is not possible; give 0.5 s to 120 s"),
        ("do: squeeze", "do: squeze", "13:14 the action \"squeze\" is not known; did you mean squeeze?"),
        (
            "relax_latency", "relax_latenzy",
            "15:14 the score \"relax_latenzy\" is not known; did you mean relax_latency?"
        ),
        (
            "relax_latency", "target_error",
            "15:14 the score target_error cannot be worked out in the phase a; give a step a target"
        ),
        ("{do: squeeze, for: 3 s}", "{do: rest, for: 3 s}", "release follows no squeeze"),
        ("for: 3 s}", "for: 3 s, target: {of-maximum: 50-20 %}}", "ends where it begins or below"),
        ("for: 3 s}", "for: 3 s, target: {of-maximum: 90-140 %}}", "cannot be reached; keep it from 0 to 100 %"),
        ("for: 3 s}", "for: 3 s, target: {above-rest: 400-500 cmH2O}}", "cannot be reached"),
        ("for: 3 s}", "for: 3 s, target: {absolute: 20-30 cmH2O}}", "means nothing without a zero in air"),
        ("for: 3 s}", "for: 3 s, target: {of-baseline: at most 2 SD}}", "no phase before it measures"),
        ("source: own\n", "", "1:1 the programme has no source"),
        ("phases:", "phases: []\nx:", "the key \"x\" is not known"),
        ("title: Mine", "title: [a", "this is no YAML"),
        ("title: Mine", "title: &a Mine", "4:8 anchors and aliases"),
        ("title: Mine", "title: Mine\ntitle: Thine", "a key stands twice: title"),
        ("- {do: squeeze, for: 3 s}", "- {ask: pain}", "the question \"pain\" is not known"),
        ("- {do: squeeze, for: 3 s}", "- {do: trainer, at-most: 5 min}", "a trainer is used and no size is listed"),
        ("- {do: squeeze, for: 3 s}", "- {do: reveal, for: 5 s}", "there is nothing to reveal"),
    ]) func eachFaultHasItsPlaceAndARemedy(_ old: String, _ new: String, _ expected: String) {
        let found = faults(replacing: old, by: new)
        #expect(found.contains { $0.contains(expected) }, "\(found)")
        #expect(found.allSatisfy { !$0.hasSuffix("; ") })
    }

    /// Whoever mends the cause would look for a second one.
    @Test(arguments: [
        ("for: 3 s", "for: 500 s"), ("do: squeeze", "do: squeze"), ("relax_latency", "relax_latenzy"),
        ("id: a", "id: A"),
    ]) func whatFollowsFromAFaultIsNotSaid(_ old: String, _ new: String) {
        let found = faults(replacing: old, by: new)
        #expect(found.allSatisfy { !$0.contains("has no steps") && !$0.contains("follows no squeeze") }, "\(found)")
        #expect(found.count == 1, "\(found)")
        let alone = Self.sound.replacing("- {do: release, for: 10 s}\n", with: "")
            .replacing("for: 3 s", with: "for: 500 s")
        #expect(faults(alone).count == 1, "\(faults(alone))")
    }

    @Test func allAreSaidAtOnceInTheOrderOfTheirLines() {
        let text = Self.sound.replacing("id: mine", with: "id: M").replacing("for: 3 s", with: "for: x")
            .replacing("focus", with: "focis").replacing("repeat: 3", with: "repeat: many")
        let lines = faults(text).compactMap { Int($0.prefix { $0 != ":" }) }
        #expect(lines.count >= 4)
        #expect(lines == lines.sorted())
        let step = Self.sound.replacing("{do: squeeze, for: 3 s}", with: "{do: squeze, for: 3}")
        #expect(faults(step).count { $0.hasPrefix("13:") } == 2)
    }

    @Test(arguments: [
        [UInt8](), [0], [0xFF, 0xFE], Array("a".utf8), Array("[[[[".utf8), Array(": :".utf8), Array("- - -".utf8),
        [UInt8](repeating: UInt8(ascii: "["), count: 100_000), [UInt8](repeating: UInt8(ascii: "a"), count: 300_000),
        Array(String(repeating: "- ", count: 50_000).utf8), Array(String(repeating: "a: \n ", count: 3000).utf8),
        Array("tonus-programme: {a: {b: {c: [1, 2]}}}".utf8), Array("{? [a]: b}".utf8), Array("--- a\n--- b".utf8),
    ]) func anyBytesEndInAFault(_ bytes: [UInt8]) {
        #expect(throws: ProgrammeFaults.self) { _ = try Programme(reading: TextNode(yaml: bytes)) }
    }

    /// Each shipped programme with a byte changed, thousands of times: it is read, or its faults are said.
    @Test(arguments: Shipped.ids) func aChangedByteNeverBreaksTheReader(_ id: String) throws {
        let path = try #require(Shipped.all.first { $0.name == id }?.path)
        let sound = Array(try String(contentsOfFile: path, encoding: .utf8).utf8)
        var random: UInt64 = 7
        for _ in 0..<300 {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            var bytes = sound
            bytes[Int(random >> 33) % bytes.count] = UInt8(truncatingIfNeeded: random >> 20)
            do throws(ProgrammeFaults) {
                let programme = try Programme(reading: TextNode(yaml: bytes))
                #expect(programme.seconds <= Programme.longestSeconds)
            } catch {
                #expect(!error.faults.isEmpty && error.faults.allSatisfy { $0.line >= 1 && $0.column >= 1 })
            }
        }
    }
}
