// SPDX-License-Identifier: Apache-2.0
import Foundation
import StreamAPI
import Testing
import TonusClient

@Suite struct LifecycleTests {
    @Test(arguments: [SIGTERM, SIGINT]) func aSignalStopsTheDaemonAndRemovesTheSocket(signal: Int32) throws {
        let daemon = try SimulatedDaemon()
        let client = try daemon.connect()
        try client.subscribe(.init(streams: [.samples]))
        daemon.program.send(signal)
        #expect(try daemon.program.exitCode() == 0)
        #expect(!FileManager.default.fileExists(atPath: daemon.socket))
    }

    @Test func theSocketIsForItsOwnerAlone() throws {
        let daemon = try SimulatedDaemon()
        let attributes = try FileManager.default.attributesOfItem(atPath: daemon.socket)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test func theSocketOfAKilledDaemonIsReplaced() throws {
        let folder = try TemporaryFolder()
        let first = try SimulatedDaemon(in: folder)
        let boot = try first.connect().hello.boot
        first.program.send(SIGKILL)
        _ = try first.program.exitCode()
        #expect(FileManager.default.fileExists(atPath: folder.socket))
        let second = try SimulatedDaemon(in: folder)
        #expect(try second.connect().hello.boot != boot)
    }

    @Test func aDaemonWhoseSocketIsTakenAwaySaysSoAndLeavesTheNewOneAlone() throws {
        let folder = try TemporaryFolder()
        let first = try SimulatedDaemon(in: folder)
        try FileManager.default.removeItem(atPath: (folder.socket as NSString).deletingLastPathComponent)
        let second = try SimulatedDaemon(in: folder)
        #expect(try first.program.exitCode() == 69)
        #expect(first.program.standardError.contains("was removed"))
        _ = try second.connect().status()
    }

    @Test func theLastNewsIsThatTheDeviceWasReleased() throws {
        let daemon = try SimulatedDaemon()
        let client = try daemon.connect()
        try client.subscribe(.init(streams: [.device]))
        daemon.program.send(SIGTERM)
        var states: [String] = []
        // The daemon closes the connection at the end, which is an error to the client.
        while let event = (try? client.next(within: patience)) ?? nil {
            if case .device(let message) = event { states.append(message.device.state) }
        }
        // On a busy machine it may be silent for a moment before.
        #expect(states.last == "gone")
        #expect(states.filter { $0 == "gone" }.count == 1)
    }

    @Test func aSecondDaemonIsRefusedAndTheFirstGoesOn() throws {
        let first = try SimulatedDaemon()
        let second = try RunningProgram("tonusd", ["--simulate", "--socket", first.socket])
        #expect(try second.exitCode() == 69)
        #expect(second.standardError.contains("another tonusd is listening at \(first.socket)"))
        _ = try first.connect().status()
    }

    @Test(
        arguments: [
            (["--http", "0"], 64), (["--http", "banana"], 64), (["--http", "99999"], 64),
            (["--simulate=nobody"], 64), (["--simulate=comfortable-strong,rate=7"], 64), (["--frobnicate"], 64),
            (["--simulate", "--socket", "relative.sock"], 64),
            (["--simulate", "--socket", "/tmp/" + String(repeating: "long", count: 40)], 64),
            (["--simulate", "--socket", "/proc/nowhere/tonus.sock"], 73),
            (["--simulate", "--socket", "/dev/null"], 73),
        ] as [([String], Int32)])
    func anOptionThatCannotWorkIsExplained(arguments: [String], code: Int32) throws {
        let program = try RunningProgram("tonusd", arguments)
        #expect(try program.exitCode() == code)
        // The last word of the arguments is at fault, or the directory it names.
        let culprit = arguments.last.map { String($0.prefix(13)) } ?? ""
        try wait(for: "an explanation that names \(culprit): \(program.standardError)") {
            program.standardError.contains(culprit)
        }
    }
}
