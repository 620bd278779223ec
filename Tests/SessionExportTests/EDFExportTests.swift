// SPDX-License-Identifier: Apache-2.0
import Perineometry
import RecordingFiles
import SimulatedSession
import Testing

@testable import SessionExport

/// What is written is read back by the reader of this project; other readers are asked in Checks.
struct EDFExportTests {
    private func edf(_ session: some ExportableSession, _ options: ExportOptions = ExportOptions()) throws -> [UInt8] {
        let sink = MemorySink()
        try EDFExport.write(session, options: options, to: sink)
        return sink.bytes
    }

    private func reading(_ bytes: [UInt8]) throws -> Reading { try Reading(bytes, named: "session.edf") }

    @Test func samplesComeBackWithinHalfAStep() throws {
        let session = PatientSession.eventful()
        let file = try reading(edf(session))
        #expect(file.description.format == .edfPlusContinuous)
        #expect(file.description.rateHertz == 250)
        #expect(file.description.isSimulated)
        #expect(file.description.chosen.map(\.role) == [.pelvicFloor, .abdominal])
        let expected = try Laid(session)
        #expect(expected.values.count > 29_000)
        #expect(file.values.count == expected.values.count)
        let halfStep = 400.0 / 65_535 / 2
        for (place, value) in expected.values {
            let read = try #require(file.values[place])
            for channel in 0..<2 {
                let difference = abs(read[channel] - value[channel])
                if difference > halfStep * 1.000001 { Issue.record("place \(place): \(read) is not \(value)") }
            }
        }
    }

    @Test func whatIsMissingIsFilledAndAnnotated() throws {
        let file = try reading(edf(PatientSession.eventful()))
        let gaps = file.annotations.filter { $0.text == "BAD_gap" }
        // Two losses, the unplugged device, and the rest of the last second.
        #expect(gaps.map(\.onsetSeconds) == [30.028, 70, 90, 132.5])
        #expect(gaps.map(\.durationSeconds) == [0.984, 0.02, 12.5, 0.5])
        for gap in gaps {
            let duration = try #require(gap.durationSeconds)
            let places = Int((gap.onsetSeconds * 250).rounded())..<Int(((gap.onsetSeconds + duration) * 250).rounded())
            #expect(places.allSatisfy { file.values[$0] == nil })
        }
        #expect(file.annotations.contains { $0.text == "BAD_clipped" && ($0.durationSeconds ?? 0) > 0.1 })
    }

    @Test func contractionsMarksAndCuesAreAnnotations() throws {
        let session = PatientSession.eventful()
        let file = try reading(edf(session, ExportOptions(includesTexts: true)))
        let survey = try SessionSurvey(of: session)
        #expect(survey.contractions.count >= 8)
        let contractions = file.annotations.filter {
            $0.text.hasPrefix("Contraction/") || $0.text.hasPrefix("Event/")
        }
        #expect(contractions.map(\.text) == survey.contractions.map { EDFAnnotations.word(for: $0.contraction) })
        for (read, written) in zip(contractions, survey.contractions) {
            #expect(abs(read.onsetSeconds - Double(written.onset) / 250) < 1e-6)
            let offset = try #require(written.offset)
            #expect(abs((read.durationSeconds ?? 0) - Double(offset - written.onset) / 250) < 1e-6)
        }
        #expect(file.annotations.contains { $0.text == "Cue/squeeze" && $0.onsetSeconds == 2 })
        #expect(file.annotations.contains { $0.text == "Mark: Größe; \"5,5\" <b>&amp;</b>   日本 'x' \\u0041 ]]>" })
    }

    @Test func anAnonymousFileHoldsNothingOfThePerson() throws {
        let session = PatientSession.eventful()
        let text = String(decoding: try edf(session), as: UTF8.self)
        let header = String(text.unicodeScalars.prefix(256).map(Character.init))
        #expect(header.contains("X X X X"))
        #expect(header.contains("01.01.8500.00.00"))
        for secret in ["Zo", "Neil", "0815", "1990", "MAR", "2026", "14.03.26", "SIM-0001", "5f0c2a8e", "Gr", "5,5"] {
            #expect(!text.contains(secret), "\(secret)")
        }
    }

    @Test func anIdentifiedFileSaysWhoAndWhen() throws {
        let text = String(
            decoding: try edf(PatientSession.eventful(), ExportOptions(disclosure: .identified)), as: UTF8.self)
        #expect(text.contains("P_0815 F 31-MAY-1990 Zo?_<O?Neil>_&_\"Co\""))
        #expect(text.contains("Startdate 14-MAR-2026 X X SIMULATED_Tonus_virtual_perineomet_Tonus_0.1.0"))
        #expect(text.contains("14.03.2610.00.00"))
    }

    @Test(arguments: [1, 100, 100_000]) func theLengthOfRunsDoesNotMatter(_ length: Int) throws {
        var session = PatientSession.eventful()
        let whole = try edf(session)
        session.runLength = length
        #expect(try edf(session) == whole)
    }

    @Test func pressuresBeyondTheRangeWidenIt() throws {
        let session = Self.session([[-60, 0, 400, 900]])
        let file = try reading(edf(session))
        #expect(file.description.channels[0].physicalRange == -200...1400)
        #expect(abs(try #require(file.values[3])[0] - 900) <= 1600.0 / 65_535 / 2)
        #expect(!file.annotations.contains { $0.text == "BAD_beyond_range" })
    }

    @Test func whatNoRangeHoldsIsClampedAndSaid() throws {
        let file = try reading(edf(Self.session([[5, 20_000, -9000, 5]])))
        #expect(try #require(file.values[1])[0] == 11_200)
        let said = try #require(file.annotations.first { $0.text == "BAD_beyond_range" })
        #expect(said.onsetSeconds == 0.2)
        #expect(said.durationSeconds == 0.4)
    }

    @Test func manyNotesInOneSecondAllArrive() throws {
        var session = Self.session([[Double](repeating: 1, count: 40)])
        for number in 0..<60 {
            session.content.append(
                .remark(
                    SessionRemark(
                        .mark("\(number) " + String(repeating: "é", count: 100)), at: .sample(SampleIndex(0)))))
        }
        let file = try reading(edf(session, ExportOptions(includesTexts: true)))
        #expect(file.annotations.filter { $0.text.hasPrefix("Mark: ") }.count == 60)
    }

    @Test func onsetsAreExactFarIntoTheFile() {
        var queue = EDFAnnotationQueue(rateHertz: 1000)
        queue.add("late", places: 14_400_001..<14_400_011)
        let areas = try? queue.areas(records: 14_401)
        let area = String(decoding: areas?.area(ofRecord: 14_400) ?? [], as: UTF8.self)
        #expect(area.hasPrefix("+14400\u{14}\u{14}\u{0}+14400.001\u{15}0.01\u{14}late\u{14}\u{0}"))
    }

    @Test func eventsOutsideTheSessionArePutToItsEnds() throws {
        var session = Self.session([[1, 2, 3, 4]])
        session.content.append(.remark(SessionRemark(.cue("squeeze"), at: .sample(SampleIndex(1 << 60)))))
        session.content.append(.remark(SessionRemark(.cue("squeeze"), at: .host(HostTime(nanoseconds: .max)))))
        let file = try reading(edf(session))
        #expect(file.annotations.filter { $0.text == "Cue/squeeze" }.map(\.onsetSeconds) == [0.6, 0.6])
    }

    @Test func damagedSessionsAreRefusedByName() {
        var session = Self.session([[1, 2], [3]])
        #expect(throws: ExportError.ragged(index: 0)) { try edf(session) }
        session = Self.session([[1, 2]])
        session.content.append(session.content[0])
        #expect(throws: ExportError.unsorted(index: 0, expected: 2)) { try edf(session) }
        session = Self.session([[1]])
        session.content = []
        #expect(throws: ExportError.empty) { try edf(session) }
        session = Self.session([[1]])
        session.facts.rateHertz = 0
        #expect(throws: ExportError.self) { try edf(session) }
        session = Self.session([[1]], at: 0)
        session.content += Self.session([[1]], at: 1 << 62).content
        #expect(throws: ExportError.self) { try edf(session) }
    }

    /// Samples at 5 Hz, or 40 Hz where there are as many.
    static func session(_ columns: [[Double]], at index: UInt64 = 0) -> SessionInMemory {
        var facts = PatientSession(seconds: 1, channelCount: columns.count).facts
        facts.rateHertz = 40
        if columns[0].count < 40 { facts.rateHertz = 5 }
        let first = SampleInstant(
            index: SampleIndex(index), deviceTime: DeviceTime(microseconds: 0), hostTime: HostTime(nanoseconds: 0))
        return SessionInMemory(facts: facts, content: [.samples(SampleRun(first: first, pressures: columns))])
    }
}
