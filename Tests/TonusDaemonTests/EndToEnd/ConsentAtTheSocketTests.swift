// SPDX-License-Identifier: Apache-2.0
import Foundation
import StreamAPI
import Testing
import TonusClient

/// The person measured sees who watches, and decides.
@Suite struct ConsentAtTheSocketTests {
    private func report(_ tonus: TonusConnection) throws -> ConsentReport {
        try tonus.call(ConsentMethod.watchers, NoParams())
    }

    private func waitForSamples(_ tonus: TonusConnection) throws {
        while true { if case .samples? = try tonus.next(within: patience) { return } }
    }

    @Test func whoWatchesIsTold() throws {
        let daemon = try SimulatedDaemon()
        let patient = try daemon.connect()
        try patient.subscribe(SubscribeParams(streams: [.consent]))
        let other = try daemon.connect()
        try other.subscribe(SubscribeParams(streams: [.samples, .rest]))
        let seen = try report(patient)
        let watcher = try #require(seen.watchers.first { $0.streams == [.samples, .rest] })
        #expect(watcher.uid == geteuid() && watcher.pid == getpid() && !watcher.paused)
        #expect(watcher.connection > seen.connection && !seen.withheld)
        #expect(abs(watcher.since - Date().timeIntervalSince1970) < 60)
        var told: ConsentReport?
        while told?.watchers.contains(watcher) != true {
            guard let event = try patient.next(within: patience) else { break }
            if case .consent(let message) = event { told = message.report }
        }
        #expect(told?.watchers.contains(watcher) == true)
    }

    @Test func fromTheReplyToAPauseNothingMeasuredComes() throws {
        let daemon = try SimulatedDaemon()
        let patient = try daemon.connect()
        try patient.subscribe(SubscribeParams(streams: [.samples], delivery: .latest))
        let watcher = try RawClient(path: daemon.socket)
        watcher.send(
            #"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"streams":["samples","contractions","rest"]}}"#
                + "\n")
        var next: UInt64?
        func take(_ line: [String: Any]) {
            guard line["method"] as? String == "samples", let params = line["params"] as? [String: Any],
                let index = params["index"] as? UInt64, let column = params["pressure"] as? [Any]
            else { return }
            next = index + UInt64(column.count)
        }
        while next == nil { take(try #require(try watcher.line())) }
        let paused: ConsentReport = try patient.call(ConsentMethod.pause, ConsentParams())
        #expect(paused.withheld)
        #expect(paused.watchers.allSatisfy { $0.paused == ($0.connection != paused.connection) })
        // What had gone to the kernel before the reply comes first; then it is told, and then nothing measured any more.
        var methods: [String] = []
        var lags = 0
        while lags < 3 {
            let line = try #require(try watcher.line())
            let method = line["method"] as? String ?? ""
            let params = line["params"] as? [String: Any] ?? [:]
            take(line)
            if method == "lag" {
                lags += 1
                #expect(params["reason"] as? String == "withheld")
                #expect(params["first"] as? UInt64 == next, "nothing is left out of the account")
                next = (params["last"] as? UInt64).map { $0 + 1 }
            }
            methods.append(method)
        }
        let told = try #require(methods.firstIndex(of: "withheld"))
        #expect(Set(methods[(told + 1)...]) == ["lag"])
        // The one who asked goes on seeing.
        try waitForSamples(patient)
        let _: ConsentReport = try patient.call(ConsentMethod.resume, ConsentParams())
        while true {
            let line = try #require(try watcher.line())
            guard line["method"] as? String == "samples" else { continue }
            #expect((line["params"] as? [String: Any])?["index"] as? UInt64 ?? 0 >= next ?? .max)
            break
        }
    }

    @Test func aPauseOutlivesWhoeverAskedForItAndHidesWhatWasWithheldForEver() throws {
        let daemon = try SimulatedDaemon()
        let keeper = try daemon.connect()
        try keeper.subscribe(SubscribeParams(streams: [.samples]))
        try waitForSamples(keeper)
        let first = try newest(after: ConsentMethod.pause, status: .behind, daemon) + 1
        let late = try daemon.connect()
        #expect(try report(late).withheld)
        #expect(try report(late).watchers.allSatisfy(\.paused))
        let status = try late.status()
        #expect(status.devices.allSatisfy { $0.rest == nil })
        #expect(throws: ClientError.self) {
            let _: ZeroResult = try late.call(ZeroParams.method, ZeroParams(state: .air))
        }
        // A second, so that there is something to look back at. What was measured before the pause and had not been sent
        // is withheld from the keeper too, but from nobody who comes later.
        var told: LagMessage?
        while told == nil {
            if case .lag(let lag)? = try keeper.next(within: patience) { told = lag }
        }
        #expect(try #require(told).first <= first && #require(told).last >= first)
        let last = try newest(after: ConsentMethod.resume, status: .before, daemon)
        try #require(first < last)
        let resumed = try report(late)
        #expect(!resumed.withheld && resumed.watchers.allSatisfy { !$0.paused })
        let curious = try daemon.connect()
        try curious.subscribe(SubscribeParams(streams: [.samples], lookback: 60))
        var next: UInt64 = 0
        while next <= last + 10 {
            switch try curious.next(within: patience) {
            case .samples(let samples):
                next = samples.index + UInt64(samples.pressure.count)
                #expect(next <= first || samples.index > last)
            case .lag(let lag):
                #expect(lag.reason == "withheld")
                #expect(lag.first <= first && lag.last >= last)
                next = lag.last + 1
            case nil: throw TimedOut(what: "the stream")
            default: break
            }
        }
    }

    private enum Order { case before, behind }

    /// Pauses or resumes everybody from a connection that is gone afterwards.
    ///
    /// - Returns: the index of the newest sample that the daemon knew then. Both requests come in one read and are answered
    ///   in one turn, so nothing comes between; should they not, that sample is still in the pause.
    private func newest(after method: String, status order: Order, _ daemon: SimulatedDaemon) throws -> UInt64 {
        let change = #"{"jsonrpc":"2.0","id":"change","method":"\#(method)"}"# + "\n"
        let status = #"{"jsonrpc":"2.0","id":"status","method":"status"}"# + "\n"
        let patient = try RawClient(path: daemon.socket)
        patient.send(order == .before ? status + change : change + status)
        var newest: UInt64?
        for _ in 0..<2 {
            let result = try #require(try patient.reply()?["result"] as? [String: Any])
            if let stream = result["stream"] as? [String: Any] { newest = stream["newest"] as? UInt64 }
        }
        return try #require(newest)
    }

    @Test func aConnectionThatIsEndedIsToldWhy() throws {
        let daemon = try SimulatedDaemon()
        let patient = try daemon.connect()
        let watcher = try RawClient(path: daemon.socket)
        #expect(try watcher.line()?["method"] as? String == "hello")
        let number = try #require(try report(patient).watchers.last?.connection)
        let _: ConsentReport = try patient.call(ConsentMethod.end, ConsentEndParams(connection: number))
        var last: [String: Any]?
        while let line = try watcher.line() { last = line }
        #expect(last?["method"] as? String == "bye")
        #expect((last?["params"] as? [String: Any])?["reason"] as? String == "ended")
        #expect(try patient.status().clients.closed?.ended == 1)
        #expect(throws: ClientError.self) {
            let own = try report(patient).connection
            let _: ConsentReport = try patient.call(ConsentMethod.end, ConsentEndParams(connection: own))
        }
    }

    @Test(arguments: [
        (ConsentMethod.pause, #"{"connection":99}"#), (ConsentMethod.resume, #"{"connection":-1}"#),
        (ConsentMethod.end, #"{"connection":1e300}"#), (ConsentMethod.end, "{}"), (ConsentMethod.pause, "[]"),
    ]) func aConnectionThatIsNotThereIsATypedError(method: String, params: String) throws {
        let daemon = try SimulatedDaemon()
        let client = try RawClient(path: daemon.socket)
        client.send(#"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":\#(params)}"# + "\n")
        let error = try #require(try client.reply()?["error"] as? [String: Any])
        #expect(error["code"] as? Int == -32602)
        #expect((error["data"] as? [String: Any])?["hint"] != nil)
    }
}
