// SPDX-License-Identifier: Apache-2.0
import Perineometry
import RecordingFiles
import SimulatedSession
import Testing

@testable import SessionExport

struct CSVExportTests {
    private func csv(_ session: some ExportableSession, _ options: ExportOptions = ExportOptions()) throws -> String {
        let sink = MemorySink()
        try CSVSamples.write(session, options: options, to: sink)
        return String(decoding: sink.bytes, as: UTF8.self)
    }

    @Test func samplesComeBackToATenThousandth() throws {
        let session = PatientSession.eventful()
        let file = try Reading(Array(try csv(session).utf8), named: "session.csv")
        #expect(file.description.isSimulated)
        #expect(file.description.rateHertz == 250)
        #expect(file.description.chosen.map(\.role) == [.pelvicFloor, .abdominal])
        let expected = try Laid(session).values
        #expect(file.values.count == expected.count)
        for (place, value) in expected {
            let read = try #require(file.values[place])
            if abs(read[0] - value[0]) > 0.5001e-4 { Issue.record("place \(place): \(read) is not \(value)") }
        }
    }

    @Test func everyEventStandsAtItsSample() throws {
        let text = try csv(PatientSession.eventful(), ExportOptions(includesTexts: true))
        let rows = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(rows[0] == "time_s,device_clock_s,host_clock_s,pelvic_floor_cmH2O,abdominal_cmH2O,clipped,event")
        func event(at time: String) -> String? {
            rows.first { $0.hasPrefix("\(time),") }
                .map { $0.split(separator: ",", maxSplits: 6, omittingEmptySubsequences: false)[6] }.map(String.init)
        }
        #expect(event(at: "2") == "Cue/squeeze")
        #expect(event(at: "31.012") == "Gap of 0.984 s: packetsLost")
        #expect(event(at: "102.5") == "Gap of 12.5 s: deviceReopened")
        #expect(event(at: "12.012") == "\"Mark: Größe; \"\"5,5\"\" <b>&amp;</b>   日本 'x' \\u0041 ]]>\"")
        #expect(rows.contains { $0.hasSuffix("Contraction/squeeze/cued begins") })
        // The device counted on while the host waited.
        #expect(rows.contains { $0.hasPrefix("102.5,90,102.5,") })
    }

    @Test func nothingIsAFormula() {
        for text in ["=1+2", "+1", "-1", "@x"] { #expect(CSVText.cell(text) == "'" + text) }
        #expect(CSVText.cell("a\nb\r\u{7}") == "a b  ")
        #expect(CSVText.cell("1,5 \"x\"") == "\"1,5 \"\"x\"\"\"")
    }

    @Test func contractionsHaveTheirFiguresAndUnits() throws {
        let survey = try SessionSurvey(of: PatientSession.eventful())
        let sink = MemorySink()
        try CSVContractions.write(survey, options: ExportOptions(), to: sink)
        let rows = String(decoding: sink.bytes, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("#") }
            .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        #expect(rows.count == survey.contractions.count + 1)
        #expect(rows.allSatisfy { $0.count == rows[0].count })
        let column = try #require(rows[0].firstIndex(of: "hold_mean_cmH2O"))
        for (row, found) in zip(rows.dropFirst(), survey.contractions) {
            #expect(Double(row[0]).map { abs($0 - survey.time(of: found.onset)) < 1e-4 } == true)
            if let mean = found.metrics?.holdMean {
                #expect(Double(row[column]).map { abs($0 - mean) < 1e-4 } == true)
            } else {
                #expect(row[column].isEmpty)
            }
        }
        #expect(survey.contractions.contains { $0.metrics?.holdMean != nil })
    }

    @Test(arguments: [
        (0.0, "0"), (-0.00004, "0"), (-0.5, "-0.5"), (1234.56789, "1234.5679"), (1e12, "1000000000000.0"),
    ])
    func numbersAreWrittenAlikeEverywhere(_ number: Double, _ text: String) {
        #expect(DecimalText.text(number, decimals: 4) == text)
    }
}
