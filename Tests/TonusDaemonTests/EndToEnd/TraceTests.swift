// SPDX-License-Identifier: Apache-2.0
import Foundation
import StreamAPI
import Testing
import TonusClient

/// What the review pages ask for, over the socket.
@Suite struct TraceTests {
    private let daemon: SimulatedDaemon
    private let session: String

    init() throws {
        daemon = try SimulatedDaemon("comfortable-strong,rate=1000,channels=2")
        let tonus = try daemon.connect()
        let begun = try tonus.start(SessionStartParams(lookback: 120))
        let _: SessionMarkResult = try tonus.call(
            SessionMarkParams.method, SessionMarkParams(text: String(repeating: "x", count: 3000)))
        try tonus.awaitSamples(2000, of: begun.id)
        session = try tonus.change(SessionControlParams.stop).id
    }

    private func trace(_ params: SessionsTraceParams) throws -> SessionsTraceResult {
        let tonus = try daemon.connect()
        var result: SessionsTraceResult = try tonus.call(SessionsTraceParams.method, params, within: patience)
        try wait(for: "the whole recording") {
            result = try tonus.call(SessionsTraceParams.method, params, within: patience)
            return result.read == 1
        }
        return result
    }

    @Test func aTraceIsThatOfTheExport() throws {
        let rows = try daemon.connect().rows(session)
        let result = try trace(SessionsTraceParams(session: String(session.prefix(8)), from: 0.5, to: 1, points: 2000))
        #expect(result.session == session && result.channel == 0 && result.channels.count == 2 && result.rate == 1000)
        #expect(result.step == 0.001 && result.low == result.high && result.low.count == 500 && result.simulated)
        for (place, value) in result.low.enumerated() {
            let row = try #require(rows.first { abs($0.seconds - result.from - Double(place) * result.step) < 1e-6 })
            #expect(abs(try #require(value) - row.pressure) < 0.006, "\(place)")
        }
        let whole = try trace(SessionsTraceParams(session: session, points: 7))
        #expect(whole.low.count <= 7 && abs(whole.seconds - Double(rows.count) / 1000) < 0.002)
        #expect(whole.remarks.map(\.text.count) == [100] && whole.remarks[0].kind == "mark")
        let highest = try #require(rows.map(\.pressure).max())
        #expect(abs(try #require(whole.high.compactMap { $0 }.max()) - highest) < 0.006)
    }

    @Test func theLongestAnswerFitsALine() throws {
        let result = try trace(
            SessionsTraceParams(session: session, channel: 1, points: SessionsTraceParams.pointLimit))
        #expect(try JSONEncoder().encode(result).count < 60_000)
    }

    @Test(arguments: [
        #"{"session":"SESSION","points":0}"#, #"{"session":"SESSION","points":2001}"#,
        #"{"session":"SESSION","points":9223372036854775807}"#, #"{"session":"SESSION","from":-1}"#,
        #"{"session":"SESSION","from":5,"to":5}"#, #"{"session":"SESSION","from":5,"to":-1e300}"#,
        #"{"session":"SESSION","contractionsAfter":-1}"#,
        #"{"session":"SESSION","channel":2}"#, #"{"session":"SESSION","channel":-1}"#,
        #"{"session":"SESSION","channel":99999}"#, #"{"session":""}"#, #"{"session":"NOBODY"}"#, #"{}"#, #"[]"#,
        #"{"session":"SESSION","from":"now"}"#,
    ])
    func whatCannotBeIsRefused(params: String) throws {
        let client = try RawClient(path: daemon.socket)
        _ = try client.line()
        let text = params.replacingOccurrences(of: "SESSION", with: session)
        client.send(#"{"jsonrpc":"2.0","id":1,"method":"sessions.trace","params":\#(text)}"# + "\n")
        let error = try #require(try client.reply()?["error"] as? [String: Any])
        #expect((error["data"] as? [String: Any])?["hint"] != nil, "\(error)")
    }

    @Test func windowsBeyondTheRecordingAreCutToIt() throws {
        for (from, to) in [(1e300, 1e301), (0, 1e300), (1e9, 1e9 + 1)] {
            let result = try trace(SessionsTraceParams(session: session, from: from, to: to, points: 10))
            #expect(result.low.count <= 10 && !result.low.isEmpty && result.from <= result.seconds)
        }
    }

    @Test func aGlanceCountsWhatWasTold() throws {
        let glance: SessionsGlanceResult = try daemon.connect().call(
            SessionsGlanceParams.method, SessionsGlanceParams(session: session), within: patience)
        #expect(glance.session == session && glance.marks == 1 && glance.damaged == 0 && !glance.interrupted)
    }

    @Test func comparingOneWithItselfOrWithNobodyIsRefused() throws {
        let tonus = try daemon.connect()
        for sessions in [[session, session], [session], [], [session, "NOBODY"]] {
            let error = try refusal {
                let _: SessionsExportResult = try tonus.call(
                    SessionsCompareParams.method, SessionsCompareParams(sessions: sessions), within: patience)
            }
            #expect(error != nil, "\(sessions)")
        }
        let error = try refusal {
            let _: SessionsExportResult = try tonus.call(
                SessionsTrendParams.method, SessionsTrendParams(limit: 1), within: patience)
        }
        #expect(error?.data?.hint.contains("2 to 100") == true)
    }

    @Test func withoutADashboardThereIsNoLinkToAFile() throws {
        let tonus = try daemon.connect()
        let error = try refusal {
            let _: WebExportResult = try tonus.call(
                WebExportParams.method, WebExportParams(session: session, format: .report), within: patience)
        }
        #expect(error?.data?.hint.contains("sessions.export") == true)
    }

    @Test func aDeletedSessionIsNotKeptInMemory() throws {
        _ = try trace(SessionsTraceParams(session: session))
        let tonus = try daemon.connect()
        let _: SessionsDeleteResult = try tonus.call(
            SessionsDeleteParams.method, SessionsDeleteParams(session: session), within: patience)
        let error = try refusal {
            let _: SessionsTraceResult = try tonus.call(
                SessionsTraceParams.method, SessionsTraceParams(session: session), within: patience)
        }
        #expect(error != nil)
    }
}
