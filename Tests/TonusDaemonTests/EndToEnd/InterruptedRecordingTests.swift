// SPDX-License-Identifier: Apache-2.0
import Foundation
import StreamAPI
import Testing
import TonusClient

/// Recordings of a daemon that is killed, or whose disk fails.
@Suite struct InterruptedRecordingTests {
    private static let simulation = "comfortable-strong,rate=500"

    @Test func aRecordingGoesOnAfterTheDaemonWasKilled() throws {
        let folder = try TemporaryFolder()
        let first = try SimulatedDaemon(Self.simulation, in: folder)
        let begun = try first.connect().start(SessionStartParams(participant: "P-7"))
        let acknowledged = try first.connect().awaitSamples(500, of: begun.id)
        first.program.send(SIGKILL)
        _ = try first.program.exitCode()
        let second = try SimulatedDaemon(Self.simulation, in: folder)
        let tonus = try second.connect()
        // By itself, for its probe is there again.
        try wait(for: "the recording to go on: \(second.program.standardError)") {
            try tonus.get(begun.id).state == "recording"
        }
        let resumed = try tonus.get(begun.id)
        #expect(resumed.samples >= acknowledged.samples, "what was acknowledged is there")
        #expect(resumed.participant == "P-7")
        #expect(resumed.segments == 2)
        try tonus.awaitSamples(acknowledged.samples + 700, of: begun.id)
        let ended = try tonus.change(SessionControlParams.stop)
        #expect(ended.segments == 2)
        #expect(try tonus.sessions().map(\.id) == [begun.id])
        #expect(UInt64(try tonus.rows(begun.id).count) == ended.samples)
        let verified: SessionsVerifyResult = try tonus.call(
            SessionsVerifyParams.method, SessionsVerifyParams(session: begun.id), within: patience)
        #expect(verified.faults.isEmpty)
    }

    @Test func aDaemonThatIsToldToStopLosesNothing() throws {
        let folder = try TemporaryFolder()
        let first = try SimulatedDaemon(Self.simulation, in: folder)
        let begun = try first.connect().start()
        try first.connect().awaitSamples(300, of: begun.id)
        let streamed = try first.connect().status().stream.samples
        first.program.send(SIGTERM)
        #expect(try first.program.exitCode() == 0)
        let second = try SimulatedDaemon(Self.simulation, in: folder)
        let tonus = try second.connect()
        #expect(try tonus.get(begun.id).samples >= min(300, streamed))
        try wait(for: "the recording to go on") { try tonus.get(begun.id).state == "recording" }
    }

    @Test func aFullDiskEndsTheRecordingAndNothingElse() throws {
        let daemon = try SimulatedDaemon(Self.simulation)
        let watcher = try RawClient(path: daemon.socket)
        _ = try watcher.line()
        watcher.send(#"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"streams":["session"]}}"# + "\n")
        _ = try watcher.reply()
        let tonus = try daemon.connect()
        let begun = try tonus.start()
        let before = try tonus.awaitSamples(200, of: begun.id)
        // From now on no file of the daemon's may grow.
        let limiting = try RunningProgram(
            at: URL(fileURLWithPath: "/usr/bin/prlimit"), ["--pid", "\(daemon.program.identifier)", "--fsize=4096"])
        #expect(try limiting.exitCode() == 0)
        var ending: [String: Any]?
        while ending == nil, let message = try watcher.line(within: patience) {
            guard let params = message["params"] as? [String: Any],
                let session = params["session"] as? [String: Any], session["reason"] != nil
            else { continue }
            ending = params
        }
        let told = try #require(ending, "no notification; \(daemon.program.standardError)")
        let session = try #require(told["session"] as? [String: Any])
        #expect(session["id"] as? String == begun.id)
        #expect((told["hint"] as? String)?.isEmpty == false)
        #expect((session["samples"] as? UInt64 ?? 0) >= before.samples)
        // Streaming goes on, and it is said that nothing is recorded.
        let streamed = try tonus.status().stream.samples
        try wait(for: "samples") { try tonus.status().stream.samples > streamed + 500 }
        #expect(
            try refusal { _ = try tonus.change(SessionControlParams.stop) }?.code
                == RPCError.Code.notPossibleNow.rawValue)
        #expect(UInt64(try tonus.rows(begun.id).count) >= before.samples, "what was recorded can be read")
    }
}
