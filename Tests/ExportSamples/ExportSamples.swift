// SPDX-License-Identifier: Apache-2.0
import Foundation
import Perineometry
import SessionExport
import SimulatedSession

/// Writes a simulated session in every format, and opens age files, for the checks by other programs.
///
///     export-samples write FOLDER RECIPIENT PASSPHRASE
///     export-samples open key|passphrase SECRET FILE TO
@main
struct ExportSamples {
    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch (arguments.first, arguments.count) {
        case ("write", 4):
            try Samples(folder: URL(fileURLWithPath: arguments[1], isDirectory: true))
                .write(recipient: AgeRecipient(parsing: arguments[2]), passphrase: arguments[3])
        case ("open", 5):
            let identity =
                arguments[1] == "key"
                ? AgeIdentity.key(try AgeSecretKey(parsing: arguments[2])) : .passphrase(arguments[2])
            let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: arguments[3]))
            let sink = MemorySink()
            do {
                try AgeOpening.open(identity: identity, into: sink) {
                    Array(try file.read(upToCount: 100_000) ?? Data())
                }
            } catch let error as AgeError {
                print("export-samples: \(error.message). \(error.hint)")
                exit(65)
            }
            try Data(sink.bytes).write(to: URL(fileURLWithPath: arguments[4]))
        default:
            print("usage: export-samples write FOLDER RECIPIENT PASSPHRASE | open key|passphrase SECRET FILE TO")
            exit(64)
        }
    }
}

struct Samples {
    let folder: URL
    private let session = PatientSession.guided(rateHertz: 500)

    init(folder: URL) throws {
        self.folder = folder
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    func write(recipient: AgeRecipient, passphrase: String) throws {
        let full = ExportOptions(disclosure: .identified)
        let survey = try SessionSurvey(of: session)
        for (name, options) in [("anonymous", ExportOptions()), ("identified", full)] {
            try write("\(name).edf") { try EDFExport.write(session, options: options, to: $0) }
            try write("\(name).fhir.json") {
                try FHIRExport.write(session, survey: survey, options: options, to: $0)
            }
            try write("\(name).csv") { try CSVSamples.write(session, options: options, to: $0) }
            try write("\(name).contractions.csv") { try CSVContractions.write(survey, options: options, to: $0) }
            try write("\(name).report.html") { try ReportHTML.write(survey, options: options, to: $0) }
            try write("\(name).tar") {
                try SessionArchive.write(
                    [session], extras: [("notes.txt", Array("a note".utf8))], options: options, to: $0)
            }
        }
        // The longest texts and many contractions: it still has to be two pages.
        var long = PatientSession(seconds: 900, rateHertz: 100)
        let text = String(repeating: "Überlänge <&> ", count: 200)
        long.facts.device = DeviceFacts(model: text, serial: text, firmware: text, calibrated: text)
        long.facts.conditions = MeasurementConditions(probe: text, depthMillimetres: 35, posture: text)
        long.facts.programme = text
        long.facts.note = text
        long.facts.notices = [text, text, text, text]
        long.facts.person = PersonFacts(code: text, name: text)
        try write("long.report.html") {
            try ReportHTML.write(SessionSurvey(of: long, scoring: .again), options: full, to: $0)
        }
        try write("full.report.html") {
            try ReportHTML.write(SessionSurvey(of: PatientSession.manyFigures()), options: full, to: $0)
        }
        for (name, recipients) in [
            ("key", AgeRecipients.keys([recipient, AgeSecretKey().recipient])), ("passphrase", .passphrase(passphrase)),
        ] {
            try write("sealed.\(name).age") { sink in
                let sealed = try AgeSink(to: recipients, into: sink)
                try EDFExport.write(session, options: full, to: sealed)
                try sealed.finish()
            }
        }
        try writeTruth(survey)
    }

    private func write(_ name: String, _ body: (MemorySink) throws -> Void) throws {
        let sink = MemorySink()
        try body(sink)
        try Data(sink.bytes).write(to: folder.appendingPathComponent(name))
    }

    /// The samples in their places, worked out apart from the exports: all channels of a sample, as float64.
    private func writeTruth(_ survey: SessionSurvey) throws {
        let (rate, channels) = (session.facts.rateHertz, session.facts.channels.count)
        let jump = session.unplugged.map { Int($0.seconds * Double(rate)) } ?? 0
        let places = session.seconds * rate + jump
        var truth = [Double](repeating: .nan, count: places * channels)
        let pieces = try session.pieces()
        while let piece = pieces.next() {
            guard case .samples(let run) = piece else { continue }
            for offset in 0..<run.count {
                let index = Int(run.first.index.value) + offset
                let place = index >= session.unplugged?.index ?? .max ? index + jump : index
                for channel in 0..<channels { truth[place * channels + channel] = run.pressures[channel][offset] }
            }
        }
        try Data(bytes: truth, count: truth.count * 8).write(to: folder.appendingPathComponent("truth.f64"))
        let review = SessionReview(survey)
        try Data(review.json()).write(to: folder.appendingPathComponent("review.json"))
    }
}
