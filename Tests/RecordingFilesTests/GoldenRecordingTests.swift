// SPDX-License-Identifier: Apache-2.0
import Foundation
import Perineometry
import RecordingFiles
import Testing

/// Files that other people's libraries wrote, against what these read from them (scripts/golden/recordings.py).
@Suite struct GoldenRecordingTests {
    /// What stands beside a golden file.
    struct Expected {
        var signals: [String: (rate: Double, values: [Double])] = [:]
        var annotations: [RecordedAnnotation] = []

        init(_ name: String) throws {
            let text = try String(contentsOfFile: golden(name + ".txt"), encoding: .utf8)
            for line in text.split(separator: "\n") {
                let words = line.split(separator: " ").map(String.init)
                if words[0] == "signal" {
                    signals[words[1]] = (try #require(Double(words[3])), words.dropFirst(4).compactMap(Double.init))
                } else {
                    let duration = try #require(Double(words[2]))
                    annotations.append(
                        RecordedAnnotation(
                            onsetSeconds: try #require(Double(words[1])),
                            durationSeconds: duration < 0 ? nil : duration,
                            text: words.dropFirst(3).joined(separator: " ")))
                }
            }
        }
    }

    static func golden(_ name: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden").appending(path: name).path
    }

    private static func largestDifference(_ left: [Double], _ right: [Double]) -> Double {
        left.count == right.count ? zip(left, right).map { abs($0 - $1) }.max() ?? 0 : .infinity
    }

    @Test func plainEDFByPyEDFlib() throws {
        let reading = try Reading(path: Self.golden("pyedflib-plain.edf"))
        let expected = try #require(try Expected("pyedflib-plain.edf").signals["pressure"])
        #expect(reading.description.format == .edf)
        #expect(reading.description.rateHertz == expected.rate)
        #expect(reading.description.samples == 200)
        #expect(Self.largestDifference(reading.values(), expected.values) < 1e-10)
        #expect(reading.description.start == "2026-03-14T10:30:15")
        #expect(reading.description.isSimulated)
    }

    @Test func bdfPlusByPyEDFlib() throws {
        let reading = try Reading(path: Self.golden("pyedflib-plus.bdf"))
        let expected = try Expected("pyedflib-plus.bdf")
        let signal = try #require(expected.signals["vaginal"])
        #expect(reading.description.format == .bdfPlusContinuous)
        #expect(reading.description.chosen[0].unit == .hectopascal)
        let hectopascals = reading.values().map { $0 * 0.980_665 }
        #expect(Self.largestDifference(hectopascals, signal.values) < 1e-10)
        #expect(reading.annotations == expected.annotations)
    }

    @Test func edfPlusByPyEDFlibWithOtherRatesAndAGap() throws {
        let reading = try Reading(
            path: Self.golden("pyedflib-plus.edf"), RecordingSelection(others: ["temperature"], unit: .cmH2O))
        let expected = try Expected("pyedflib-plus.edf")
        #expect(reading.description.format == .edfPlusContinuous)
        #expect(reading.description.chosen.map(\.role) == [.pelvicFloor, .abdominal, .arrayElement])
        #expect(reading.annotations == expected.annotations)
        // The annotation BAD_gap spans 1.0 to 1.5 s, which is samples 50 to 74.
        #expect(reading.gaps == [RecordingGap(first: SampleIndex(50), missing: 25, seconds: 0.5)])
        let places = (0..<200).filter { !(50..<75).contains($0) }
        let pressure = try #require(expected.signals["pressure"]?.values)
        let slow = try #require(expected.signals["abdominal"]?.values)
        let fast = try #require(expected.signals["temperature"]?.values)
        #expect(Self.largestDifference(reading.values(0), places.map { pressure[$0] }) < 1e-10)
        #expect(Self.largestDifference(reading.values(1), places.map { slow[$0 / 5] }) < 1e-10)
        #expect(Self.largestDifference(reading.values(2), places.map { (fast[2 * $0] + fast[2 * $0 + 1]) / 2 }) < 1e-10)
        #expect(reading.notes.contains { $0.contains("abdominal") && $0.contains("held") })
        #expect(reading.notes.contains { $0.contains("temperature") && $0.contains("averaged") })
    }

    @Test func discontinuousEDFAsEdfioReadsIt() throws {
        let reading = try Reading(path: Self.golden("edfio-discontinuous.edf"))
        let expected = try Expected("edfio-discontinuous.edf")
        let signal = try #require(expected.signals["pressure"])
        #expect(reading.description.format == .edfPlusDiscontinuous)
        #expect(Self.largestDifference(reading.values(), signal.values) < 1e-10)
        #expect(reading.annotations == expected.annotations)
        #expect(reading.gaps == [RecordingGap(first: SampleIndex(40), missing: 50, seconds: 2.5)])
        #expect(reading.description.durationSeconds == 6.5)
    }

    @Test(arguments: ["numpy.csv", "pandas.csv", "pandas-decimal-comma.csv"])
    func textByNumPyAndPandas(_ name: String) throws {
        let reading = try Reading(path: Self.golden(name))
        let signal = try #require(try Expected(name).signals["pressure"])
        #expect(reading.description.rateHertz == signal.rate)
        #expect(reading.values() == signal.values)
        #expect(reading.gaps.isEmpty)
    }
}
