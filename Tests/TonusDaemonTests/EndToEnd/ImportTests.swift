// SPDX-License-Identifier: Apache-2.0
import Foundation
import RecordingFiles
import SessionExport
import StreamAPI
import Testing
import TonusClient

/// Recordings made elsewhere, kept as sessions.
@Suite struct ImportTests {
    private let daemon: SimulatedDaemon
    private let place: TemporaryFolder

    init() throws {
        place = try TemporaryFolder()
        daemon = try SimulatedDaemon("comfortable-strong,rate=250,channels=2", in: place)
    }

    private func tonus(_ arguments: [String]) throws -> (code: Int32, output: String, errors: String) {
        let program = try RunningProgram("tonus", arguments + ["--socket", daemon.socket])
        let code = try program.exitCode()
        return (code, program.standardOutput, program.standardError)
    }

    private func write(_ data: Data, _ name: String) throws -> String {
        let path = place.path + "/" + name
        try data.write(to: URL(filePath: path))
        return path
    }

    private func take(_ path: String, _ options: String...) throws -> SessionReport {
        let result = try tonus(["import", path, "--json"] + options)
        #expect(result.code == 0, "\(result.errors)")
        return try JSONDecoder().decode(SessionReport.self, from: Data(result.output.utf8))
    }

    private func figures(_ session: String) throws -> [String: Any] {
        let data = try daemon.connect().export(session, .review)
        return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    /// The contractions of a session by kind, and where they begin and end, to a tenth of a second.
    private func contractions(_ session: String) throws -> [String] {
        let all = try #require(try figures(session)["contractions"] as? [[String: Any]])
        return all.map { one in
            let times = ["onset", "offset"].map { name in
                (one[name] as? Double).map { "\(($0 * 10).rounded() / 10)" } ?? "open"
            }
            return "\(one["kind"] ?? "") \(times.joined(separator: " "))"
        }
    }

    /// All counts of an EDF file.
    private func counts(_ path: String) throws -> [Int32] {
        var runs = try CountedRecording(path: path).counts()
        var counts: [Int32] = []
        while let run = try runs.next() { counts += run.counts }
        return counts
    }

    /// Twelve seconds with one squeeze, simulated, with holes and a cough of 2 s that was not recorded.
    private func text(hertz: Int = 100) -> String {
        var text = "time_s,simulated_pressure_cmH2O\n"
        for sample in 0..<hertz * 30 where !(hertz * 20..<hertz * 22).contains(sample) {
            let time = Double(sample) / Double(hertz)
            let share = max(0, min(1, 2 * (time - 8), 2 * (12 - time)))
            text += "\(time),\(16 + 30 * share + 0.7 * sin(1.6 * time) + 0.1 * sin(97 * time))\n"
        }
        return text
    }

    @Test func aSessionComesBackFromEDFAsItWas() throws {
        let connection = try daemon.connect()
        try wait(for: "a contraction and its last word") {
            try connection.status().stream.samples > 12 * 250
        }
        let begun = try connection.start(SessionStartParams(lookback: 120))
        let _: SessionMarkResult = try connection.call(SessionMarkParams.method, SessionMarkParams(text: "cough"))
        try connection.awaitSamples(12 * 250, of: begun.id)
        let recorded = try connection.change(SessionControlParams.stop)
        let path = try write(try connection.export(recorded.id, .edf), "first.edf")

        let imported = try take(path, "--participant", "P-7", "--probe", "ring")
        #expect(imported.simulated)
        #expect(imported.imported?.format == "EDF+C")
        #expect(imported.imported?.dated == false, "an anonymous file has no date")
        #expect(imported.imported?.digest?.count == 64)
        #expect(imported.samples == recorded.samples)
        #expect(imported.participant == "P-7")
        let again = try write(try connection.export(imported.id, .edf), "second.edf")
        #expect(try counts(again) == counts(path))
        #expect(try contractions(imported.id) == contractions(recorded.id))
        #expect(try contractions(imported.id).contains { $0.hasPrefix("squeeze") })
        let notes = try CountedRecording(path: again).recordedNotes.filter { $0.kind == .mark("") }
        #expect(notes == (try CountedRecording(path: path).recordedNotes.filter { $0.kind == .mark("") }))
        #expect(notes.count == 1)
        // The first squeeze of a recording that begins with the daemon has the same figures to a step of 16 bits.
        let rescored = try tonus(["sessions", "rescore", imported.id])
        #expect(rescored.output.contains(" 0 changed, 0 new, 0 gone"), "\(rescored.output)\(rescored.errors)")
        let verified: SessionsVerifyResult = try connection.call(
            SessionsVerifyParams.method, SessionsVerifyParams(), within: patience)
        #expect(verified.faults.isEmpty, "\(verified.faults)")
        #expect(verified.sessions == 2)
        let compared = try tonus(["sessions", "compare", recorded.id, imported.id])
        #expect(compared.code == 65)
        #expect(compared.output.contains("imported from EDF+C") || compared.errors.contains("people"))
        let list = try tonus(["sessions", "list"])
        #expect(list.output.contains("SIMULATED; imported from EDF+C"))
    }

    @Test func aTextIsKeptWithItsGapsAndDate() throws {
        let path = try write(Data(text().utf8), "visit.csv")
        let session = try take(path, "--zero", "air", "--began", "2026-03-14T10:00Z", "--note", "first")
        #expect(session.began == 1_773_482_400)
        #expect(session.ended == 1_773_482_430)
        #expect(session.seconds == 30)
        #expect(session.samples == 2800)
        let review = try figures(session.id)
        #expect(review["importedFrom"] as? String == "CSV")
        #expect(review["isSimulated"] as? Bool == true)
        #expect(review["zero"] as? String == "air")
        let excluded = try #require(review["excluded"] as? [String: Any])
        #expect(excluded["gapSeconds"] as? Double == 2)
        let found = try contractions(session.id)
        #expect(found.count == 1 && found[0].hasPrefix("squeeze 8."), "\(found)")
        let rows = try daemon.connect().rows(session.id)
        #expect(rows.count == 2800)
        #expect(abs(rows[1000].pressure - (46 + 0.7 * sin(16) + 0.1 * sin(970))) <= 0.0001)
        let deleted: SessionsDeleteResult = try daemon.connect().call(
            SessionsDeleteParams.method, SessionsDeleteParams(session: session.id), within: patience)
        #expect(deleted.deleted == [session.id])
    }

    @Test func aSealedFileIsOpenedAndAPipeIsRead() throws {
        let sealed = MemorySink()
        let key = AgeSecretKey()
        let sink = try AgeSink(to: .keys([key.recipient]), into: sealed)
        try sink.write(Array(text().utf8))
        try sink.finish()
        let path = try write(Data(sealed.bytes), "visit.csv.age")
        let identity = try write(Data("# a comment\n\(key.exposed)\n".utf8), "key.txt")
        let plain = try take(try write(Data(text().utf8), "visit.csv"))
        let opened = try take(path, "--identity", identity)
        #expect(opened.imported?.digest == plain.imported?.digest)
        #expect(opened.samples == plain.samples)
        let closed = try tonus(["import", path])
        #expect(closed.code == 64)
        #expect(closed.errors.contains("--identity"))
        let other = try write(Data("\(AgeSecretKey().exposed)\n".utf8), "other.txt")
        let wrong = try tonus(["import", path, "--identity", other])
        #expect(wrong.code == 65)
        #expect(wrong.errors.contains("does not open"))
    }

    private static let damaged = [
        ("empty.edf", "", 65, "is empty"), ("noise.edf", "\u{1}\u{2}\0\u{3}", 65, "looks like"),
        ("cut.edf", "0       X X X X", 65, "ends within its header"),
        ("slow.csv", "time_s,p\n0,1\n0.1,2\n0.2,3\n0.3,4\n", 65, "10.0 samples a second"),
        ("back.csv", "time_s,p\n0,1\n0.02,2\n0.04,3\n0.01,4\n0.06,1\n", 65, "line 5"),
        ("unit.csv", "time_s,p_furlong\n0,101325\n0.02,101326\n0.04,101327\n", 65, "--unit"),
        ("void.csv", "time_s,p\n0,nan\n0.02,nan\n0.04,nan\n", 65, "--column"),
    ]

    @Test func whatIsDamagedIsRefusedAndNothingIsKept() throws {
        for (name, text, code, said) in Self.damaged {
            let result = try tonus(["import", try write(Data(text.utf8), name)])
            #expect(result.code == code, "\(name)")
            #expect(result.errors.contains(name))
            #expect(result.errors.contains(said), "\(result.errors)")
        }
        #expect(try daemon.connect().sessions().isEmpty)
    }

    // MARK: The socket

    private func beginning(_ change: (inout ImportBeginParams) -> Void = { _ in }) -> ImportBeginParams {
        var params = ImportBeginParams(
            format: "CSV", rate: 100,
            channels: [
                .init(role: "pelvicFloor", unit: "cmH2O", gain: 0.01, offset: 0, least: -32768, greatest: 32767)
            ],
            sixteenBit: true, zero: "none", simulated: true)
        change(&params)
        return params
    }

    private func data(_ counts: [Int32]) -> String {
        counts.reduce(into: Data()) { data, count in
            withUnsafeBytes(of: count.littleEndian) { data.append(contentsOf: $0) }
        }.base64EncodedString()
    }

    private func sessionFiles() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: place.path + "/state/sessions")
            .filter { $0.contains(".tonus-session") }
    }

    @Test func aClientThatLeavesLeavesNothing() throws {
        let connection = try daemon.connect()
        do {
            let leaving = try daemon.connect()
            let begun: ImportBeginResult = try leaving.call(ImportBeginParams.method, beginning())
            let progress: ImportProgress = try leaving.call(
                ImportDataParams.method,
                ImportDataParams(import: begun.import, first: 0, data: data(Array(0..<1000))), within: patience)
            #expect(progress.samples == 1000)
            #expect(try connection.sessions().isEmpty, "it is no session yet")
            #expect(try !sessionFiles().isEmpty)
        }
        try wait(for: "no file of a session") { try sessionFiles().isEmpty }
    }

    @Test func aCancelledImportLeavesNothing() throws {
        let connection = try daemon.connect()
        let begun: ImportBeginResult = try connection.call(ImportBeginParams.method, beginning())
        let _: ImportProgress = try connection.call(
            ImportDataParams.method, ImportDataParams(import: begun.import, first: 0, data: data([1, 2])),
            within: patience)
        let _: ImportProgress = try connection.call(
            ImportEndParams.cancel, ImportEndParams(import: begun.import), within: patience)
        #expect(try sessionFiles().isEmpty)
        let after = try refusal {
            let _: SessionReport = try connection.call(
                ImportEndParams.finish, ImportEndParams(import: begun.import), within: patience)
        }
        #expect(after?.code == RPCError.Code.unknownImport.rawValue)
    }

    @Test func whatCannotBeIsRefusedAndCanBeSentAnew() throws {
        let connection = try daemon.connect()
        let impossible: [(inout ImportBeginParams) -> Void] = [
            { $0.rate = 0 }, { $0.rate = 100_000 }, { $0.channels = [] }, { $0.channels[0].role = "abdominal" },
            { $0.channels[0].gain = 0 }, { $0.channels[0].least = 5_000_000 },
            {
                $0.channels[0].least = 0; $0.channels[0].greatest = 40_000
            }, { $0.began = -1 }, { $0.zero = "sea" },
            { $0.digest = "abc" }, { $0.format = "" }, { $0.depth = 900 }, { $0.posture = "upside down" },
            { $0.participant = String(repeating: "x", count: 65) }, { $0.note = String(repeating: "x", count: 5000) },
        ]
        for change in impossible {
            let error = try refusal {
                let _: ImportBeginResult = try connection.call(ImportBeginParams.method, beginning(change))
            }
            #expect(error?.code == RPCError.Code.invalidParams.rawValue, "\(beginning(change))")
        }
        let begun: ImportBeginResult = try connection.call(ImportBeginParams.method, beginning())
        let second = try refusal {
            let _: ImportBeginResult = try connection.call(ImportBeginParams.method, beginning())
        }
        #expect(second?.code == RPCError.Code.notPossibleNow.rawValue)
        func send(_ first: UInt64, _ data: String, _ notes: [ImportDataParams.Note]? = nil) throws -> ImportProgress {
            try connection.call(
                ImportDataParams.method,
                ImportDataParams(import: begun.import, first: first, data: data, notes: notes), within: patience)
        }
        #expect(try send(0, data(Array(0..<100))).samples == 100)
        let pieces: [(UInt64, String, [ImportDataParams.Note]?)] = [
            (99, data([1]), nil), (100, "no base 64!", nil), (100, "AAA=", nil), (100, data([70_000]), nil),
            (.max, data([1]), nil), (400_000_000, data([1]), nil), (100, data(Array(repeating: 1, count: 8193)), nil),
            (100, data([1]), [.init(kind: .mark, index: 101, text: nil)]),
            (100, data([1]), [.init(kind: .zero, index: 100, text: "sea")]),
            (100, data([1]), [.init(kind: .mark, index: 100, text: nil), .init(kind: .mark, index: 99, text: nil)]),
        ]
        for (first, data, notes) in pieces {
            let error = try refusal { _ = try send(first, data, notes) }
            #expect(error?.code == RPCError.Code.invalidParams.rawValue, "\(first) \(data.prefix(20))")
        }
        #expect(try send(100, data([1, .min, 2]), [.init(kind: .cue, index: 101, text: "squeeze")]).samples == 102)
        let session: SessionReport = try connection.call(
            ImportEndParams.finish, ImportEndParams(import: begun.import), within: patience)
        #expect(session.samples == 102)
        #expect(try connection.rows(session.id).count == 102)
    }
}
