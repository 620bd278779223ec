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
        let asked = SubscribeParams(streams: [.samples, .device], lookback: 120, rate: 60, key: "sixty")
        let lower = try tonus.subscribe(asked)
        #expect(full.rate == 1000)
        #expect(lower.rate == 60)
        #expect(try tonus.subscribe(asked).subscription == lower.subscription)
        var pressures: [UInt64: Double] = [:]
        var fullEnd: UInt64 = 0
        // On a machine that stands still the device stalls, or samples are lost: then what waits is given, and the filter
        // begins anew.
        var stretches = [Stretch(first: 0)]
        while stretches.reduce(0, { $0 + $1.outputs.count }) < 180 || fullEnd < stretches.last?.end ?? 0 {
            let last = stretches.count - 1
            switch try tonus.next(within: patience) {
            case .samples(let line) where line.subscription == full.subscription:
                #expect(line.covers == nil)
                for (offset, pressure) in line.pressure.enumerated() {
                    pressures[line.index + UInt64(offset)] = pressure
                }
                fullEnd = line.index + UInt64(line.pressure.count)
            case .samples(let line):
                #expect(line.index == stretches[last].end)
                #expect(line.interval == 1.0 / 60)
                stretches[last].end = line.index + (try #require(line.covers))
                stretches[last].outputs += line.pressure
            case .device: stretches.append(Stretch(first: stretches[last].end))
            case .gap(let gap) where gap.subscription == lower.subscription:
                #expect(gap.first == stretches[last].end)
                stretches.append(Stretch(first: gap.first + gap.missing))
            case nil: throw TimedOut(what: "the streams")
            default: break
            }
        }
        #expect(pressures.keys.min() == 0)
        // Every line has the same pressures to the last bit, so the same filter gives the same.
        for (place, stretch) in stretches.enumerated() {
            var decimator = try Decimator(inputRateHertz: 1000, outputRateHertz: 60)
            var expected: [Double] = []
            let isWhole = place < stretches.count - 1
            for index in stretch.first..<(isWhole ? stretch.end : fullEnd) {
                let pressure = try #require(pressures[index])
                if let output = decimator.process(ChannelVector(repeating: pressure)) {
                    expected.append(output.value[0])
                }
            }
            if isWhole { while let output = decimator.finish() { expected.append(output.value[0]) } }
            #expect(stretch.outputs == Array(expected.prefix(isWhole ? expected.count : stretch.outputs.count)))
        }
    }

    /// What one filter gave.
    private struct Stretch {
        /// Index of its first sample.
        var first: UInt64
        /// Index after the last that its outputs stand for.
        var end: UInt64
        var outputs: [Double] = []

        init(first: UInt64) { (self.first, end) = (first, first) }
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
