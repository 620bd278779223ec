// SPDX-License-Identifier: Apache-2.0
import Foundation
import StreamAPI
import Testing
import TonusClient

@Suite struct RequestTests {
    private let daemon: SimulatedDaemon

    init() throws { daemon = try SimulatedDaemon() }

    @Test func theDaemonSpeaksFirstAndSaysThatItIsSimulated() throws {
        let client = try RawClient(path: daemon.socket)
        let hello = try #require(try client.line())
        #expect(hello["method"] as? String == "hello")
        let params = try #require(hello["params"] as? [String: Any])
        #expect(params["simulated"] as? Bool == true)
        #expect(params["unit"] as? String == "cmH2O")
        #expect((params["protocol"] as? [String: Any])?["major"] as? Int == 1)
    }

    @Test func statusDescribesTheStream() throws {
        let status = try daemon.connect().status()
        #expect(status.device.state == "streaming")
        #expect(status.device.simulated)
        #expect(status.device.rate == 1000)
        #expect(status.device.channels?.first?.role == "pelvicFloor")
        #expect(status.device.zero?.state == "none")
        #expect(status.stream.samples > 0)
        #expect(status.stream.corrupt == 0)
        let clock = try #require(status.stream.clock)
        #expect(clock.uncertainty == status.stream.clockUncertainty)
        #expect(clock.deviceTime > 0)
        #expect(status.clients.connected >= 1)
    }

    private static let longKey = String(repeating: "k", count: 65)

    private static let refused: [(line: String, code: Int)] = [
        ("this is not json", -32700),
        ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":", -32700),
        ("\u{0}\u{1}\u{2}", -32700),
        ("[]", -32600),
        ("17", -32600),
        ("{}", -32600),
        (#"{"jsonrpc":"1.0","id":1,"method":"status"}"#, -32600),
        (#"{"jsonrpc":"2.0","id":1,"method":5}"#, -32600),
        (#"{"jsonrpc":"2.0","id":[1],"method":"status"}"#, -32600),
        (#"{"jsonrpc":"2.0","id":1,"method":"device.squeeze"}"#, -32601),
        (#"{"jsonrpc":"2.0","id":1,"method":"subscribe"}"#, -32602),
        (#"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{}}"#, -32602),
        (#"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"streams":[]}}"#, -32602),
        (#"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"streams":["samples","music"]}}"#, -32602),
        (#"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"streams":["samples"],"channels":[8]}}"#, -32602),
        (#"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"streams":["samples"],"channels":[-1]}}"#, -32602),
        (#"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"streams":["samples"],"lookback":121}}"#, -32602),
        (#"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"streams":["samples"],"lookback":-1}}"#, -32602),
        (#"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"streams":["samples"],"rate":0}}"#, -32602),
        (#"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"streams":["samples"],"rate":-5}}"#, -32602),
        (#"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"streams":["samples"],"rate":0.5}}"#, -32602),
        (#"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"streams":["samples"],"rate":3.5}}"#, -32602),
        (#"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"streams":["samples"],"rate":1001}}"#, -32602),
        (#"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"streams":["samples"],"rate":1e300}}"#, -32602),
        (#"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"streams":["samples"],"rate":"3"}}"#, -32602),
        (
            #"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"streams":["samples"],"rate":3,"raw":true}}"#,
            -32602
        ),
        (#"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"streams":["samples"],"key":""}}"#, -32602),
        (
            #"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"streams":["samples"],"key":"\#(longKey)"}}"#,
            -32602
        ),
        (#"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":[1,2]}"#, -32602),
        (#"{"jsonrpc":"2.0","id":1,"method":"unsubscribe","params":{"subscription":99}}"#, -32001),
        (#"{"jsonrpc":"2.0","id":1,"method":"unsubscribe","params":{"subscription":"x"}}"#, -32602),
    ]

    @Test func everyBadRequestGetsATypedErrorWithAHintAndTheConnectionGoesOn() throws {
        let client = try RawClient(path: daemon.socket)
        _ = try client.line()
        for (line, code) in Self.refused {
            client.send(line + "\n")
            let reply = try #require(try client.line(), "no reply to \(line)")
            let error = try #require(reply["error"] as? [String: Any], "no error for \(line)")
            #expect(error["code"] as? Int == code, "\(line): \(error)")
            #expect((error["message"] as? String)?.isEmpty == false)
            #expect(((error["data"] as? [String: Any])?["hint"] as? String)?.isEmpty == false)
        }
        client.send(#"{"jsonrpc":"2.0","id":"still here","method":"status"}"# + "\n")
        #expect(try client.line()?["id"] as? String == "still here")
    }

    @Test func whoeverWaitsForAnIDGetsItsReplyEvenWhereTheRestIsUnreadable() throws {
        let client = try RawClient(path: daemon.socket)
        _ = try client.line()
        client.send("\n\n" + #"{"id":5,"method":"status"}"# + "\n" + #"{"jsonrpc":"2.0","id":"x","method":3}"# + "\n")
        #expect(try client.line()?["id"] as? Int == 5)
        #expect(try client.line()?["id"] as? String == "x")
    }

    @Test func aRequestThatIsTooLongIsRefusedOnceAndTheConnectionGoesOn() throws {
        let client = try RawClient(path: daemon.socket)
        _ = try client.line()
        client.send(String(repeating: "x", count: 300_000))
        client.send("\n" + #"{"jsonrpc":"2.0","id":2,"method":"status"}"# + "\n")
        #expect((try client.line()?["error"] as? [String: Any])?["code"] as? Int == -32000)
        #expect(try client.line()?["id"] as? Int == 2)
    }

    @Test func deeplyNestedJSONIsRefusedNotFollowed() throws {
        let client = try RawClient(path: daemon.socket)
        _ = try client.line()
        client.send(String(repeating: "[", count: 60_000) + "\n")
        #expect((try client.line()?["error"] as? [String: Any])?["code"] as? Int == -32700)
    }

    @Test func aRequestWithoutAnIDGetsNoReply() throws {
        let client = try RawClient(path: daemon.socket)
        _ = try client.line()
        client.send(
            #"{"jsonrpc":"2.0","method":"status"}"# + "\n" + #"{"jsonrpc":"2.0","id":7,"method":"status"}"# + "\n")
        #expect(try client.line()?["id"] as? Int == 7)
    }

    @Test func moreSubscriptionsThanAllowedAreRefused() throws {
        let tonus = try daemon.connect()
        for _ in 0..<ProtocolLimits.subscriptions { try tonus.subscribe(SubscribeParams(streams: [.contractions])) }
        #expect {
            try tonus.subscribe(SubscribeParams(streams: [.contractions]))
        } throws: { error in
            if case ClientError.refused(let refusal) = error { refusal.code == -32002 } else { false }
        }
    }

    @Test func randomBytesNeverStopTheDaemon() throws {
        var generator = SystemRandomNumberGenerator()
        for round in 0..<50 {
            let client = try RawClient(path: daemon.socket)
            let length = round * 97
            client.send(Data((0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }))
        }
        #expect(daemon.program.isRunning)
        _ = try daemon.connect().status()
    }
}
