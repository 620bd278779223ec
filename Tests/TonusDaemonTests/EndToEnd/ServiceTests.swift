// SPDX-License-Identifier: Apache-2.0
import Foundation
import StreamAPI
import Testing
import TonusClient

/// The program as a service manager runs it.
@Suite struct ServiceTests {
    private let folder: TemporaryFolder
    private let listener: NoticeListener

    init() throws {
        folder = try TemporaryFolder()
        listener = try NoticeListener()
    }

    private func start(_ arguments: [String] = [], environment: [String: String] = [:]) throws -> RunningProgram {
        try RunningProgram(
            "tonusd", ["--simulate"] + arguments,
            environment: environment.merging(["NOTIFY_SOCKET": listener.address]) { $1 })
    }

    @Test func theServiceManagerIsToldOfTheWholeLife() throws {
        // Half of it is the shortest time in which a sleeping loop is certain to wake.
        let daemon = try start(["--socket", folder.socket], environment: ["WATCHDOG_USEC": "5000000"])
        _ = try listener.upTo("READY=1")
        _ = try TonusConnection(path: folder.socket).status()
        let before = try listener.upTo("WATCHDOG=1") + listener.upTo("WATCHDOG=1")
        #expect(!before.contains("STOPPING=1"))
        daemon.send(SIGTERM)
        _ = try listener.upTo("STOPPING=1")
        #expect(try daemon.exitCode() == 0)
    }

    @Test func theStatusTellsHowTheProbeIs() throws {
        let daemon = try start(["--socket", folder.socket])
        _ = try listener.upTo("STATUS=SIMULATED. Streaming from a perineometer.")
        daemon.send(SIGTERM)
        _ = try daemon.exitCode()
    }

    @Test func noSignOfLifeIsSentThatIsNotAskedFor() throws {
        let daemon = try start(
            ["--socket", folder.socket], environment: ["WATCHDOG_USEC": "1000", "WATCHDOG_PID": "1"])
        _ = try listener.upTo("READY=1")
        daemon.send(SIGTERM)
        #expect(try !listener.upTo("STOPPING=1").contains("WATCHDOG=1"))
    }

    /// What a service manager does for a socket unit: listens, and starts the daemon with the socket as descriptor 3.
    private func startActivated(_ arguments: [String] = []) throws -> RunningProgram {
        let script = """
            import os, socket, sys
            listener = socket.socket(socket.AF_UNIX)
            listener.bind(sys.argv[1])
            listener.listen(8)
            os.dup2(listener.fileno(), 3)
            os.set_inheritable(3, True)
            os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
            os.execv(sys.argv[2], sys.argv[2:])
            """
        return try RunningProgram(
            at: URL(fileURLWithPath: "/usr/bin/python3"),
            [
                "-c", script, folder.path + "/activated.sock",
                RunningProgram.folder().appendingPathComponent("tonusd").path, "--simulate",
            ] + arguments, environment: ["NOTIFY_SOCKET": listener.address])
    }

    @Test func aSocketOfTheServiceManagerIsServedAndOutlivesTheDaemon() throws {
        let daemon = try startActivated()
        _ = try listener.upTo("READY=1")
        #expect(try TonusConnection(path: folder.path + "/activated.sock").status().simulated)
        daemon.send(SIGTERM)
        #expect(try daemon.exitCode() == 0)
        #expect(FileManager.default.fileExists(atPath: folder.path + "/activated.sock"))
    }

    @Test func aSocketOtherThanTheOneNamedIsRefused() throws {
        let daemon = try startActivated(["--socket", folder.socket])
        #expect(try daemon.exitCode() == 78)
        try wait(for: "an explanation: \(daemon.standardError)") {
            daemon.standardError.contains("passed another socket")
        }
    }

    @Test(arguments: [(0o750, 0o660), (0o700, 0o600)])
    func theFolderThatTheServiceManagerMadeDecidesWhoMayConnect(directoryMode: Int, socketMode: Int) throws {
        let directory = folder.path + "/made"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        try FileManager.default.setAttributes([.posixPermissions: directoryMode], ofItemAtPath: directory)
        let daemon = try start(environment: ["RUNTIME_DIRECTORY": directory])
        _ = try listener.upTo("READY=1")
        let attributes = try FileManager.default.attributesOfItem(atPath: directory + "/tonus.sock")
        #expect(attributes[.posixPermissions] as? Int == socketMode)
        daemon.send(SIGTERM)
        #expect(try daemon.exitCode() == 0)
    }
}
