// SPDX-License-Identifier: Apache-2.0
import StreamAPI
import Testing

@testable import TonusClient

@Suite struct ClientSessionTests {
    private var session = ClientSession()

    init() throws { _ = try session.greet(Self.hello(boot: "a")) }

    private static func hello(boot: String, major: Int = 1) -> [UInt8] {
        Array(
            """
            {"jsonrpc":"2.0","method":"hello","params":{"protocol":{"major":\(major),"minor":7},"daemon":{"name":"tonusd",\
            "version":"9"},"unit":"cmH2O","role":"controller","boot":"\(boot)","clock":{"hostTime":100,"monotonic":1},\
            "simulated":true}}
            """.utf8)
    }

    private static func granted(_ id: Int64, as number: Int, device: String = "A") -> [UInt8] {
        Array(
            """
            {"jsonrpc":"2.0","id":\(id),"result":{"subscription":\(number),"streams":["rest"],"channels":[],\
            "delivery":"every","lookback":0,"raw":false,"device":"\(device)"}}
            """.utf8)
    }

    private static func gap(_ number: Int, reason: String = "packetsLost") -> [UInt8] {
        Array(
            """
            {"jsonrpc":"2.0","method":"gap","params":{"subscription":\(number),"first":5,"missing":2,"reason":"\(reason)"}}
            """.utf8)
    }

    private func text(_ line: [UInt8]) -> String { String(decoding: line, as: UTF8.self) }

    @Test mutating func aSubscriptionKeepsItsNumberAndItsDeviceOverAConnection() throws {
        let (id, line, number) = try session.subscribe(SubscribeParams(streams: [.samples], key: "mine"))
        #expect(text(line).contains(#""device""#), "it asks for the device's state, to know which it is")
        _ = try session.receive(Self.granted(id, as: 1))
        session.keep()
        session.lose()
        #expect(try session.greet(Self.hello(boot: "b")), "the daemon is another")
        let again = try session.resubscribe(restarted: true)
        #expect(again.count == 1)
        #expect(text(again[0].line).contains(#""device":"A""#))
        #expect(text(again[0].line).contains(#""key":"mine""#))
        #expect(text(again[0].line).contains(#""lookback":120"#))
        _ = try session.receive(Self.granted(again[0].id, as: 5))
        let received = try session.receive(Self.gap(5))
        #expect(received.events.first?.subscription == number)
    }

    @Test mutating func aSubscriptionThatNobodyWaitedForIsTakenBack() throws {
        let (id, _, _) = try session.subscribe(SubscribeParams(streams: [.rest]))
        session.abandon(id)
        _ = try session.receive(Self.granted(id, as: 3))
        #expect(text(session.takeOutgoing()).contains(#""unsubscribe""#))
        #expect(session.subscriptions.isEmpty)
    }

    @Test mutating func oneThatWasEndedWhileItWasAskedForAnewStaysEnded() throws {
        let (id, _, number) = try session.subscribe(SubscribeParams(streams: [.rest]))
        _ = try session.receive(Self.granted(id, as: 1))
        session.lose()
        _ = try session.greet(Self.hello(boot: "a"))
        let again = try session.resubscribe(restarted: false)
        #expect(session.forget(number) == nil)
        _ = try session.receive(Self.granted(again[0].id, as: 1))
        #expect(session.subscriptions.isEmpty)
        #expect(text(session.takeOutgoing()).contains(#""unsubscribe""#))
    }

    @Test func aWordOfALaterVersionMakesAnEventUnknownAndEndsNothing() throws {
        let line = """
            {"jsonrpc":"2.0","method":"rest","params":{"subscription":1,"index":1,"deviceTime":1,"hostTime":1,"settled":true,\
            "refused":"solarFlare","simulated":true}}
            """
        let event = try MessageLines().event(method: "rest", line: Array(line.utf8))
        #expect(event.isUnknown)
        let broken = line.replacing(#""index":1"#, with: #""index":"one""#)
        #expect(throws: ClientError.self) { try MessageLines().event(method: "rest", line: Array(broken.utf8)) }
    }

    @Test func aLaterMinorVersionIsFineAndAnotherMajorOneIsNot() {
        #expect(throws: Never.self) { try MessageLines().greeting(Self.hello(boot: "a", major: 1)) }
        #expect(throws: ClientError.self) { try MessageLines().greeting(Self.hello(boot: "a", major: 2)) }
    }
}

extension ClientSession.Received {
    fileprivate var events: [StreamEvent] { if case .events(let events) = self { events } else { [] } }
}

extension StreamEvent {
    fileprivate var isUnknown: Bool { if case .other = self { true } else { false } }
}
