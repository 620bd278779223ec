// SPDX-License-Identifier: Apache-2.0
import Foundation
import StreamAPI
import Testing
import TonusClient

@Suite struct StreamTests {
    @Test func pressureMovesAndAContractionIsAnnouncedWithinSeconds() throws {
        let daemon = try SimulatedDaemon()
        let tonus = try daemon.connect()
        try tonus.subscribe(SubscribeParams(streams: [.samples, .contractions], lookback: 60))
        var lowest = Double.infinity
        var highest = -Double.infinity
        var began: ContractionMessage?
        var ended: ContractionMessage?
        try wait(for: "a contraction and its end") {
            switch try tonus.next(within: 1) {
            case .samples(let samples):
                lowest = min(lowest, samples.filtered.min() ?? lowest)
                highest = max(highest, samples.filtered.max() ?? highest)
                #expect(samples.simulated)
            case .contraction(let contraction):
                #expect(contraction.simulated)
                if contraction.phase == .began, began == nil { began = contraction }
                if contraction.phase == .ended { ended = contraction }
            default: break
            }
            return ended != nil
        }
        let onset = try #require(began)
        let end = try #require(ended)
        #expect(onset.id == end.id)
        #expect(highest - lowest > 5)
        #expect(end.amplitude > 3)
        #expect(try #require(end.duration) > 0.25)
        #expect(try #require(end.offset).hostTime > end.onset.hostTime)
    }

    @Test func samplesComeWithoutAHoleOrARepeatFromALookBackOn() throws {
        let daemon = try SimulatedDaemon()
        let tonus = try daemon.connect()
        usleep(500_000)
        try tonus.subscribe(SubscribeParams(streams: [.samples], lookback: 120))
        var next: UInt64?
        var hostTime = -Double.infinity
        var count = 0
        while count < 3000 {
            guard case .samples(let samples)? = try tonus.next(within: patience) else { continue }
            if let next { #expect(samples.index == next) } else { #expect(samples.index == 0) }
            next = samples.index + UInt64(samples.pressure.count)
            #expect(samples.hostTime >= hostTime)
            hostTime = samples.hostTime
            let columns = [samples.filtered.count, samples.rest.count, samples.state.count]
            #expect(columns.allSatisfy { $0 == samples.pressure.count })
            count += samples.pressure.count
        }
    }

    @Test func furtherChannelsComeBesideThePelvicFloor() throws {
        let daemon = try SimulatedDaemon("comfortable-strong,rate=1000,channels=8")
        let tonus = try daemon.connect()
        try tonus.subscribe(SubscribeParams(streams: [.samples], channels: [1, 7]))
        guard case .samples(let samples)? = try tonus.next(within: patience) else {
            Issue.record("no samples")
            return
        }
        let channels = try #require(samples.channels)
        #expect(channels.map(\.channel) == [1, 7])
        #expect(channels.allSatisfy { $0.pressure.count == samples.pressure.count })
    }

    @Test func nothingFollowsTheReplyToUnsubscribe() throws {
        let daemon = try SimulatedDaemon()
        let client = try RawClient(path: daemon.socket)
        client.send(#"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"streams":["samples"]}}"# + "\n")
        _ = try client.reply()
        client.send(#"{"jsonrpc":"2.0","id":2,"method":"unsubscribe","params":{"subscription":1}}"# + "\n")
        #expect(try client.reply()?["id"] as? Int == 2)
        client.send(#"{"jsonrpc":"2.0","id":3,"method":"status"}"# + "\n")
        #expect(try client.line()?["id"] as? Int == 3)
    }

    @Test func aSubscriptionToTheDeviceBeginsWithItsState() throws {
        let daemon = try SimulatedDaemon()
        let tonus = try daemon.connect()
        try tonus.subscribe(SubscribeParams(streams: [.device]))
        guard case .device(let message)? = try tonus.next(within: patience) else {
            Issue.record("no device notification")
            return
        }
        #expect(message.device.state == "streaming")
        #expect(message.device.simulated)
    }
}
