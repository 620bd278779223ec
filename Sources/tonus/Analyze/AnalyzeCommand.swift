// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Glibc
import Perineometry
import RecordingAnalysis
import RecordingFiles
import SignalProcessing
import StreamAPI

struct AnalyzeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "analyze",
        abstract: "Find the contractions in a recording made elsewhere.",
        discussion: """
            Reads a recording of vaginal pressure, EDF, BDF or CSV, with the same filter, detector and figures that \
            tonusd uses live. No daemon is needed, and nothing is sent anywhere.

              tonus analyze visit.edf
              tonus analyze export.csv --column P --rate 100 --unit mmHg --json > out.json

            Columns, delimiter, decimal sign, time and unit are guessed where the file tells; what was guessed \
            is said. A cough can only be told from a squeeze for certain where there is an abdominal channel.

            Resting pressure is stated only where the probe was zeroed in air before insertion, and you say so: \
            --zero air.

            The table says for each contraction when it began, what it is taken for, how long it lasted, how far it \
            rose above rest, its peak, the times of rise and release, and whether the muscle let go fully. Times count \
            from the first sample. --json prints one object; docs/analyze.md describes it.

            Exit codes: 0 read to the end; 64 the options do not fit; 65 the data are damaged or unclear; 66 no such \
            file; 74 reading or writing was refused by the system.
            """)

    @OptionGroup var recording: RecordingArguments

    @Option(
        help: ArgumentHelp(
            "When the person was asked to squeeze: seconds from the first sample, separated by commas; or annotations, "
                + "for those of the file that begin with \"cue\".",
            valueName: "CUES"))
    var cues: String?

    @Option(help: ArgumentHelp("What the pressures count from: air, in-situ or none.", valueName: "ZERO"))
    var zero = RecordingZero.none

    @Option(
        help: ArgumentHelp("The unit of the results: cmH2O, hPa or mmHg (default: cmH2O).", valueName: "UNIT"),
        transform: AnalyzeCommand.unit)
    var outputUnit: PressureUnit?

    @Flag(help: "Print one JSON object.")
    var json = false

    @Flag(help: "Print plain text, without colours and in ASCII; a pipe gets this anyway.")
    var plain = false

    func validate() throws { _ = try CueList.seconds(cues, annotations: []) }

    func run() throws {
        do {
            try analyze()
        } catch let error as RecordingFileError {
            throw Self.end("\(error.message)\n  \(error.hint)", error.exitCode)
        } catch let error as FilterDesignError {
            throw Self.end("\(recording.path): \(error)", 65)
        } catch let error as OutputError {
            throw Self.end("the output could not be written: \(error.reason)", 74)
        }
    }

    private func analyze() throws {
        let file = try RecordingFile(path: recording.path, selection: recording.selection)
        let description = file.description
        if let outputUnit, !description.isCalibrated {
            throw Self.end(
                "--output-unit \(outputUnit.rawValue): \(recording.path) holds counts, which are no pressures\n"
                    + "  Leave it out, or give the unit of the recording with --unit.", 64)
        }
        var analysis = try RecordingAnalysis(
            of: description, zero: zero.state, cues: CueList.seconds(cues, annotations: file.annotations))
        var report = AnalysisReport(
            file: recording.path == "-" ? "-" : String(recording.path.split(separator: "/").last ?? ""), description,
            by: analysis, zero: zero.state, scale: PressureScale(of: description, in: outputUnit ?? .cmH2O),
            style: json ? .json : plain || isatty(STDOUT_FILENO) == 0 ? .plain : .terminal)
        var progress = ReadingProgress(of: description)
        var end: RecordingFileError?
        do {
            while let piece = try file.next() {
                analysis.take(piece)
                while let found = analysis.next() {
                    progress.clear()
                    try report.append(found)
                }
                if case .samples(let block) = piece {
                    progress.show(upTo: block.first.value + UInt64(block.samples.count))
                }
            }
        } catch let error as RecordingFileError {
            end = error
        }
        progress.clear()
        let summary = analysis.finish()
        // A document that has begun is ended; one that has not is spared.
        if let end, !report.hasBegun { throw end }
        guard summary.analysedSamples > 0 else {
            let range = [summary.inspection.least, summary.inspection.greatest]
                .compactMap { $0 }.map { "\($0)" }.joined(separator: " to ")
            throw Self.end(
                "\(recording.path): no value can be a pressure: they go from \(range) "
                    + "\(description.isCalibrated ? "cmH2O" : "counts").\n"
                    + "  The unit is likely another one: give it with --unit, or choose another channel with --column.",
                65)
        }
        while let found = analysis.next() { try report.append(found) }
        try report.end(summary, notes: file.notes, error: end)
        if let end { throw end }
    }

    private static func end(_ message: String, _ code: Int32) -> ExitCode {
        printError("tonus: \(message)\n")
        return ExitCode(code)
    }

    private static func unit(_ text: String) throws -> PressureUnit {
        guard let unit = PressureUnit.allCases.first(where: { $0.rawValue.lowercased() == text.lowercased() }) else {
            let names = PressureUnit.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--output-unit \(text): give one of \(names)")
        }
        return unit
    }
}

/// What the pressures of a recording count from, as one says it on the command line.
enum RecordingZero: String, ExpressibleByArgument, CaseIterable {
    case none
    case air
    case inSitu = "in-situ"

    var state: ZeroState {
        switch self {
        case .none: .none
        case .air: .air
        case .inSitu: .inSitu
        }
    }
}
