// SPDX-License-Identifier: Apache-2.0
import Foundation
import Perineometry
import SignalProcessing
import StreamAPI
import Testing
import TonusClient

@Suite struct DecimatedStreamTests {
    @Test func aLowerRateIsTheDevicesFilteredAndStandsForEverySample() throws {
        let daemon = try SimulatedDaemon()
        let tonus = try daemon.connect()
        let full = try tonus.subscribe(SubscribeParams(streams: [.samples], lookback: 120))
        let asked = SubscribeParams(streams: [.samples], lookback: 120, rate: 60, key: "sixty")
        let lower = try tonus.subscribe(asked)
        #expect(full.rate == 1000)
        #expect(lower.rate == 60)
        #expect(try tonus.subscribe(asked).subscription == lower.subscription)
        var all: [Samples] = []
        var received: [Samples] = []
        while received.reduce(0, { $0 + $1.pressure.count }) < 180 {
            guard case .samples(let samples)? = try tonus.next(within: 5) else { continue }
            if samples.subscription == full.subscription { all.append(samples) } else { received.append(samples) }
        }
        #expect(all.first?.index == 0)
        #expect(all.allSatisfy { $0.covers == nil })
        var next: UInt64 = 0
        for line in received {
            #expect(line.index == next)
            #expect(line.interval == 1.0 / 60)
            next = line.index + (try #require(line.covers))
        }
        // Every line has the same pressures to the last bit, so the same filter gives the same.
        var decimator = try Decimator(inputRateHertz: 1000, outputRateHertz: 60)
        let expected = all.flatMap(\.pressure).compactMap { pressure in
            decimator.process(ChannelVector(repeating: pressure))?.value[0]
        }
        let pressures = received.flatMap(\.pressure)
        let count = min(expected.count, pressures.count)
        #expect(count > 100)
        #expect(pressures.prefix(count) == expected.prefix(count))
    }

    @Test func aKeyThatWasUsedOtherwiseIsRefusedUntilItIsFree() throws {
        let daemon = try SimulatedDaemon()
        let tonus = try daemon.connect()
        let first = try tonus.subscribe(SubscribeParams(streams: [.samples], rate: 10, key: "mine"))
        #expect {
            try tonus.subscribe(SubscribeParams(streams: [.samples], rate: 20, key: "mine"))
        } throws: { error in
            if case ClientError.refused(let refusal) = error { refusal.code == -32602 } else { false }
        }
        try tonus.unsubscribe(first.subscription)
        let second = try tonus.subscribe(SubscribeParams(streams: [.samples], rate: 20, key: "mine"))
        #expect(second.subscription != first.subscription)
        #expect(second.rate == 20)
    }
}
