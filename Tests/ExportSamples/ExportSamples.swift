// SPDX-License-Identifier: Apache-2.0
import Foundation
import Perineometry
import SessionExport
import SimulatedSession

/// Writes a simulated session in every format into a folder, with `truth.json` to check other readers against.
///
///     export-samples FOLDER
@main
struct ExportSamples {
    static func main() throws {
        guard CommandLine.arguments.count == 2 else {
            print("usage: export-samples FOLDER")
            exit(64)
        }
        let folder = URL(fileURLWithPath: CommandLine.arguments[1], isDirectory: true)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let session = PatientSession.eventful(rateHertz: 500)
        let full = ExportOptions(disclosure: .identified)
        func write(_ name: String, _ body: (MemorySink) throws -> Void) throws {
            let sink = MemorySink()
            try body(sink)
            try Data(sink.bytes).write(to: folder.appendingPathComponent(name))
        }
        try write("anonymous.edf") { try EDFExport.write(session, to: $0) }
        try write("identified.edf") { try EDFExport.write(session, options: full, to: $0) }
        try write("samples.csv") { try CSVSamples.write(session, options: full, to: $0) }
        try write("report.html") {
            try ReportHTML.write(SessionSurvey(of: session, scoring: .again), options: full, to: $0)
        }
        try write("anonymous.fhir.json") {
            try FHIRExport.write(session, survey: SessionSurvey(of: session), options: ExportOptions(), to: $0)
        }
        try write("identified.fhir.json") {
            try FHIRExport.write(session, survey: SessionSurvey(of: session), options: full, to: $0)
        }
        try write("contractions.csv") {
            try CSVContractions.write(SessionSurvey(of: session), options: full, to: $0)
        }
    }
}
