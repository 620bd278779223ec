// SPDX-License-Identifier: Apache-2.0
import Perineometry
import RecordingFiles
import Testing

@Suite struct EDFReaderTests {
    private func field(_ error: RecordingFileError?) -> String? {
        if case .header(_, let field, _, _) = error { field } else { nil }
    }

    @Test func valuesAreScaledAndLimitsFlagged() throws {
        let reading = try Reading(EDFMaker([-1000, -999, 0, 500, 1000, 0, 0, 0, 0, 0]).bytes())
        #expect(reading.values().prefix(5) == [-100, -99.9, 0, 50, 100])
        #expect(reading.clipped.prefix(5) == [1, 0, 0, 0, 1])
        #expect(reading.description.channels[0].physicalRange == -100...100)
    }

    @Test func invertedPhysicalRangeIsRead() throws {
        var maker = EDFMaker([-1000, 1000, 0, 0, 0, 0, 0, 0, 0, 0])
        maker.signals[0].physical = ("100", "-100")
        #expect(try Reading(maker.bytes()).values().prefix(2) == [100, -100])
    }

    @Test func numbersOf24BitsKeepTheirSign() throws {
        var maker = EDFMaker([-8_388_608, -1, 8_388_607, 70_000, 0, 0, 0, 0, 0, 0])
        maker.isBDF = true
        maker.signals[0].digital = ("-8388608", "8388607")
        maker.signals[0].physical = ("-8388608", "8388607")
        #expect(try Reading(maker.bytes()).values().prefix(4) == [-8_388_608, -1, 8_388_607, 70_000])
    }

    @Test func unknownNumberOfRecordsIsCounted() throws {
        var maker = EDFMaker()
        maker.records = "-1"
        let reading = try Reading(maker.bytes())
        #expect(reading.values().count == 20)
        #expect(reading.notes.contains { $0.contains("does not say how many records") })
    }

    @Test func cutFileIsReadAsFarAsWholeRecordsGo() throws {
        let reading = try Reading(EDFMaker().bytes().dropLast(3))
        #expect(reading.values().count == 10)
        #expect(reading.notes.contains { $0.contains("1 whole records of 2") })
    }

    @Test func bytesBeyondTheLastRecordAreLeftOut() throws {
        let reading = try Reading(EDFMaker().bytes() + [1, 2, 3])
        #expect(reading.values().count == 20)
        #expect(reading.notes.contains { $0.contains("3 bytes after the last record") })
    }

    @Test func recordsLongerThanTheBufferAreReadWhole() throws {
        var maker = EDFMaker((0..<60_000).map { $0 % 1999 - 999 })
        maker.signals[0].samplesPerRecord = 60_000
        maker.signals.append(
            .init(label: "abd", samplesPerRecord: 600_000, values: (0..<600_000).map { $0 / 10 % 500 }))
        maker.signals.append(.init(label: "slow", samplesPerRecord: 7, values: [1, 2, 3, 4, 5, 6, 7]))
        maker.recordSeconds = "600"
        let reading = try Reading(maker.bytes(), RecordingSelection(pelvicFloor: "pressure", others: ["slow"]))
        let samples = reading.blocks.flatMap(\.samples)
        #expect(samples.count == 60_000)
        let wrong = samples.enumerated().filter { place, sample in
            let expected = [Double(place % 1999 - 999), Double(place % 500), Double(place * 7 / 60_000 + 1)]
            return (0..<3).contains { abs(sample[$0] - expected[$0] / 10) > 1e-9 }
        }
        #expect(wrong.isEmpty, "first at \(wrong.first?.offset ?? -1)")
    }

    @Test func discontinuousRecordsLeaveGapsOnTheGrid() throws {
        var maker = EDFMaker(Array(0..<30))
        maker.reserved = "EDF+D"
        maker.annotations = [
            EDFMaker.timed("+0.25"), EDFMaker.timed("+1.25", "+4.25\u{15}0.5\u{14}squeeze\u{14}cough\u{14}\0"),
            EDFMaker.timed("+5.75"),
        ]
        let reading = try Reading(maker.bytes())
        #expect(reading.gaps == [RecordingGap(first: SampleIndex(20), missing: 35, seconds: 3.5)])
        #expect(reading.description.samples == 65)
        #expect(
            reading.annotations == [
                RecordedAnnotation(onsetSeconds: 4, durationSeconds: 0.5, text: "squeeze"),
                RecordedAnnotation(onsetSeconds: 4, durationSeconds: 0.5, text: "cough"),
            ])
    }

    @Test func recordsOutOfOrderAreRefused() throws {
        var maker = EDFMaker()
        maker.reserved = "EDF+D"
        maker.annotations = [EDFMaker.timed("+5"), EDFMaker.timed("+3")]
        guard case .recordsUnsorted(_, 2, 3, 6) = Reading.error(maker.bytes()) else {
            Issue.record("\(String(describing: Reading.error(maker.bytes())))")
            return
        }
    }

    @Test func discontinuousRecordWithoutTimeIsRefused() {
        var maker = EDFMaker()
        maker.reserved = "EDF+D"
        maker.annotations = [EDFMaker.timed("+0"), ""]
        guard case .recordWithoutTime(_, 2) = Reading.error(maker.bytes()) else {
            Issue.record("read")
            return
        }
        maker.annotations = nil
        guard case .recordWithoutTime(_, 1) = Reading.error(maker.bytes()) else {
            Issue.record("read")
            return
        }
    }

    @Test func annotatedGapReachesToTheEnd() throws {
        var maker = EDFMaker()
        maker.reserved = "EDF+C"
        maker.annotations = [EDFMaker.timed("+0"), EDFMaker.timed("+1", "+1.5\u{15}9\u{14}BAD_gap\u{14}\0")]
        let reading = try Reading(maker.bytes())
        #expect(reading.values().count == 15)
        #expect(reading.gaps == [RecordingGap(first: SampleIndex(15), missing: 5, seconds: 0.5)])
    }

    @Test func unreadableAnnotationsAreCounted() throws {
        var maker = EDFMaker()
        maker.reserved = "EDF+C"
        maker.annotations = [EDFMaker.timed("+0", "rubbish\0+1e99\u{14}x\u{14}\0"), EDFMaker.timed("+1")]
        let reading = try Reading(maker.bytes())
        #expect(reading.annotations.isEmpty)
        #expect(reading.notes.contains { $0.contains("unreadable: 2") })
    }

    enum HeaderFault: String, CaseIterable {
        case noSignals = "number of signals"
        case manySignals = "number of signals "
        case headerBytes = "number of header bytes"
        case records = "number of data records"
        case zeroDuration = "duration of a data record"
        case durationText = "duration of a data record "
        case digitalEqual = "digital minimum and maximum of signal 1 \"pressure\""
        case digitalSwapped = "digital minimum and maximum of signal 1 \"pressure\" "
        case physicalEqual = "physical minimum and maximum of signal 1 \"pressure\""
        case physicalText = "physical minimum and maximum of signal 1 \"pressure\" "

        func spoil(_ maker: inout EDFMaker) {
            switch self {
            case .noSignals: maker.signalCount = "0"
            case .manySignals: maker.signalCount = "9999"
            case .headerBytes: maker.headerBytes = "768"
            case .records: maker.records = "many"
            case .zeroDuration: maker.recordSeconds = "0"
            case .durationText: maker.recordSeconds = "1 s"
            case .digitalEqual: maker.signals[0].digital = ("5", "5")
            case .digitalSwapped: maker.signals[0].digital = ("9", "-9")
            case .physicalEqual: maker.signals[0].physical = ("1", "1.0")
            case .physicalText: maker.signals[0].physical = ("a", "b")
            }
        }
    }

    @Test(arguments: HeaderFault.allCases) func faultyHeaderFieldIsNamed(_ fault: HeaderFault) {
        var maker = EDFMaker()
        fault.spoil(&maker)
        #expect(field(Reading.error(maker.bytes())).map { fault.rawValue.hasPrefix($0) } == true)
    }

    @Test func headerCutShortIsSaid() {
        let bytes = EDFMaker().bytes()
        #expect(Reading.error(Array(bytes.prefix(300))) != nil)
        guard case .headerCut(_, 300, 512) = Reading.error(Array(bytes.prefix(300))) else {
            Issue.record("no")
            return
        }
    }

    @Test func unknownUnitAsksForOne() throws {
        var maker = EDFMaker()
        maker.signals[0].unit = "uV"
        guard case .unknownUnit(_, _, "uV") = Reading.error(maker.bytes()) else {
            Issue.record("read")
            return
        }
        let reading = try Reading(maker.bytes(), RecordingSelection(unit: .counts))
        #expect(!reading.description.isCalibrated)
        #expect(reading.values()[1] == 0.1)
    }

    @Test func rateOutsideTheLimitsIsRefused() {
        var maker = EDFMaker()
        maker.recordSeconds = "10"
        guard case .rateOutOfRange(_, 1, _) = Reading.error(maker.bytes()) else {
            Issue.record("read")
            return
        }
    }

    @Test func fileWithoutRecordsIsRefused() {
        guard case .noRows = Reading.error(Array(EDFMaker().bytes().prefix(512))) else {
            Issue.record("read")
            return
        }
    }

    @Test func startIsReadWithItsCentury() throws {
        var maker = EDFMaker()
        maker.date = "02.08.85"
        #expect(try Reading(maker.bytes()).description.start == "1985-08-02T10:30:15")
        maker.recording = "Startdate 02-AUG-2085 X X X"
        #expect(try Reading(maker.bytes()).description.start == "2085-08-02T10:30:15")
        (maker.date, maker.recording) = ("01.01.85", "Startdate X X X X")
        #expect(try Reading(maker.bytes()).description.start == nil)
        maker.date = "99.99.99"
        #expect(try Reading(maker.bytes()).description.start == nil)
    }

    @Test func simulatedDataAreRecognised() throws {
        var maker = EDFMaker()
        #expect(try !Reading(maker.bytes()).description.isSimulated)
        maker.recording = "Startdate X X X Simulated_probe"
        #expect(try Reading(maker.bytes()).description.isSimulated)
    }
}
