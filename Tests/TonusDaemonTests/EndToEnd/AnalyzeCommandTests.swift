// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// `tonus analyze`, as people and scripts run it.
@Suite struct AnalyzeCommandTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A minute of rest with four squeezes, 100 samples a second, as rows of a CSV file.
    private func rows(_ change: (Int, Double) -> String? = { _, pressure in "\(pressure)" }) -> [String] {
        func ease(_ phase: Double) -> Double {
            let x = min(max(phase, 0), 1)
            return x * x * (3 - 2 * x)
        }
        return (0..<6000).compactMap { index in
            let time = Double(index) / 100
            let phase = time.truncatingRemainder(dividingBy: 15)
            let pressure =
                16 + 0.6 * sin(1.6 * time) + 0.1 * sin(97 * time)
                + 30 * (ease((phase - 8) / 0.4) - ease((phase - 12) / 0.5))
            return change(index, pressure).map { "\(time),\($0)" }
        }
    }

    private func file(_ rows: [String], heading: String = "time_s,simulated_pressure_cmH2O") throws -> String {
        let path = folder.path + "/recording.csv"
        try Data((([heading] + rows).joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: path))
        return path
    }

    private func analyze(_ arguments: String...) throws -> (code: Int32, output: String, errors: String) {
        let program = try RunningProgram("tonus", ["analyze"] + arguments)
        let code = try program.exitCode()
        return (code, program.standardOutput, program.standardError)
    }

    private func object(_ text: String) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    private func faults(_ object: [String: Any]) -> [String] {
        (object["faults"] as? [[String: Any]])?.compactMap { $0["kind"] as? String } ?? []
    }

    @Test func peopleGetATableInPlainText() throws {
        let result = try analyze(try file(rows()))
        #expect(result.code == 0)
        #expect(result.errors.isEmpty)
        #expect(result.output.hasPrefix("SIMULATED recording recording.csv: CSV, 100 samples a second"))
        #expect(result.output.contains("4 squeezes in 1:00.0"))
        #expect(result.output.contains("not a diagnosis"))
        #expect(result.output.utf8.allSatisfy { $0 < 128 })
        #expect(result.output.split(separator: "\n").filter { $0.contains(" squeeze  ") }.count == 4)
    }

    @Test func contractionsThatAnswerACueAreToldFromTheOthers() throws {
        let path = try file(rows())
        let object = try object(try analyze(path, "--json", "--cues", "22.5,40,52").output)
        let contractions = try #require(object["contractions"] as? [[String: Any]])
        #expect(contractions.compactMap { $0["cue"] as? String } == ["unknown", "cued", "uncued", "cued"])
        let refused = try analyze(path, "--cues", "10,soon")
        #expect(refused.code == 64 && refused.errors.contains("\"soon\" is no time"))
    }

    @Test func programsGetOneObject() throws {
        let path = try file(rows())
        let result = try analyze("--json", path)
        #expect(result.code == 0)
        let object = try object(result.output)
        #expect(object["file"] as? String == "recording.csv")
        let onsets = (object["contractions"] as? [[String: Any]])?.compactMap { $0["onset"] as? Double } ?? []
        #expect(onsets.count == 4)
        for (onset, expected) in zip(onsets, [8.08, 23.08, 38.08, 53.08]) { #expect(abs(onset - expected) < 0.1) }
    }

    @Test func aGapAndMissingValuesAreFlagged() throws {
        let path = try file(
            rows { index, pressure in
                900..<1400 ~= index ? nil : 350..<353 ~= index % 700 || 3000..<3100 ~= index ? "NaN" : "\(pressure)"
            })
        let result = try analyze("--json", path)
        #expect(result.code == 0)
        let object = try object(result.output)
        let gaps = try #require(object["gaps"] as? [[String: Any]])
        #expect(gaps.filter { $0["bridged"] as? Bool == false }.compactMap { $0["seconds"] as? Double } == [5, 1])
        #expect(faults(object).contains("missing"))
        let first = (object["contractions"] as? [[String: Any]])?.first
        #expect(first?["rule"] as? String == "interrupted")
    }

    @Test func aConstantSignalIsFlagged() throws {
        let result = try analyze("--json", try file(rows { _, _ in "17" }))
        #expect(result.code == 0)
        let object = try object(result.output)
        #expect((object["contractions"] as? [Any])?.isEmpty == true)
        #expect(faults(object) == ["constant"])
        #expect((object["notes"] as? [String])?.contains { $0.contains("the sensor was not read") } == true)
    }

    @Test func aSaturatedSignalIsFlagged() throws {
        let object = try object(try analyze("--json", try file(rows { _, pressure in "\(min(pressure, 40))" })).output)
        #expect(faults(object) == ["clipped", "clipped", "clipped", "clipped"])
    }

    @Test(arguments: [1e5, 1e300])
    func anAbsurdScaleIsAnErrorThatNamesTheUnit(_ scale: Double) throws {
        let path = try file(rows { _, pressure in "\(pressure * scale)" })
        let result = try analyze("--json", path)
        #expect(result.code == 65)
        #expect(result.output.isEmpty)
        #expect(result.errors.contains("--unit"))
    }

    @Test func aScaleTooSmallIsSaid() throws {
        let object = try object(try analyze("--json", try file(rows { _, pressure in "\(pressure / 1e4)" })).output)
        #expect((object["notes"] as? [String])?.contains { $0.contains("--unit") } == true)
    }

    @Test func emptyUnsortedAndAbsentFilesAreErrors() throws {
        let path = folder.path + "/recording.csv"
        #expect(try analyze(folder.path + "/nobody.csv").code == 66)
        try Data().write(to: URL(filePath: path))
        let empty = try analyze(path, "--json")
        #expect(empty.code == 65)
        #expect(empty.errors.contains("is empty"))
        #expect(try analyze(try file([])).code == 65)
        let sorted = rows()
        let unsorted = try analyze("--json", try file(Array(sorted[3000...] + sorted[..<3000])))
        #expect(unsorted.code == 65)
        #expect(unsorted.output.isEmpty)
        #expect(unsorted.errors.contains("backwards"))
        #expect(try analyze(try file(sorted), "--column", "flow").code == 64)
        #expect(try analyze(try file(sorted), "--output-unit", "bar").code == 64)
    }

    @Test func anObjectThatHasBegunIsEndedWithTheError() throws {
        let minutes = 30
        var long: [String] = []
        let minute = rows().map { String($0.split(separator: ",")[1]) }
        for _ in 0..<minutes { long += minute }
        long = long.enumerated().map { "\(Double($0.offset) / 100),\($0.element)" } + ["1.0,17"]
        let result = try analyze("--json", try file(long))
        #expect(result.code == 65)
        let object = try object(result.output)
        #expect((object["contractions"] as? [Any])?.count ?? 0 > 100)
        #expect((object["error"] as? [String: String])?["message"]?.contains("backwards") == true)
    }

    @Test func restIsStatedOnlyForAZeroInAir() throws {
        let path = try file(rows())
        let without = try object(try analyze("--json", path).output)
        let refused = (without["session"] as? [String: Any])?["refused"] as? [String: String]
        #expect(refused?["rest_pressure"] == "notZeroed")
        let with = try object(try analyze("--json", "--zero", "air", path).output)
        let pressure = (with["session"] as? [String: Any])?["rest_pressure"] as? Double
        #expect(abs((pressure ?? 0) - 16) < 0.5)
    }
}
