// SPDX-License-Identifier: Apache-2.0
import Foundation
import PacketTap
import Perineometry
import Testing

@testable import SessionStore

@Suite struct RecordingTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func begin(_ store: SessionStore, note: String? = nil) throws -> SessionWriter {
        try store.begin(SessionFacts(note: note, isSimulated: true), software: "test")
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func filesAreThisUsersAloneWhateverTheUmask() throws {
        let before = umask(0)
        defer { umask(before) }
        let store = try folder.store()
        let writer = try begin(store)
        try writer.append(SessionEvent(at: HostTime(nanoseconds: 1), .note("a")))
        try writer.flush()
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.sessions) {
            #expect(try mode(folder.sessions + "/" + name) == 0o600, "\(name)")
        }
        #expect(try mode(folder.sessions) == 0o700)
        #expect(try mode(folder.keyFile) == 0o600)
    }

    @Test func noWordOfASessionIsInItsFiles() throws {
        let store = try folder.store()
        try store.put(Participant(pseudonym: "PSEUDONYM", name: "NAMENAMENAME"))
        try store.add(DiaryEntry(participant: "PSEUDONYM", unixMicroseconds: 5, text: "DIARYTEXT"))
        let writer = try store.begin(
            SessionFacts(participant: "PSEUDONYM", note: "NOTENOTE", isSimulated: true), software: "test")
        try writer.append(SessionEvent(at: HostTime(nanoseconds: 1), .note("EVENTTEXT")))
        try writer.finish()
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.sessions) {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.sessions + "/" + name))
            for word in ["PSEUDONYM", "NAMENAMENAME", "DIARYTEXT", "NOTENOTE", "EVENTTEXT"] {
                #expect(bytes.range(of: Data(word.utf8)) == nil, "\(word) in \(name)")
            }
        }
        #expect(try store.participants() == [Participant(pseudonym: "PSEUDONYM", name: "NAMENAMENAME")])
        #expect(try store.diary(of: "PSEUDONYM").map(\.text) == ["DIARYTEXT"])
        #expect(try store.removeParticipant("PSEUDONYM") == 2)
        #expect(try store.participants().isEmpty)
        #expect(try store.verify().faults == [])
    }

    @Test func whoHasMoreThanMayWaitNeedNotWaitForTheTime() async throws {
        var limits = RecordingLimits.forTests
        limits.commitIntervalSeconds = 3600
        let store = try folder.store(limits)
        let writer = try begin(store)
        let run = try SimulatedRun("comfortable-strong,rate=1000")
        run.record(into: writer)
        for _ in 0..<3 {
            try run.run(packets: 100)
            await withCheckedContinuation { done in writer.commitSoon { done.resume() } }
        }
        #expect(writer.progress.packets == 300)
        try writer.finish()
    }

    @Test func packetsOfAPauseAreLetGoByAndTheRestIsKept() throws {
        let store = try folder.store()
        let writer = try begin(store)
        let run = try SimulatedRun("comfortable-strong,rate=1000")
        run.record(into: writer)
        try run.run(packets: 100)
        try writer.pause()
        #expect(writer.progress.state == .paused)
        #expect(throws: StoreError.state(.paused, refused: "paused")) { try writer.pause() }
        try run.run(packets: 50)
        run.apply(Zero(state: .air, offset: ChannelVector(repeating: 2)))
        try run.run(packets: 50)
        try writer.resume()
        try run.run(packets: 100)
        try writer.finish()
        #expect(throws: StoreError.state(.finished, refused: "paused")) { try writer.pause() }
        let replay = try Replay(try store.read(writer.id))
        #expect(replay.packets == 200)
        #expect(replay.states == [.paused, .recording, .finished])
        #expect(replay.output?.zero.state == .air)
        #expect(try store.verify().faults == [])
        #expect(try store.list().map(\.packets) == [200])
    }

    @Test func onlySomeChangesOfStateAreAllowed() {
        let allowed = SessionState.allCases.flatMap { from in
            SessionState.allCases.filter(from.canBecome).map { "\(from) \($0)" }
        }
        #expect(
            allowed == [
                "recording paused", "recording finished", "recording recovered", "paused recording", "paused finished",
                "paused recovered", "recovered recording", "recovered finished",
            ])
    }

    @Test func whatWasLeftOpenIsRecoveredAndCanBeContinued() throws {
        var id: SessionID?
        try {
            let store = try folder.store()
            let writer = try begin(store, note: "kept")
            let run = try SimulatedRun("comfortable-strong,rate=1000")
            run.record(into: writer)
            try run.run(packets: 300)
            id = writer.id
        }()
        let first = try #require(id)
        let store = try folder.store()
        #expect(store.recovered == [SessionRecovery(id: first, packets: 300)])
        #expect(try store.list().map(\.state) == [.recovered])
        let writer = try store.resume(first, software: "test 2")
        #expect(throws: StoreError.isRecording(first)) { try store.resume(first, software: "test 3") }
        let run = try SimulatedRun("comfortable-strong,seed=9,rate=1000")
        run.record(into: writer)
        try run.run(packets: 200)
        try writer.finish()
        let replay = try Replay(try store.read(first))
        #expect(replay.packets == 500)
        #expect(replay.segments.map(\.software) == ["test", "test 2"])
        #expect(replay.segments.map(\.facts.note) == ["kept", "kept"])
        #expect(replay.states == [.recovered, .finished])
        #expect(try store.verify().faults == [])
        #expect(throws: StoreError.state(.finished, refused: "continued")) {
            try store.resume(first, software: "test 3")
        }
    }

    @Test func packetsThatTheRecorderLostAreToldInTheirPlace() throws {
        var limits = RecordingLimits.forTests
        limits.waitingPackets = 64
        limits.commitIntervalSeconds = 3600
        let store = try folder.store(limits)
        let writer = try begin(store)
        let run = try SimulatedRun("comfortable-strong,rate=1000")
        run.record(into: writer)
        try run.run(packets: 200)
        try run.run(packets: 10)
        try writer.finish()
        var lost: [UInt32] = []
        let reader = try store.read(writer.id)
        while let entry = reader.next() { if case .packet(_, let count) = entry, count > 0 { lost.append(count) } }
        #expect(lost.count == 1)
        #expect(lost.reduce(0, +) + UInt32(writer.progress.packets) == 210)
        #expect(writer.progress.lostPackets == UInt64(lost.reduce(0, +)))
        #expect(try store.verify().faults == [])
    }

    @Test func aGapThatNobodyToldIsFound() throws {
        let store = try folder.store()
        let writer = try begin(store)
        guard var tap = writer.takeTap() else { return }
        let run = try SimulatedRun("comfortable-strong,rate=1000")
        try run.run(packets: 40)
        tap.open(writer.describe(run.opening))
        for (number, packet) in run.received.enumerated() where number < 10 || number >= 20 {
            if number == 20 { try writer.flush() }
            tap.append(packet, index: SampleIndex(UInt64(2 * number)), celsius: nil, zero: .never)
        }
        try writer.finish()
        let faults = try store.verify().faults
        #expect(faults.count == 1)
        #expect(faults.first.map { if case .untoldGap(_, _, _, 20) = $0 { true } else { false } } == true)
    }

    @Test func aFolderBelongsToOneProgramAndOneUser() throws {
        let store = try folder.store()
        #expect(throws: StoreError.inUse(path: folder.sessions)) { try folder.store() }
        _ = store
        let open = folder.path + "/open"
        try FileManager.default.createDirectory(atPath: open, withIntermediateDirectories: false)
        chmod(open, 0o755)
        #expect(throws: StoreError.self) { try SessionStore(directory: open, key: try folder.key()) }
    }

    @Test func textsAreBounded() throws {
        let store = try folder.store()
        let long = String(repeating: "é", count: 2049)
        #expect(throws: StoreError.tooLong(field: "the note", limitBytes: 4096)) { try begin(store, note: long) }
        let writer = try begin(store, note: String(long.dropLast()))
        #expect(throws: StoreError.tooLong(field: "the text", limitBytes: 4096)) {
            try writer.append(SessionEvent(at: HostTime(nanoseconds: 1), .note(long)))
        }
        // Incompressible ones too, many at once.
        for _ in 0..<20 {
            let text = String((0..<4096).map { _ in Character(Unicode.Scalar(UInt8.random(in: 33...126))) })
            try writer.append(SessionEvent(at: HostTime(nanoseconds: 1), .note(text)))
        }
        try writer.finish()
        #expect(try Replay(try store.read(writer.id)).events.count == 20)
    }
}
