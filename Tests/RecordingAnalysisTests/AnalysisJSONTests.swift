// SPDX-License-Identifier: Apache-2.0
import Foundation
import Perineometry
import RecordingAnalysis
import RecordingFiles
import Testing

/// Scripts rely on these names.
struct AnalysisJSONTests {
    @Test func theMembersAreThoseOfTheContract() throws {
        let object = try Results(Trace(seconds: 60, isAbdominalRecorded: true)).object()
        #expect(
            Set(object.keys) == [
                "tonus", "file", "format", "simulated", "unit", "rate", "recorded", "zero", "channels", "definition",
                "filter", "contractions", "session", "breathing", "faults", "gaps", "notes", "figures", "samples",
                "seconds",
            ])
        #expect(object["file"] as? String == "trace \"1\"\n.csv")
        #expect(object["unit"] as? String == "cmH2O")
        #expect(object["simulated"] as? Bool == true)
        #expect(object["seconds"] as? Double == 60)
        let contractions = try #require(object["contractions"] as? [[String: Any]])
        #expect(contractions.count == 4)
        for contraction in contractions {
            for name in [
                "onset", "offset", "duration", "emitted", "emittedOffset", "peak", "peakTime", "amplitude",
                "baseline", "rest", "confidence",
            ] { #expect(contraction[name] is Double, "\(name)") }
            #expect(contraction["kind"] as? String == "squeeze")
            #expect(contraction["cue"] as? String == "unknown")
            #expect(contraction["metrics"] is [String: Double])
        }
    }

    @Test func everyMemberIsDescribed() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(contentsOf: root.appendingPathComponent("docs/analyze.md"), encoding: .utf8)
        var trace = Trace(seconds: 60, isAbdominalRecorded: true)
        trace.gaps = [100..<200]
        let object = try Results(trace).object()
        var names = Set(object.keys)
        for value in object.values {
            if let first = (value as? [[String: Any]])?.first { names.formUnion(first.keys) }
        }
        for name in names { #expect(page.contains("`\(name)`"), "\(name)") }
        for fault in RecordingFault.allCases { #expect(page.contains("`\(fault.rawValue)`")) }
        for kind in ContractionKind.allCases { #expect(page.contains("`\(kind.rawValue)`")) }
    }

    @Test func pressuresFollowTheUnitAndTimesDoNot() throws {
        let trace = Trace(seconds: 60)
        let centimetres = try Results(trace).object()
        let hectopascals = try Results(trace, unit: .hPa).object()
        #expect(hectopascals["unit"] as? String == "hPa")
        let one = try #require((centimetres["contractions"] as? [[String: Any]])?.first)
        let other = try #require((hectopascals["contractions"] as? [[String: Any]])?.first)
        let peaks = try #require((one["peak"] as? Double, other["peak"] as? Double) as? (Double, Double))
        #expect(abs(peaks.1 - peaks.0 * 0.980_665) < 1e-5)
        #expect(one["onset"] as? Double == other["onset"] as? Double)
        let figures = try #require(hectopascals["figures"] as? [String: [String: String]])
        #expect(figures["max_dpdt"]?["unit"] == "hPa/s")
    }

    @Test func countsAreNotCalledPressures() throws {
        var trace = Trace(seconds: 60)
        trace.unit = .counts
        let object = try Results(trace, unit: .mmHg).object()
        #expect(object["unit"] as? String == "counts")
        #expect((object["notes"] as? [String])?.contains { $0.contains("no pressures") } == true)
    }
}
