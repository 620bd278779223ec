// SPDX-License-Identifier: Apache-2.0
import Foundation
import StreamAPI
import Testing
import TonusClient

@Suite struct SlowClientTests {
    /// Samples received, told as dropped, and told as missing, from the first index on.
    private struct Tally {
        var first: UInt64?
        var next: UInt64 = 0
        var received: UInt64 = 0
        var dropped: UInt64 = 0
        var missing: UInt64 = 0

        mutating func take(_ event: StreamEvent?) {
            switch event {
            case .samples(let samples):
                if first == nil { first = samples.index }
                received += UInt64(samples.pressure.count)
                next = samples.index + UInt64(samples.pressure.count)
            case .lag(let lag): dropped += lag.dropped
            case .gap(let gap): missing += gap.missing
            default: break
            }
        }

        var isExact: Bool { first.map { received + dropped + missing == next - $0 } ?? false }
    }

    @Test func aClientThatNeverReadsHarmsNobodyElse() throws {
        let daemon = try SimulatedDaemon("comfortable-strong,rate=2000,channels=8")
        let channels = Array(0..<8)
        let request = """
            {"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"streams":["samples"],"channels":\(channels)}}

            """
        let idle = try (0..<20).map { _ in try RawClient(path: daemon.socket) }
        for client in idle { client.send(request) }
        let tonus = try daemon.connect()
        // One channel: to decode eight takes longer than to send them, and who reads slowly is not the matter here.
        try tonus.subscribe(SubscribeParams(streams: [.samples]))
        var tally = Tally()
        while tally.received < 4000 { tally.take(try tonus.next(within: patience)) }
        let before = try daemon.program.residentBytes()
        while tally.received < 12_000 { tally.take(try tonus.next(within: patience)) }
        let after = try daemon.program.residentBytes()
        #expect(tally.isExact)
        #expect(tally.dropped == 0)
        // The ring of 120 s fills meanwhile: 8000 frames of 162 bytes are 1.3 MB. Twenty clients that were buffered for
        // would add 20 x 8000 x 320 bytes, 50 MB.
        #expect(after - before < 8_000_000)
        withExtendedLifetime(idle) {}
    }

    @Test func aClientThatPausesIsToldExactlyWhatItMissed() throws {
        let daemon = try SimulatedDaemon("comfortable-strong,rate=2000,channels=8")
        let tonus = try daemon.connect()
        try tonus.subscribe(
            SubscribeParams(streams: [.samples], channels: Array(0..<8), delivery: .latest))
        var tally = Tally()
        while tally.received < 100 { tally.take(try tonus.next(within: patience)) }
        // Long enough to fill every buffer on the way: 2000 frames a second of some 320 bytes.
        sleep(4)
        while tally.dropped == 0 || tally.received < 4000 { tally.take(try tonus.next(within: patience)) }
        #expect(tally.dropped > 0)
        #expect(tally.isExact)
    }

    @Test(.exceptUnderTheAddressSanitizer) func aClientThatAsksWithoutReadingTheRepliesIsHeldBack() throws {
        let daemon = try SimulatedDaemon()
        let before = try daemon.program.residentBytes()
        let client = try RawClient(path: daemon.socket)
        let requests = String(repeating: #"{"jsonrpc":"2.0","id":1,"method":"status"}"# + "\n", count: 1000)
        let sender = Thread { for _ in 0..<200 where client.send(requests) {} }
        sender.start()
        sleep(2)
        #expect(try daemon.program.residentBytes() - before < 16_000_000)
        _ = try daemon.connect().status()
        client.stopReading()
    }

    @Test(.exceptUnderTheAddressSanitizer) func aFloodOfRequestsKeepsNobodyElseWaiting() throws {
        let daemon = try SimulatedDaemon()
        let flooders = try (0..<4).map { _ in try RawClient(path: daemon.socket) }
        let flood = Data(String(repeating: "x\n", count: 200_000).utf8)
        for flooder in flooders { Thread.detachNewThread { flooder.send(flood) } }
        let before = try daemon.program.residentBytes()
        let tonus = try daemon.connect()
        for _ in 0..<50 { _ = try tonus.status() }
        #expect(try daemon.program.residentBytes() - before < 16_000_000)
        for flooder in flooders { flooder.stopReading() }
    }

    @Test func whoFindsNoPlaceIsToldWhy() throws {
        let daemon = try SimulatedDaemon()
        let clients = try (0..<512).map { _ in try RawClient(path: daemon.socket) }
        // At once: whoever is accepted has a place, whether it was greeted or not.
        let late = try RawClient(path: daemon.socket)
        let first = try #require(try late.line())
        #expect((first["error"] as? [String: Any])?["code"] as? Int == -32003)
        withExtendedLifetime(clients) {}
    }

    @Test func connectionsThatComeAndGoLeaveNothingBehind() throws {
        let daemon = try SimulatedDaemon()
        _ = try daemon.connect().status()
        let before = try daemon.program.descriptorCount()
        for _ in 0..<1000 { _ = try RawClient(path: daemon.socket) }
        try wait(for: "the daemon to let go of vanished clients") {
            try daemon.program.descriptorCount() <= before + 2
        }
        _ = try daemon.connect().status()
    }
}
