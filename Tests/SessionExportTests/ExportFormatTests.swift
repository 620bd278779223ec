// SPDX-License-Identifier: Apache-2.0
import Foundation
import Perineometry
import SimulatedSession
import Testing

@testable import SessionExport

struct ExportFormatTests {
    @Test(arguments: ExportFormat.allCases) func everyFormatIsWrittenAndSealed(_ format: ExportFormat) throws {
        let session = PatientSession(seconds: 20, rateHertz: 50)
        let plain = MemorySink()
        try format.write(session, to: plain)
        #expect(plain.bytes.count > 500)
        let key = AgeSecretKey()
        let sealed = MemorySink()
        try format.write(session, sealedTo: .keys([key.recipient]), to: sealed)
        let opened = MemorySink()
        var rest: [UInt8]? = sealed.bytes
        try AgeOpening.open(identity: .key(key), into: opened) {
            defer { rest = nil }
            return rest ?? []
        }
        #expect(opened.bytes == plain.bytes)
    }

    @Test func aReportWithoutRecordedFiguresScoresAgain() throws {
        var session = EDFExportTests.session([[Double](repeating: 1, count: 400)])
        session.facts.detectorID = nil
        let sink = MemorySink()
        try ExportFormat.review.write(session, to: sink)
        let review = try JSONDecoder().decode(SessionReview.self, from: Data(sink.bytes))
        #expect(review.scoring == .again)
        #expect(review.figures["session_length"] == 10)
        let (archive, report) = (MemorySink(), MemorySink())
        try ExportFormat.archive.write(session, to: archive)
        try ExportFormat.report.write(session, to: report)
        #expect(String(decoding: archive.bytes, as: UTF8.self).contains(String(decoding: report.bytes, as: UTF8.self)))
    }

    @Test func aFileIsItsOwnersAndIsNeverOverwritten() throws {
        let path = NSTemporaryDirectory() + "tonus-\(UUID().uuidString).edf"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let sink = try FileSink(creating: path)
        try ExportFormat.edf.write(PatientSession(seconds: 2, rateHertz: 50), to: sink)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(attributes[.size] as? Int ?? 0 > 1000)
        #expect(throws: ExportError.self) { try FileSink(creating: path) }
    }
}
