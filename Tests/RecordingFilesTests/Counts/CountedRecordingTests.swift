// SPDX-License-Identifier: Apache-2.0
import Foundation
import Perineometry
import Testing

@testable import RecordingFiles

/// Recordings as a session can keep them: whole numbers at a whole rate.
@Suite struct CountedRecordingTests {
    /// A recording with its counts, read to its end; the file is gone afterwards.
    private struct Counted {
        var recording: CountedRecording
        var runs: [CountedRun] = []

        init(_ bytes: [UInt8], _ selection: RecordingSelection = RecordingSelection(), pelvicFloorOnly: Bool = false)
            throws
        {
            let path = FileManager.default.temporaryDirectory.appending(path: "counted-\(UUID().uuidString)").path
            guard FileManager.default.createFile(atPath: path, contents: Data(bytes)) else {
                throw CocoaError(.fileWriteUnknown)
            }
            defer { try? FileManager.default.removeItem(atPath: path) }
            recording = try CountedRecording(
                path: path, name: "visit", selection: selection, isPelvicFloorOnly: pelvicFloorOnly)
            var counts = try recording.counts()
            while let run = try counts.next() { runs.append(run) }
        }

        init(_ text: String, _ selection: RecordingSelection = RecordingSelection(), pelvicFloorOnly: Bool = false)
            throws
        {
            try self.init(Array(text.utf8), selection, pelvicFloorOnly: pelvicFloorOnly)
        }

        var counts: [Int32] { runs.flatMap(\.counts) }

        /// The pressures of a channel, cmH2O.
        func pressures(_ channel: Int = 0) -> [Double] {
            let scale = recording.scales[channel]
            return stride(from: channel, to: counts.count, by: recording.scales.count).map {
                counts[$0] == CountedRun.missing ? .nan : Double(counts[$0]) * scale.gain + scale.offset
            }
        }
    }

    private func error(_ text: String, _ selection: RecordingSelection = RecordingSelection()) -> RecordingFileError? {
        do {
            _ = try Counted(text, selection)
            return nil
        } catch {
            return error as? RecordingFileError
        }
    }

    private func edf(_ values: [Int], rate: Int = 20) -> EDFMaker {
        var maker = EDFMaker(values)
        maker.signals[0].samplesPerRecord = rate
        return maker
    }

    private func rows(_ values: [String], hertz: Double = 50) -> String {
        "time_s,pressure_mmHg\n" + values.enumerated().map { "\(Double($0) / hertz),\($1)\n" }.joined()
    }

    @Test(arguments: [false, true]) func theNumbersOfEDFAndBDFAreKept(_ isBDF: Bool) throws {
        let values = [-1000, -999, -1, 0, 1, 7, 998, 999, 1000, 3] + Array(repeating: 5, count: 10)
        var maker = edf(values)
        maker.isBDF = isBDF
        maker.signals[0].physical = ("-31.7", "88.1")
        maker.signals[0].unit = "mmHg"
        let counted = try Counted(maker.bytes())
        #expect(counted.counts == values.map(Int32.init))
        #expect(counted.recording.isSixteenBit == !isBDF)
        #expect(counted.recording.scales[0].limits == -1000...1000)
        #expect(abs(counted.pressures()[8] - 88.1 * RecordedUnit.mmHg.cmH2O) < 1e-9)
    }

    @Test func textIsKeptToTheDigit() throws {
        let values = ["0.0001", "-12.3456", "699.9999", "30", "0", "1e-3"]
        let counted = try Counted(rows(values))
        #expect(counted.counts == [1, -123_456, 6_999_999, 300_000, 0, 10])
        #expect(!counted.recording.isSixteenBit)
        #expect(abs(counted.recording.scales[0].gain - 1e-4 * RecordedUnit.mmHg.cmH2O) < 1e-12)
    }

    @Test func whatIsRoundedIsRoundedByNoMoreThanHalfAStep() throws {
        let values = (0..<200).map { sin(Double($0) / 7) * 731.123456789 }
        let counted = try Counted(rows(values.map { "\($0)" }))
        let step = counted.recording.scales[0].gain
        for (value, kept) in zip(values, counted.pressures()) {
            #expect(abs(value * RecordedUnit.mmHg.cmH2O - kept) <= step * 0.500001)
        }
    }

    @Test func nothingIsMadeUpForWhatIsMissing() throws {
        let text =
            "time_s,pressure,abd\n0,,1\n0.02,10,1\n0.04,11,\n0.06,nan,1\n0.08,12,2\n0.1,5000,2\n0.12,13,2\n0.2,14,3\n"
        let counted = try Counted(text)
        #expect(counted.recording.leadSeconds == 0.02)
        #expect(counted.recording.samples == 4)
        #expect(counted.recording.places == 10)
        #expect(counted.runs.map(\.first) == [0, 9])
        #expect(counted.pressures().map { $0.isNaN ? nil : $0.rounded() } == [10, nil, nil, 12, nil, 13, 14])
        #expect(counted.recording.notes.contains { $0.contains("1 samples beyond any pressure") })
        #expect(counted.recording.notes.contains { $0.contains("--pelvic-floor-only") })
        let alone = try Counted(text, pelvicFloorOnly: true)
        #expect(alone.recording.samples == 5)
        #expect(alone.recording.channels.count == 1)
    }

    @Test func ratesThatNoProbeHasAreRefused() throws {
        #expect(error(rows(["1", "2", "3", "4"], hertz: 10)) == .rateNotKept(path: "visit", hertz: 10))
        let odd = rows(["1", "2", "3", "4"])
        #expect(error(odd, RecordingSelection(rateHertz: 50.2)) == .rateNotKept(path: "visit", hertz: 50.2))
        #expect(error(odd, RecordingSelection(rateHertz: 2001)) == .rateNotKept(path: "visit", hertz: 2001))
        let near = try Counted(odd, RecordingSelection(rateHertz: 50.04))
        #expect(near.recording.rateHertz == 50)
        #expect(near.recording.notes.contains { $0.contains("50.04 Hz was taken for 50 Hz") })
    }

    @Test func whatIsNoPressureIsRefused() {
        let text = rows(["1", "2", "3", "4"])
        #expect(error(text, RecordingSelection(unit: .counts)) == .notPressure(path: "visit"))
        #expect(
            error(rows(["101325", "101326", "101327"]), RecordingSelection(unit: .cmH2O))
                == .implausible(path: "visit", least: 101_325, greatest: 101_327))
        let abdomenless = "time_s,pressure,abd\n0,1,nan\n0.02,2,nan\n0.04,3,nan\n"
        #expect(error(abdomenless, RecordingSelection(abdominal: "abd")) != nil)
    }

    @Test func aRecordingOfMonthsIsRefused() {
        guard case .tooLong = error("time_s,pressure\n0,1\n0.02,2\n0.04,3\n9000000,4\n") else {
            Issue.record("it was taken")
            return
        }
    }

    @Test func theWordsOfAnExportBecomeWhatTheyWere() throws {
        var maker = edf(Array(repeating: 5, count: 60))
        maker.reserved = "EDF+C"
        maker.annotationBytes = 240
        maker.annotations = [
            EDFMaker.timed(
                "+0",
                "+0\u{14}SIMULATED\u{14}\0+0\u{14}Zero/air\u{14}\0+0.5\u{14}Mark: cough, twice\u{14}\0"
                    + "+0.6\u{15}2.5\u{14}Contraction/squeeze/cued\u{14}\0"),
            EDFMaker.timed(
                "+1", "+1.05\u{14}Cue/squeeze\u{14}\0+1.5\u{14}Mark\u{14}\0+1.7\u{15}0.3\u{14}moved\u{14}\0"),
            EDFMaker.timed(
                "+2",
                "+2\u{14}Seam/clockJumped\u{14}\0+2.5\u{14}Zero/inSitu\u{14}\0+99\u{14}late\u{14}\0"
                    + "+2.9\u{15}0.1\u{14}BAD_clipped\u{14}\0"),
        ]
        let recording = try Counted(maker.bytes()).recording
        #expect(recording.description.isSimulated)
        #expect(recording.statedZero == .air)
        #expect(
            recording.recordedNotes == [
                RecordedNote(.mark("cough, twice"), index: 10),
                RecordedNote(.contraction("Contraction/squeeze/cued"), index: 12),
                RecordedNote(.cue("squeeze"), index: 21), RecordedNote(.mark(""), index: 30),
                RecordedNote(.mark("moved (0.3 s)"), index: 34), RecordedNote(.seam, index: 40),
                RecordedNote(.zero(.inSitu), index: 50), RecordedNote(.mark("late"), index: 59),
            ])
    }

    /// Whatever the bytes are, there is an error that helps, or counts that fit.
    @Test func damagedFilesGiveCountsOrAnError() throws {
        var generator = SeededGenerator(seed: 11)
        var maker = edf(Array(0..<60))
        maker.signals.append(.init(label: "abd", samplesPerRecord: 7, values: Array(0..<21)))
        let originals = [maker.bytes(), Array(rows((0..<50).map { "\($0)" }).utf8)]
        var read = 0
        for turn in 0..<400 {
            var bytes = originals[turn % 2]
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                if Bool.random(using: &generator) {
                    bytes[place] = UInt8.random(in: 0...255, using: &generator)
                } else {
                    bytes.insert(contentsOf: Array("9999".utf8), at: place)
                }
            }
            if turn.isMultiple(of: 7) { bytes.removeLast(Int.random(in: 0..<bytes.count / 2, using: &generator)) }
            do {
                let counted = try Counted(bytes)
                #expect(!counted.counts.isEmpty)
                #expect(counted.counts.allSatisfy { $0 == CountedRun.missing || CountScale.counts.contains($0) })
                read += 1
            } catch let error as RecordingFileError {
                #expect(!error.message.isEmpty && !error.hint.isEmpty)
            }
        }
        #expect(read > 40)
    }
}
