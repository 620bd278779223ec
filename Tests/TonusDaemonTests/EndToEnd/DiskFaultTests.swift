// SPDX-License-Identifier: Apache-2.0
import Foundation
import StreamAPI
import Testing
import TonusClient

/// A disk that fails while it is recorded, and is well again: the daemon stays the same throughout.
@Suite struct DiskFaultTests {
    private static let simulation = "comfortable-strong,rate=500"

    /// What a disk can answer, with what is said of it.
    struct Fault: Sendable, CustomTestStringConvertible {
        var number: Int32
        var words: String
        var testDescription: String { String(cString: strerror(number)) }
    }

    @Test(
        .enabled(if: FaultyDisk.compiler != nil, "needs a C compiler, for a library that has calls fail"),
        arguments: [
            Fault(number: EIO, words: "health"), Fault(number: EROFS, words: "cannot be written"),
            Fault(number: ENOSPC, words: "is full"),
        ])
    func aFaultEndsTheRecordingAloneAndTheNextOneNeedsNoRestart(of fault: Fault) throws {
        let folder = try TemporaryFolder()
        let disk = try FaultyDisk(in: folder)
        let daemon = try SimulatedDaemon(Self.simulation, in: folder, environment: disk.environment)
        let watcher = try SessionWatcher(at: daemon.socket)
        let tonus = try daemon.connect()
        let begun = try tonus.start()
        let before = try tonus.awaitSamples(200, of: begun.id)
        try disk.fail(with: fault.number)
        let told = try watcher.ending(of: begun.id)
        #expect(told.state == "recovered", "nobody writes to it any more")
        #expect(told.reason?.contains(fault.words) == true, "\(told.reason ?? "")")
        try expectWell(tonus, begun, before)
        let refused = try refusal { _ = try tonus.start() }
        #expect(refused?.code == RPCError.Code.storage.rawValue)
        try disk.heal()
        try expectRecordingAnew(tonus, after: begun, in: folder.path + "/state/sessions")
    }

    @Test(.enabled(if: FaultyDisk.compiler != nil, "needs a C compiler, for a library that has calls fail"))
    func aDaemonThatIsStartedOnAFaultyDiskKeepsSessionsOnceTheDiskIsWell() throws {
        let folder = try TemporaryFolder()
        let disk = try FaultyDisk(in: folder)
        try disk.fail(with: ENOSPC)
        let daemon = try SimulatedDaemon(Self.simulation, in: folder, environment: disk.environment)
        let tonus = try daemon.connect()
        #expect(try refusal { _ = try tonus.start() }?.code == RPCError.Code.storage.rawValue)
        let streamed = try tonus.status().stream.samples
        try wait(for: "samples") { try tonus.status().stream.samples > streamed + 500 }
        try disk.heal()
        var begun: SessionReport?
        try wait(for: "the store to open") {
            begun = try? tonus.start()
            return begun != nil
        }
        try tonus.awaitSamples(200, of: #require(begun).id)
        #expect(try tonus.change(SessionControlParams.stop).state == "finished")
    }

    /// On a disk of its own, which only root can have.
    @Test(.enabled(if: geteuid() == 0, "needs root, to mount a disk"))
    func aDiskThatFillsUpEndsTheRecordingAndRoomLetsTheNextBegin() throws {
        let folder = try TemporaryFolder()
        let state = folder.path + "/state"
        let script = """
            mkdir -m 0700 "$1" && mount -t tmpfs -o size=230m,mode=0700 none "$1" || exit 77
            exec "$0" --simulate=\(Self.simulation) --http off --socket "$2" --state-dir "$1"
            """
        let program = try RunningProgram(
            at: URL(fileURLWithPath: "/usr/bin/unshare"),
            [
                "-m", "sh", "-c", script, RunningProgram.folder().appendingPathComponent("tonusd").path, state,
                folder.socket,
            ])
        try wait(for: "the daemon: \(program.standardError)") {
            if !program.isRunning { return true }
            guard let tonus = try? TonusConnection(path: folder.socket) else { return false }
            return try tonus.status().stream.samples > 0
        }
        // No right to mount, as in some containers.
        if !program.isRunning, try program.exitCode() == 77 || program.exitCode() == 1 { return }
        let seen = "/proc/\(program.identifier)/root\(state)"
        let watcher = try SessionWatcher(at: folder.socket)
        let tonus = try TonusConnection(path: folder.socket)
        let begun = try tonus.start()
        let before = try tonus.awaitSamples(200, of: begun.id)
        let filler = seen + "/filler"
        let filling = try RunningProgram(
            at: URL(fileURLWithPath: "/bin/dd"), ["if=/dev/zero", "of=\(filler)", "bs=1M", "status=none"])
        _ = try filling.exitCode()
        let told = try watcher.ending(of: begun.id)
        #expect(told.reason?.contains("full") == true, "\(told.reason ?? "")")
        try expectWell(tonus, begun, before)
        #expect(try refusal { _ = try tonus.start() }?.message.contains("full") == true)
        try FileManager.default.removeItem(atPath: filler)
        try expectRecordingAnew(tonus, after: begun, in: seen + "/sessions")
        program.send(SIGKILL)
    }

    /// Streaming goes on, and what was acknowledged can be read.
    private func expectWell(_ tonus: TonusConnection, _ begun: SessionReport, _ before: SessionReport) throws {
        let streamed = try tonus.status().stream.samples
        try wait(for: "samples") { try tonus.status().stream.samples > streamed + 500 }
        #expect(UInt64(try tonus.rows(begun.id).count) >= before.samples)
        let listed = try #require(try tonus.sessions().first { $0.id == begun.id })
        #expect(["recovered", "finished"].contains(listed.state))
        #expect(listed.reason != nil)
    }

    private func expectRecordingAnew(
        _ tonus: TonusConnection, after begun: SessionReport, in folder: String
    ) throws {
        let next = try tonus.start()
        try tonus.awaitSamples(200, of: next.id)
        #expect(try tonus.change(SessionControlParams.stop).state == "finished")
        let first = try tonus.get(begun.id)
        #expect(["recovered", "finished"].contains(first.state))
        #expect(first.reason?.isEmpty == false)
        #expect(UInt64(try tonus.rows(begun.id).count) == first.samples)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix(begun.id) }
        #expect(files.count == 1, "it is closed, and so one file: \(files)")
        let verified: SessionsVerifyResult = try tonus.call(
            SessionsVerifyParams.method, SessionsVerifyParams(), within: patience)
        #expect(verified.faults.isEmpty)
    }
}

/// Follows what is told of sessions.
private struct SessionWatcher {
    private let client: RawClient

    init(at path: String) throws {
        client = try RawClient(path: path)
        _ = try client.line()
        client.send(#"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"streams":["session"]}}"# + "\n")
        _ = try client.reply()
    }

    /// What is told when a recording has ended by itself.
    func ending(of id: String) throws -> (state: String?, reason: String?) {
        while let message = try client.line(within: patience) {
            guard let params = message["params"] as? [String: Any],
                let session = params["session"] as? [String: Any], let reason = session["reason"] as? String,
                session["id"] as? String == id
            else { continue }
            #expect((params["hint"] as? String)?.isEmpty == false)
            return (session["state"] as? String, reason)
        }
        throw TimedOut(what: "the end of the recording")
    }
}

/// A folder whose disk fails when it is told to, for a program that is started with `environment`.
private struct FaultyDisk {
    let environment: [String: String]
    private let control: String

    /// The first C compiler on the path.
    static let compiler: String? = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").lazy
        .flatMap { folder in ["clang", "cc"].map { "\(folder)/\($0)" } }
        .first { access($0, X_OK) == 0 }

    init(in folder: TemporaryFolder) throws {
        control = folder.path + "/fault"
        let library = folder.path + "/disk-faults.so"
        let source = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../DiskFaults/disk-faults.c")
            .standardizedFileURL
        let compiling = try RunningProgram(
            at: URL(fileURLWithPath: try #require(Self.compiler)),
            ["-shared", "-fPIC", "-O1", "-o", library, source.path, "-ldl"])
        try #require(try compiling.exitCode() == 0, "\(compiling.standardError)")
        environment = ["LD_PRELOAD": library, "FAULTY_FOLDER": folder.path + "/state/", "DISK_FAULT": control]
    }

    func fail(with number: Int32) throws { try "\(number)".write(toFile: control, atomically: true, encoding: .utf8) }

    func heal() throws { try FileManager.default.removeItem(atPath: control) }
}
