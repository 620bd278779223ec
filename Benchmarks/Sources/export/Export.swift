// SPDX-License-Identifier: Apache-2.0
import Foundation
import Perineometry
import SessionExport

/// Exports a synthetic session and prints how long that took and how much memory.
///
///     export FORMAT SECONDS FILE      FORMAT: edf, csv, fhir, report, or archive; 1 kHz, one channel
///     export samples SECONDS FILE     the samples alone, as float64, for other writers to begin from
///
/// The session repeats ten seconds of squeezing and resting, so that making it costs next to nothing.
@main
enum Export {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, let seconds = Int(arguments[2]), seconds > 0 else {
            print("usage: export edf|csv|fhir|report|archive|samples SECONDS FILE")
            exit(64)
        }
        let session = RepeatedSession(seconds: seconds)
        let descriptor = open(arguments[3], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            print("export: \(arguments[3]): \(String(cString: strerror(errno)))")
            exit(73)
        }
        let sink = FileSink(descriptor: descriptor, name: arguments[3])
        let clock = ContinuousClock()
        let took = try clock.measure {
            switch arguments[1] {
            case "edf": try EDFExport.write(session, to: sink)
            case "csv": try CSVSamples.write(session, to: sink)
            case "fhir":
                try FHIRExport.write(session, survey: SessionSurvey(of: session), options: ExportOptions(), to: sink)
            case "report":
                let survey = try SessionSurvey(of: session, scoring: .again)
                try ReportHTML.write(survey, options: ExportOptions(), to: sink)
            case "archive": try SessionArchive.write([session], options: ExportOptions(), to: sink)
            default: try write(session, to: sink)
            }
            try sink.finish()
        }
        close(descriptor)
        var usage = rusage()
        getrusage(RUSAGE_SELF.rawValue, &usage)
        let spent = Double(took.components.seconds) + Double(took.components.attoseconds) / 1e18
        print("\(arguments[1]) \(seconds) \(spent) \(usage.ru_maxrss)")
    }

    private static func write(_ session: RepeatedSession, to sink: FileSink) throws {
        var pieces = session.pieces()
        while case .samples(let run)? = pieces.next() {
            try sink.write(run.pressures[0].withUnsafeBytes { Array($0) })
        }
    }
}

struct RepeatedSession: ExportableSession {
    static let rateHertz = 1000
    let facts: SessionFacts
    let seconds: Int
    private let period: [Double]

    init(seconds: Int) {
        self.seconds = seconds
        let channel = Channel(number: 0, role: .pelvicFloor, countLimits: -8_388_608...8_388_607)
        facts = SessionFacts(
            id: "benchmark", start: WallClock(unixNanoseconds: 0, utcOffsetSeconds: 0), rateHertz: Self.rateHertz,
            channels: [channel], zero: .air, software: "Tonus benchmark", isSimulated: true)
        period = (0..<10 * Self.rateHertz).map { place in
            let time = Double(place) / Double(Self.rateHertz)
            let height = max(0, min(1, 2 * (time - 3), 2 * (7 - time)))
            return 17 + 30 * height + 0.01 * Double(place * 7919 % 31)
        }
    }

    func pieces() -> Pieces { Pieces(seconds: seconds, period: period) }

    struct Pieces: SessionPieces {
        let seconds: Int
        let period: [Double]
        var second = 0

        mutating func next() -> SessionPiece? {
            guard second < seconds else { return nil }
            defer { second += 1 }
            let first = SampleInstant(
                index: SampleIndex(UInt64(second * RepeatedSession.rateHertz)),
                deviceTime: DeviceTime(microseconds: UInt64(second) * 1_000_000),
                hostTime: HostTime(nanoseconds: UInt64(second) * 1_000_000_000))
            let start = second % 10 * RepeatedSession.rateHertz
            let column = Array(period[start..<start + RepeatedSession.rateHertz])
            return .samples(SampleRun(first: first, pressures: [column]))
        }
    }
}
