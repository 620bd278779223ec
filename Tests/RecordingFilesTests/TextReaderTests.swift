// SPDX-License-Identifier: Apache-2.0
import Foundation
import Perineometry
import RecordingFiles
import Testing

@Suite struct TextReaderTests {
    private static let rate = RecordingSelection(rateHertz: 10)

    enum Layout: String, CaseIterable {
        case comma = "time,pressure\n0.0,12.5\n0.1,13.5\n0.2,-1e1\n"
        case semicolon = "time;pressure\n0.0;12.5\n0.1;13.5\n0.2;-1e1\n"
        case decimalComma = "time;pressure\n0,0;12,5\n0,1;13,5\n0,2;-1e1\n"
        case tab = "time\tpressure\n0.0\t12.5\n0.1\t13.5\n0.2\t-1e1\n"
        case tabWithDecimalComma = "time\tpressure\n0,0\t12,5\n0,1\t13,5\n0,2\t-1e1\n"
        case bar = "time|pressure\n0.0|12.5\n0.1|13.5\n0.2|-1e1\n"
        case blanks = "time pressure\n  0.0   12.5\n0.1\t13.5 \n0.2 -1e1\n"
        case blanksAfterCommas = "time, pressure\n0.0, 12.5\n0.1, 13.5\n0.2, -1e1\n"
        case carriageReturns = "time,pressure\r\n0.0,12.5\r\n0.1,13.5\r\n0.2,-1e1"
        case oldMac = "time,pressure\r0.0,12.5\r0.1,13.5\r0.2,-1e1\r"
        case byteOrderMark = "\u{FEFF}time,pressure\n0.0,12.5\n0.1,13.5\n0.2,-1e1\n"
        case comments = "# made by X\n% and Y\n\ntime,pressure\n0.0,12.5\n# a remark\n0.1,13.5\n\n0.2,-1e1\n"
        case headingsInComment = "# made by X\n# time pressure\n0.0 12.5\n0.1 13.5\n0.2 -1e1\n"
        case quotes = "\"time\",\"pressure\"\n\"0.0\",\"12.5\"\n\"0.1\" , \"13.5\"\n0.2,-1e1\n"
        case preamble = "Device: X, model 3\nRate,10\n\ntime,pressure\n0.0,12.5\n0.1,13.5\n0.2,-1e1\n"
        case headingWithTimeUnit = "Elapsed_s,Pressure\n0.0,12.5\n0.1,13.5\n0.2,-1e1\n"
        case rowOfUnits = "time;pressure\ns;cmH2O\n0.0;12.5\n0.1;13.5\n0.2;-1e1\n"
        case blankSeparatedUnits = "time  pressure\n[s]  [cmH2O]\n0.0 12.5\n0.1 13.5\n0.2 -1e1\n"
        case otherColumns = "marker,time,note,pressure\n,0.0,\"a, \"\"b\"\"\",12.5\nx,0.1,,13.5\n,0.2,end,-1e1,7\n"
        case milliseconds = "time_ms,pressure\n0,12.5\n100,13.5\n200,-1e1\n"
        case microseconds = "t (µs),pressure\n1000000,12.5\n1100000,13.5\n1200000,-1e1\n"
        case dates =
            """
            date,pressure
            2026-01-01T23:59:59.900Z,12.5
            2026-01-02T01:00:00.000+01:00,13.5
            2026-01-02 00:00:00.1,-1e1
            """
        case daysFirst =
            "when,pressure\n14.03.2026 23:59:59.9,12.5\n15.03.2026 00:00:00.0,13.5\n15.03.2026 00:00:00.1,-1e1\n"
        case labChart =
            """
            Interval=\t0.1 s
            ChannelTitle=\tpressure\tEMG
            Range=\t10 V\t1 V
            UnitName=\tcmH2O\tmV
            0\t12.5\t1
            0.1\t13.5\t2
            0.2\t-1e1\t3
            """
        case clock = "Uhr;pressure\n23:59:59,9;12,5\n00:00:00,0;13,5\n00:00:00,1;-1e1\n"
    }

    @Test(arguments: Layout.allCases) func layoutsAreGuessed(_ layout: Layout) throws {
        let reading = try Reading(layout.rawValue)
        #expect(reading.values() == [12.5, 13.5, -10])
        #expect(reading.description.rateHertz == 10)
        #expect(reading.description.chosen[0].channel.label.lowercased() == "pressure")
        #expect(reading.gaps.isEmpty)
    }

    @Test func numbersAloneNeedARate() throws {
        let text = (0..<30).map { "\($0).5\n" }.joined()
        guard case .noTime = Reading.error(text) else {
            Issue.record("read")
            return
        }
        let reading = try Reading(text, Self.rate)
        #expect(reading.values() == (0..<30).map { Double($0) + 0.5 })
        #expect(reading.notes.contains { $0.contains("taken for cmH2O") })
    }

    @Test func oneColumnWithDecimalCommas() throws {
        #expect(try Reading("pressure\n1,5\n2,25\n", Self.rate).values() == [1.5, 2.25])
    }

    @Test func columnWithoutHeadingsThatGoesUpIsTime() throws {
        let text = (0..<30).map { "\(5 + Double($0) / 50),\($0 % 7)\n" }.joined()
        let reading = try Reading(text)
        #expect(reading.description.rateHertz == 50)
        #expect(reading.values() == (0..<30).map { Double($0 % 7) })
    }

    @Test func columnThatNumbersTheRowsIsNeitherTimeNorPressure() throws {
        for heading in ["", "sample,p\n"] {
            let text = heading + (1..<30).map { "\($0),\($0 % 7)\n" }.joined()
            guard case .noTime = Reading.error(text) else {
                Issue.record("read")
                return
            }
            #expect(try Reading(text, Self.rate).values() == (1..<30).map { Double($0 % 7) })
        }
    }

    @Test func decimalCommasBetweenCommasAreRefused() {
        let text = "time,pressure\n0,0,12,5\n0,1,13,5\n0,2,14,5\n"
        guard case .decimalCommas(_, 2) = Reading.error(text) else {
            Issue.record("\(String(describing: Reading.error(text)))")
            return
        }
    }

    @Test func missingCellsAreNaNAndUnreadableOnesCounted() throws {
        let reading = try Reading("time,pressure\n0.0,1\n0.1,\n0.2,NaN\n0.3\n0.4,abc\n0.5,1e999\n0.6,7\n")
        #expect(reading.values().map(\.isNaN) == [false, true, true, true, true, true, false])
        #expect(reading.notes.contains { $0.contains("cell holds no number: 2, the first in line 6") })
    }

    @Test func latinHeadingsAreRead() throws {
        let bytes = Array("time;Druck_f\u{FC}r_p (mmHg)\n0,0;10\n0,1;10\n".unicodeScalars.map { UInt8($0.value) })
        let reading = try Reading(bytes)
        #expect(reading.description.chosen[0].channel.label == "Druck_für_p (mmHg)")
        #expect(reading.description.chosen[0].unit == .mmHg)
        #expect(abs(reading.values()[0] - 13.595_10) < 1e-5)
    }

    @Test func abdominalColumnIsReadWhereAHeadingSaysSo() throws {
        let text = "time,IAP,vaginal_hPa,direction\n0.0,1,2,3\n0.1,4,5,6\n"
        let reading = try Reading(text)
        #expect(reading.description.chosen.map(\.channel.number) == [3, 2])
        #expect(reading.description.chosen.map(\.role) == [.pelvicFloor, .abdominal])
        // What states no unit is taken for the same unit as what does.
        #expect(reading.description.chosen.map(\.unit) == [.hectopascal, .hectopascal])
    }

    @Test func columnWithAUnitOfPressureComesBeforeARawOne() throws {
        let reading = try Reading("time,pressure_raw,pressure_mmHg,emg (mV)\n0.0,1,2,3\n0.1,4,5,6\n")
        #expect(reading.description.chosen.map(\.channel.number) == [3])
    }

    @Test func foreignUnitsAskForOne() throws {
        let text = "time,pressure (mV)\n0.0,1\n0.1,2\n"
        guard case .unknownUnit(_, _, "mV") = Reading.error(text) else {
            Issue.record("read")
            return
        }
        #expect(try Reading(text, RecordingSelection(unit: .kilopascal)).description.isCalibrated)
        #expect(try Reading(text, RecordingSelection(unit: .counts)).values() == [1, 2])
    }

    @Test func simulatedTextIsRecognised() throws {
        #expect(try Reading("# Simulated by tonus\n" + Layout.comma.rawValue).description.isSimulated)
        #expect(try Reading("time,pressure (simulated)\n0.0,1\n0.1,2\n").description.isSimulated)
        #expect(try !Reading(Layout.comma.rawValue).description.isSimulated)
    }

    @Test func longestLineIsBoundedAndNamed() throws {
        let cells = "time,pressure\n0.0,1\n0.1,2" + String(repeating: " ", count: 70_000) + "\n"
        guard case .lineTooLong(_, 3, 65536) = Reading.error(cells) else {
            Issue.record("\(String(describing: Reading.error(cells)))")
            return
        }
        let withinLimit = "time,pressure\n0.0,1" + String(repeating: " ", count: 60_000) + "\n0.1,2\n"
        #expect(try Reading(withinLimit).values() == [1, 2])
    }

    @Test func nothingToReadIsSaid() {
        guard case .empty = Reading.error("") else {
            Issue.record("read")
            return
        }
        for text in ["\n\n", "# only this\n", "time,pressure\n"] {
            guard case .noRows = Reading.error(text) else {
                Issue.record("\(text): \(String(describing: Reading.error(text)))")
                continue
            }
        }
        for text in ["time,pressure\n0.0,nan\n0.1,\n0.2,nan\n", "time,pressure,x\n0.0,a,1\n0.1,b,2\n"] {
            guard case .noValues = Reading.error(text, RecordingSelection(pelvicFloor: "pressure")) else {
                Issue.record("\(text): \(String(describing: Reading.error(text)))")
                continue
            }
        }
        guard case .noPressureChannel = Reading.error("dear reader\nthis is a letter\nand no recording\n") else {
            Issue.record("read")
            return
        }
    }

    @Test func otherFilesAreNamed() {
        for (bytes, word) in [
            ([0x1F, 0x8B, 8], "gzip"), (Array("PK\u{3}\u{4}".utf8), "spreadsheet"), ([0xFF, 0xFE, 0x31, 0], "UTF-16"),
            (Array("SQLite format 3\0".utf8), "SQLite"), ([1, 2, 0, 3], "binary"),
        ] as [([UInt8], String)] {
            guard case .otherFormat(_, let what, _) = Reading.error(bytes) else {
                Issue.record("\(word)")
                continue
            }
            #expect(what.contains(word))
        }
    }

    @Test func pipesAreReadAndFoldersNot() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "recording-\(UUID().uuidString)").path
        #expect(mkfifo(path, 0o600) == 0)
        defer { unlink(path) }
        let text = "time,pressure\n" + (0..<20_000).map { "\(Double($0) / 100),\($0 % 50)\n" }.joined()
        Thread.detachNewThread {
            let pipe = open(path, O_WRONLY)
            var bytes = Array(text.utf8)[...]
            while !bytes.isEmpty {
                let count = bytes.prefix(1000).withUnsafeBytes { write(pipe, $0.baseAddress, $0.count) }
                guard count > 0 else { break }
                bytes.removeFirst(count)
            }
            close(pipe)
        }
        #expect(try Reading(path: path).values() == (0..<20_000).map { Double($0 % 50) })
        #expect(throws: RecordingFileError.isDirectory(path: "/")) { try RecordingFile(path: "/") }
        #expect(throws: RecordingFileError.self) { try RecordingFile(path: "/no/such/file") }
    }
}
