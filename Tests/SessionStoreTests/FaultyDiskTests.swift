// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import SessionStore

/// Children that are killed, or whose disk takes no more.
@Suite(.serialized) struct FaultyDiskTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private var probe: URL {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appendingPathComponent("session-store-probe")
    }

    /// Runs the probe to its end.
    private func run(_ arguments: String...) throws -> (status: Int32, lines: [Substring]) {
        try run(probe, arguments)
    }

    private func run(_ program: URL, _ arguments: [String]) throws -> (status: Int32, lines: [Substring]) {
        let child = Process()
        let pipe = Pipe()
        child.executableURL = program
        child.arguments = arguments
        child.standardOutput = pipe
        try child.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        child.waitUntilExit()
        return (child.terminationStatus, String(decoding: data, as: UTF8.self).split(separator: "\n"))
    }

    @Test func whatWasAcknowledgedSurvivesAKillAtAnyMoment() throws {
        let (status, lines) = try run("kill", folder.sessions, folder.keyFile, "10")
        #expect(!lines.contains { $0.contains("acknowledged packets are missing") }, "\(lines)")
        #expect(status == 0 || lines.contains { $0.hasPrefix("more than one second") }, "\(lines)")
        #expect(lines.contains { $0.hasPrefix("killed 10 times") })
    }

    @Test func aFileThatMayGrowNoMoreEndsTheRecordingAndWhatWasWrittenStays() throws {
        let (status, lines) = try run("limited", folder.sessions, folder.keyFile, "300000")
        #expect(status == 74, "\(lines.suffix(3))")
        #expect(lines.contains { $0.hasPrefix("failed") && $0.contains("could not be written") }, "\(lines.suffix(3))")
        try expectEverythingAcknowledged(in: lines)
    }

    /// On a disk of its own, which only root can have.
    @Test(.enabled(if: geteuid() == 0)) func aFullDiskEndsTheRecordingAndWhatWasWrittenStays() throws {
        let disk = folder.path + "/disk"
        let script = """
            mkdir "$1" && mount -t tmpfs -o size=1m,mode=0700 none "$1" || exit 77
            "$0" limited "$1/sessions" "$2" 100000000; status=$?
            mkdir -m 0700 "$3" && cp "$1"/sessions/* "$3" && exit $status
            """
        let (status, lines) = try run(
            URL(fileURLWithPath: "/usr/bin/unshare"),
            ["-m", "sh", "-c", script, probe.path, disk, folder.keyFile, folder.sessions])
        if status == 77 || status == 1 { return }  // No right to mount, as in some containers.
        #expect(status == 74, "\(lines.suffix(3))")
        #expect(lines.contains { $0.hasPrefix("failed") && $0.contains("is full") }, "\(lines.suffix(3))")
        try expectEverythingAcknowledged(in: lines)
    }

    private func expectEverythingAcknowledged(in lines: [Substring]) throws {
        let acknowledged = lines.filter { $0.hasPrefix("ack ") }.compactMap { Int($0.dropFirst(4)) }.max() ?? 0
        #expect(acknowledged > 0)
        let store = try folder.store()
        let session = try #require(try store.list().first)
        #expect(session.state == .recovered)
        #expect(session.packets >= UInt64(acknowledged))
        #expect(try store.verify().faults == [])
    }

    @Test func aDiskThatIsNearlyFullIsNotBegunOn() throws {
        var limits = RecordingLimits()
        limits.beginBytes = .max
        let store = try folder.store(limits)
        #expect {
            _ = try store.begin(SessionFacts(isSimulated: true), software: "test")
        } throws: { error in
            if case StoreError.diskFull(_, .some) = error { true } else { false }
        }
        #expect(try SessionFile.sessions(in: folder.sessions).isEmpty)
    }

    @Test func aFolderThatCannotBeWrittenIsNamed() throws {
        let path = folder.path + "/missing/sessions"
        #expect {
            _ = try SessionStore(directory: path, key: try folder.key())
        } throws: {
            "\($0)".contains(path)
        }
        // Nobody can make a file there, not even root.
        #expect(throws: StoreError.readOnly(path: "/sys/tonus")) { try PrivateFile.create("/sys/tonus") }
    }
}
