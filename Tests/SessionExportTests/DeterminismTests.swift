// SPDX-License-Identifier: Apache-2.0
import Perineometry
import SimulatedSession
import Testing

@testable import SessionExport

/// The same session gives the same bytes, however it is cut into runs and however often it is exported.
struct DeterminismTests {
    private static let formats: [String] = ["edf", "csv", "fhir", "report", "archive"]

    private func export(_ session: PatientSession, _ format: String) throws -> [UInt8] {
        let sink = MemorySink()
        let options = ExportOptions(disclosure: .identified)
        let survey = try SessionSurvey(of: session)
        switch format {
        case "edf": try EDFExport.write(session, survey: survey, options: options, to: sink)
        case "csv": try CSVSamples.write(session, survey: survey, options: options, to: sink)
        case "fhir": try FHIRExport.write(session, survey: survey, options: options, to: sink)
        case "report": try ReportHTML.write(survey, options: options, to: sink)
        default: try SessionArchive.write([session], options: options, to: sink)
        }
        return sink.bytes
    }

    @Test(arguments: formats) func sameSessionSameBytes(_ format: String) throws {
        var session = PatientSession.guided(rateHertz: 100)
        let bytes = try export(session, format)
        #expect(bytes.count > 10_000)
        #expect(try export(session, format) == bytes)
        session.runLength = 77
        #expect(try export(session, format) == bytes)
    }
}

struct SpanListTests {
    @Test func manyStretchesTakeBoundedMemory() {
        var spans = SpanList()
        for number in 0..<200_000 { spans.append(number * 10..<number * 10 + 3) }
        #expect(spans.spans.count <= SpanList.limit)
        #expect(spans.total == 600_000)
        #expect(spans.spans.first?.lowerBound == 0 && spans.spans.last?.upperBound == 1_999_993)
        #expect(zip(spans.spans, spans.spans.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound })
    }

    @Test func neighboursAreOneStretch() {
        var spans = SpanList(joinedWithin: 2)
        for span in [0..<3, 5..<6, 9..<10] { spans.append(span) }
        #expect(spans.spans == [0..<6, 9..<10])
    }
}

struct WallClockTests {
    @Test(arguments: [
        (0, 0, "1970-01-01T00:00:00.000+00:00"), (951_782_400_000_000_000, 0, "2000-02-29T00:00:00.000+00:00"),
        (1_773_478_800_250_000_000, 3600, "2026-03-14T10:00:00.250+01:00"),
        (-1_000_000, -19_800, "1969-12-31T18:29:59.999-05:30"),
    ]) func instantsAreTextAsRFC3339HasThem(_ nanoseconds: Int64, _ offset: Int, _ text: String) {
        #expect(WallClock(unixNanoseconds: nanoseconds, utcOffsetSeconds: offset).rfc3339 == text)
    }
}

struct TarSinkTests {
    @Test func aFileOfAnotherLengthThanSaidIsAnError() {
        let tar = TarSink(into: MemorySink())
        #expect(throws: ExportError.changed) { try tar.add("a", size: 3, modified: 0) { try $0.write([1]) } }
        #expect(throws: ExportError.self) { try tar.add(String(repeating: "a", count: 101), [], modified: 0) }
        #expect(throws: ExportError.self) {
            try tar.add("a", size: TarSink.fileBytesLimit + 1, modified: 0) { _ in }
        }
    }

    @Test func aFolderNameHoldsNoPath() {
        var facts = PatientSession(seconds: 1).facts
        #expect(SessionArchive.folder(of: facts, ExportOptions(disclosure: .dated)) == facts.id)
        for id in ["../../etc", "", "a/b", String(repeating: "a", count: 61), "é"] {
            facts.id = id
            let folder = SessionArchive.folder(of: facts, ExportOptions(disclosure: .dated))
            #expect(folder.count == 36 && !folder.contains("/") && !folder.contains("."))
        }
    }
}
