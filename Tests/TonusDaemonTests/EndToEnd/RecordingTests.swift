// SPDX-License-Identifier: Apache-2.0
import Foundation
import StreamAPI
import Testing
import TonusClient
import VirtualPerineometer

@testable import TonusDaemon

/// Recording, asked for at the socket.
@Suite struct RecordingTests {
    private static let simulation = "comfortable-strong,rate=500"

    @Test func aSessionIsBegunMarkedPausedGoneOnWithAndEnded() async throws {
        try await ServedSocket.with(Self.simulation, keepsSessions: true) { served in
            let tonus = try TonusConnection(path: served.path)
            let begun = try tonus.start(
                SessionStartParams(participant: "P-7", probe: "ring", depth: 35, posture: "supine", note: "first"))
            #expect(begun.state == "recording")
            #expect(begun.simulated)
            try tonus.awaitSamples(200, of: begun.id)
            let mark: SessionMarkResult = try tonus.call(SessionMarkParams.method, SessionMarkParams(text: "cough"))
            #expect(mark.session == begun.id)
            #expect(mark.index != nil)
            let paused = try tonus.change(SessionControlParams.pause)
            #expect(paused.state == "paused")
            let streamed = try tonus.status().stream.samples
            try wait(for: "samples that go by") { try tonus.status().stream.samples > streamed + 500 }
            #expect(try tonus.get(begun.id).samples == paused.samples)
            #expect(try tonus.change(SessionControlParams.resume).state == "recording")
            try tonus.awaitSamples(paused.samples + 200, of: begun.id)
            let ended = try tonus.change(SessionControlParams.stop)
            #expect(ended.state == "finished")
            let listed = try #require(try tonus.sessions().first)
            #expect(listed.samples == ended.samples)
            #expect(listed.participant == "P-7")
            #expect(listed.depth == 35)
            #expect(listed.lost == 0)
            let rows = try tonus.rows(String(begun.id.prefix(8)))
            #expect(UInt64(rows.count) == ended.samples)
            // The pause is a hole of at least the second that went by, and the mark is there without its text.
            let longest = zip(rows, rows.dropFirst()).map { $1.seconds - $0.seconds }.max() ?? 0
            #expect(longest >= 1)
            #expect(rows.contains { $0.event.contains("Mark") })
            #expect(!rows.contains { $0.event.contains("cough") })
            let verified: SessionsVerifyResult = try tonus.call(
                SessionsVerifyParams.method, SessionsVerifyParams(), within: patience)
            #expect(verified.faults.isEmpty)
            #expect(verified.sessions == 1)
        }
    }

    @Test func theLookbackHoldsWhatWasStreamedBefore() async throws {
        try await ServedSocket.with(Self.simulation, keepsSessions: true) { served in
            let tonus = try TonusConnection(path: served.path)
            try wait(for: "two seconds") { try tonus.status().stream.samples > 1000 }
            let asked = try #require(try tonus.status().stream.newest)
            let begun = try tonus.start(SessionStartParams(lookback: 120))
            try tonus.awaitSamples(min(asked, 50_000) + 200, of: begun.id)
            let ended = try tonus.change(SessionControlParams.stop)
            #expect(ended.seconds >= Double(ended.samples - 50) / 500, "the look-back is recorded time too")
            let rows = try tonus.rows(begun.id)
            #expect(UInt64(rows.count) == ended.samples)
            // The same pressures as were streamed, wherever both still have them: on a busy machine the daemon's past has
            // moved on.
            let recorded = Dictionary(rows.map { (Int(($0.deviceClock * 500).rounded()), $0.pressure) }) { first, _ in
                first
            }
            let watcher = try TonusConnection(path: served.path)
            try watcher.subscribe(SubscribeParams(streams: [.samples], lookback: 120))
            var compared = 0
            var differing = 0
            while compared < min(rows.count, 500), let event = try watcher.next(within: patience) {
                guard case .samples(let samples) = event else { continue }
                for (place, pressure) in samples.pressure.enumerated() {
                    let instant = Int(((samples.deviceTime + Double(place) * samples.interval) * 500).rounded())
                    guard let other = recorded[instant] else { continue }
                    compared += 1
                    if abs(other - pressure) > 0.001 { differing += 1 }
                }
            }
            #expect(compared >= 500)
            #expect(differing == 0, "of \(compared)")
        }
    }

    @Test func aRecordingGoesOnOverAReplugWithAGap() async throws {
        try await ServedSocket.with(Self.simulation, keepsSessions: true) { served in
            let tonus = try TonusConnection(path: served.path)
            let begun = try tonus.start()
            let before = try tonus.awaitSamples(200, of: begun.id)
            served.plug.unplug()
            try wait(for: "the departure") { try tonus.status().device.state != "streaming" }
            #expect(try tonus.get(begun.id).state == "recording")
            served.plug.replug()
            try tonus.awaitSamples(before.samples + 1000, of: begun.id)
            let ended = try tonus.change(SessionControlParams.stop)
            #expect(ended.segments == 1)
            let rows = try tonus.rows(begun.id)
            #expect(UInt64(rows.count) == ended.samples)
            #expect(rows.contains { $0.event.contains("Gap of") && $0.event.contains("deviceReopened") })
        }
    }

    @Test func aSessionIsExportedWhileItIsRecorded() async throws {
        try await ServedSocket.with(Self.simulation, keepsSessions: true) { served in
            let tonus = try TonusConnection(path: served.path)
            let begun = try tonus.start()
            let before = try tonus.awaitSamples(200, of: begun.id)
            let rows = try tonus.rows(begun.id)
            #expect(UInt64(rows.count) >= before.samples)
            #expect(try tonus.get(begun.id).state == "recording")
            try tonus.awaitSamples(UInt64(rows.count) + 1, of: begun.id)
        }
    }

    @Test func whoSubscribesIsToldOfEveryChange() async throws {
        try await ServedSocket.with(Self.simulation, keepsSessions: true) { served in
            let watcher = try RawClient(path: served.path)
            _ = try watcher.line()
            watcher.send(#"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"streams":["session"]}}"# + "\n")
            _ = try watcher.reply()
            let tonus = try TonusConnection(path: served.path)
            let begun = try tonus.start()
            _ = try tonus.change(SessionControlParams.pause)
            _ = try tonus.change(SessionControlParams.resume)
            _ = try tonus.change(SessionControlParams.stop)
            var states: [String] = []
            while states.last != "finished", let message = try watcher.line() {
                #expect(message["method"] as? String == "session")
                let session = try #require((message["params"] as? [String: Any])?["session"] as? [String: Any])
                #expect(session["id"] as? String == begun.id)
                let state = try #require(session["state"] as? String)
                if states.last != state { states.append(state) }
            }
            #expect(states == ["recording", "paused", "recording", "finished"])
        }
    }

    @Test func whatCannotBeDoneIsRefusedWithAReason() async throws {
        try await ServedSocket.with(Self.simulation, keepsSessions: true) { served in
            let tonus = try TonusConnection(path: served.path)
            func code(_ body: () throws -> Void) throws -> Int? { try refusal(body)?.code }
            let notPossible = RPCError.Code.notPossibleNow.rawValue
            #expect(try code { _ = try tonus.change(SessionControlParams.stop) } == notPossible)
            #expect(try code { _ = try tonus.get("NOBODY") } == RPCError.Code.unknownSession.rawValue)
            #expect(
                try code { _ = try tonus.start(SessionStartParams(lookback: 121)) }
                    == RPCError.Code.invalidParams.rawValue)
            #expect(
                try code { _ = try tonus.start(SessionStartParams(posture: "flying")) }
                    == RPCError.Code.invalidParams.rawValue)
            let begun = try tonus.start()
            #expect(try code { _ = try tonus.start() } == notPossible)
            #expect(try code { _ = try tonus.change(SessionControlParams.resume) } == notPossible)
            #expect(
                try code {
                    let _: SessionsDeleteResult = try tonus.call(
                        SessionsDeleteParams.method, SessionsDeleteParams(session: begun.id))
                } == notPossible)
            #expect(
                try code {
                    let _: ExportReadResult = try tonus.call(ExportReadParams.method, ExportReadParams(export: 99))
                } == RPCError.Code.unknownExport.rawValue)
            // Nothing of it has harmed the recording.
            try tonus.awaitSamples(100, of: begun.id)
        }
    }

    @Test func aDeletedSessionIsGone() async throws {
        try await ServedSocket.with(Self.simulation, keepsSessions: true) { served in
            let tonus = try TonusConnection(path: served.path)
            let begun = try tonus.start()
            try tonus.awaitSamples(100, of: begun.id)
            _ = try tonus.change(SessionControlParams.stop)
            let dry: SessionsDeleteResult = try tonus.call(
                SessionsDeleteParams.method, SessionsDeleteParams(session: begun.id, dryRun: true))
            #expect(dry.deleted == [begun.id])
            #expect(try tonus.sessions().count == 1)
            let result: SessionsDeleteResult = try tonus.call(
                SessionsDeleteParams.method, SessionsDeleteParams(session: begun.id))
            #expect(result.deleted == [begun.id])
            #expect(try tonus.sessions().isEmpty)
            #expect(try refusal { _ = try tonus.rows(begun.id) }?.code == RPCError.Code.unknownSession.rawValue)
        }
    }

    @Test(.disabled(if: OtherUser.obstacle != nil, OtherUser.obstacle))
    func anObserverLearnsNothingOfSessions() async throws {
        try await ServedSocket.with(Self.simulation, rules: AccessRules(others: .observer), keepsSessions: true) {
            served in
            let tonus = try TonusConnection(path: served.path)
            let begun = try tonus.start()
            let requests = [
                #"{"jsonrpc":"2.0","id":1,"method":"session.start"}"#,
                #"{"jsonrpc":"2.0","id":2,"method":"session.stop"}"#,
                #"{"jsonrpc":"2.0","id":3,"method":"sessions.list"}"#,
                #"{"jsonrpc":"2.0","id":4,"method":"sessions.export","params":{"session":"\#(begun.id)","format":"csv"}}"#,
                #"{"jsonrpc":"2.0","id":5,"method":"sessions.delete","params":{"all":true}}"#,
                #"{"jsonrpc":"2.0","id":6,"method":"subscribe","params":{"streams":["session"]}}"#,
            ]
            let observer = try OtherUser.connect(to: served.path, user: 4242, sending: requests)
            for id in 1...requests.count {
                let reply = try observer.message { $0["id"] as? Int == id }
                let error = reply["error"] as? [String: Any]
                #expect(error?["code"] as? Int == RPCError.Code.notAllowed.rawValue, "\(requests[id - 1])")
            }
            #expect(!observer.standardOutput.contains(begun.id))
            #expect(try tonus.get(begun.id).state == "recording")
        }
    }

    @Test func withoutAPlaceForSessionsEverythingElseWorks() throws {
        let folder = try TemporaryFolder()
        // A file where the folder would have to be.
        try Data().write(to: URL(fileURLWithPath: folder.path + "/state"))
        let daemon = try SimulatedDaemon(
            simulations: [Self.simulation], in: folder, stateDirectory: folder.path + "/state/sessions")
        let tonus = try daemon.connect()
        for error in [
            try refusal { _ = try tonus.start() }, try refusal { _ = try tonus.sessions() },
            try refusal { _ = try tonus.change(SessionControlParams.stop) },
        ] {
            #expect(error?.code == RPCError.Code.storage.rawValue)
            #expect(error?.message.contains(folder.path) == true)
            #expect(error?.data?.hint.contains("--state-dir") == true)
        }
        let before = try tonus.status().stream.samples
        try wait(for: "samples") { try tonus.status().stream.samples > before }
    }
}
