// SPDX-License-Identifier: Apache-2.0
import Foundation
import Perineometry
import SignalProcessing
import StreamAPI
import Testing

@testable import TonusDaemon

/// What a subscription at a lower rate than the device's writes.
@Suite struct DecimatedSubscriptionTests {
    private static let pairs = [(1000, 100), (1000, 60), (250, 125), (2000, 999), (250, 7)]

    /// One sample that was received, with its time on the device clock.
    private struct Received: Equatable {
        var time: Double
        var pressure: Double
        var filtered: Double
        var further: Double
        var rest: Double?
        var state: String
        var isClipped: Bool
    }

    private func received(_ reader: StreamReader) -> [Received] {
        reader.lines.flatMap { line in
            line.pressure.indices.map { place in
                Received(
                    time: line.deviceTime + Double(place) * line.interval, pressure: line.pressure[place],
                    filtered: line.filtered[place], further: line.channels?.first?.pressure[place] ?? 0,
                    rest: line.rest[place], state: line.state[place], isClipped: line.clipped?[place] ?? false)
            }
        }
    }

    /// What a client receives of a signal of a second or more, read as it comes in pieces.
    private func receive(
        _ rates: (device: Int, asked: Int), piece: Int = 40, _ signal: (Double) -> Double
    ) throws -> [Received] {
        let stream = HandmadeStream()
        try stream.begin(rateHertz: rates.device, channels: 2, capacity: 10_000)
        let reader = stream.subscribe(
            SubscribeParams(streams: [.samples], channels: [1], rate: Double(rates.asked)))
        var left = max(rates.device, 60 * rates.device / rates.asked)
        while left > 0 {
            stream.append(min(left, piece)) { time, frame in
                frame.pressure = ChannelVector(repeating: signal(time))
                frame.filtered = -frame.pressure
            }
            left -= piece
            try reader.read()
        }
        #expect(reader.lines.allSatisfy { $0.interval == 1 / Double(rates.asked) && $0.pressure.count <= 128 })
        return received(reader)
    }

    @Test(arguments: pairs) func aToneThatWouldAliasIsDownBySeventyDecibels(device: Int, asked: Int) throws {
        let frequencies = [0.5, 0.6, 0.77, 1.0, 1.3].map { $0 * Double(asked) + 0.1 }
        for frequency in frequencies where frequency < Double(device) / 2 {
            let samples = try receive((device, asked)) { sin(2 * .pi * frequency * $0) }
                .dropFirst(Decimator.delayOutputs)
            let highest = samples.map { max(abs($0.pressure), abs($0.filtered), abs($0.further)) }.max()
            #expect(20 * log10(try #require(highest)) < -70, "\(frequency) Hz at \(asked) Hz")
        }
    }

    /// Both the height and the phase: a sample is what the tone was at the instant that is stated.
    @Test(arguments: pairs) func aToneInThePassBandIsWhatItWasAtTheStatedInstants(device: Int, asked: Int) throws {
        for part in [0.02, 0.1, 0.25] {
            let frequency = part * Double(asked)
            func signal(_ time: Double) -> Double { sin(2 * .pi * frequency * time) }
            let samples = try receive((device, asked), signal).dropFirst(Decimator.delayOutputs)
            #expect(samples.count >= max(asked, 60) - 2 * Decimator.delayOutputs)
            let worst = samples.map { max(abs($0.pressure - signal($0.time)), abs($0.filtered + signal($0.time))) }
                .max()
            #expect(try #require(worst) < 0.01, "\(frequency) Hz at \(asked) Hz")
        }
    }

    @Test(arguments: pairs) func itDoesNotMatterInWhichPiecesSamplesCame(device: Int, asked: Int) throws {
        func signal(_ time: Double) -> Double { 20 + 10 * sin(7 * time) + sin(900 * time) }
        func columns(_ piece: Int) throws -> [[Double]] {
            try receive((device, asked), piece: piece, signal).map { [$0.pressure, $0.filtered, $0.further] }
        }
        let single = try columns(1)
        #expect(try columns(7) == single)
        #expect(try columns(10_000) == single)
    }

    @Test(arguments: pairs) func indexAndTimesAreThoseOfTheInstant(device: Int, asked: Int) throws {
        let stream = HandmadeStream()
        try stream.begin(rateHertz: device, capacity: 10_000)
        let reader = stream.subscribe(SubscribeParams(streams: [.samples], rate: Double(asked)))
        for _ in 0..<(3 * device) {
            stream.append(1)
            try reader.read()
        }
        for (number, line) in reader.lines.enumerated() {
            #expect(line.pressure.count == 1)
            #expect(line.index == UInt64((number * device + asked - 1) / asked))
            // The period is in whole nanoseconds, the device clock in microseconds.
            #expect(abs(line.deviceTime - Double(number) / Double(asked)) < 2e-6)
            #expect(abs(line.hostTime - reader.lines[0].hostTime - Double(number) / Double(asked)) < 2e-6)
        }
    }

    @Test func aLookBackGoesOnWithoutAHoleOrARepeat() throws {
        let stream = HandmadeStream()
        try stream.begin(rateHertz: 1000, capacity: 130_000)
        func ramp(_ time: Double, _ frame: inout Frame) { frame.pressure = ChannelVector(repeating: time) }
        stream.append(120_000, ramp)
        let reader = stream.subscribe(SubscribeParams(streams: [.samples], lookback: 120, rate: 60))
        try reader.read()
        let seam = reader.covered
        stream.append(1234, ramp)
        try reader.read()
        #expect(seam > 119_800)
        #expect(reader.lines[0].index == 0)
        // The reader checks that each line begins where the one before ended; this, that the signal does too.
        let samples = received(reader).dropFirst(Decimator.delayOutputs)
        #expect(samples.allSatisfy { abs($0.pressure - $0.time) < 1e-4 * max(1, $0.time) })
        for (sample, next) in zip(samples, samples.dropFirst()) {
            #expect(abs(next.time - sample.time - 1.0 / 60) < 2e-6)
        }
    }

    @Test(arguments: [DeliveryMode.every, .latest], [1, 7, 60, 125, 249])
    func whatWasReceivedAndToldAddsUpToWhatWasProduced(
        delivery: DeliveryMode, rate: Int
    ) throws {
        var generator = SeededGenerator(seed: UInt64(rate))
        let stream = HandmadeStream()
        try stream.begin(capacity: 2000)
        let reader = stream.subscribe(
            SubscribeParams(streams: [.samples, .contractions], delivery: delivery, rate: Double(rate)))
        for step in 0..<400 {
            stream.append(Int.random(in: 0..<12, using: &generator))
            switch Int.random(in: 0..<40, using: &generator) {
            case 0, 1: stream.lose(UInt64.random(in: 0..<9, using: &generator))
            case 2: stream.append(Int.random(in: 2100..<5000, using: &generator))
            case 3: stream.append(Int.random(in: 300..<900, using: &generator))
            case 4: stream.change()
            case 5: try stream.begin(rateHertz: [20, 250, 1000][step % 3], capacity: 2000)
            case 6: stream.contract(id: UInt64(step))
            default: break
            }
            if Bool.random(using: &generator) { try reader.read() }
            #expect(reader.covered + reader.dropped <= stream.produced)
        }
        // Brings what waits for later samples.
        stream.change()
        try reader.read()
        #expect(reader.covered + reader.dropped == stream.produced)
        #expect(reader.missing == stream.missing)
        #expect(reader.received < reader.covered)
    }

    @Test(arguments: ["gap", "lag", "zero", "run"]) func nothingIsFilteredAcross(seam: String) throws {
        let stream = HandmadeStream()
        try stream.begin(capacity: 5000)
        let reader = stream.subscribe(SubscribeParams(streams: [.samples], rate: 30))
        stream.append(321) { $1.pressure = ChannelVector(repeating: 10) }
        try reader.read()
        switch seam {
        case "gap": stream.lose(1)
        case "zero": stream.change()
        case "run": try stream.begin(capacity: 5000)
        default: stream.append(1000) { $1.pressure = ChannelVector(repeating: 30) }
        }
        stream.append(5000) { $1.pressure = ChannelVector(repeating: 50) }
        try reader.read()
        let pressures = received(reader).map(\.pressure)
        #expect(pressures.allSatisfy { abs($0 - 10) < 0.01 || abs($0 - 50) < 0.05 })
        // The samples before the seam all stand for something: 321 are 39 at 30 of 250.
        #expect(pressures.count { abs($0 - 10) < 0.01 } == 39)
        #expect(reader.dropped == (seam == "lag" ? 1321 - 321 : 0))
    }

    @Test func whatWaitedIsSentWhenTheDeviceGoes() throws {
        let stream = HandmadeStream()
        try stream.begin()
        let reader = stream.subscribe(SubscribeParams(streams: [.samples], rate: 1))
        stream.append(700)
        try reader.read()
        #expect(reader.received == 0)
        stream.change()
        try reader.read()
        #expect(reader.received == 3)
        #expect(reader.covered == 700)
    }

    @Test func aContractionDoesNotWaitForTheFilter() throws {
        let stream = HandmadeStream()
        try stream.begin()
        let reader = stream.subscribe(SubscribeParams(streams: [.samples, .contractions], rate: 10))
        stream.append(100)
        stream.contract(id: 1)
        try reader.read()
        #expect(reader.order == ["contraction"])
    }

    @Test func restAndStateAreThoseOfTheInstant() throws {
        let stream = HandmadeStream()
        try stream.begin()
        let reader = stream.subscribe(SubscribeParams(streams: [.samples], rate: 100))
        stream.append(500) { time, frame in
            frame.rest = time
            frame.state = time < 1 ? .rest : .contraction
        }
        try reader.read()
        for sample in received(reader) {
            let rest = try #require(sample.rest)
            #expect(rest >= sample.time - 2e-6 && rest < sample.time + 0.004)
            #expect(sample.state == (rest < 1 ? "rest" : "contraction"))
        }
    }

    @Test func aClippedSampleMarksAllThatItIsPartOf() throws {
        let stream = HandmadeStream()
        try stream.begin(rateHertz: 1000, capacity: 5000)
        let reader = stream.subscribe(SubscribeParams(streams: [.samples], rate: 60))
        stream.append(1000)
        stream.append(1) { $1.isClipped = true }
        stream.append(1000)
        try reader.read()
        for sample in received(reader) {
            // Ten intervals of the lower rate to either side, both ends included; times are in whole microseconds.
            let isPart = abs(sample.time - 1) < 10.0 / 60 + 2e-6
            #expect(sample.isClipped == isPart, "at \(sample.time) s")
        }
    }

    @Test func aDeviceThatHasNoMoreSendsItsOwnRate() throws {
        let stream = HandmadeStream()
        try stream.begin(rateHertz: 1000)
        let reader = stream.subscribe(SubscribeParams(streams: [.samples], rate: 250))
        stream.append(500)
        try reader.read()
        try stream.begin(rateHertz: 250)
        stream.append(100)
        try stream.begin(rateHertz: 100)
        stream.append(100)
        try reader.read()
        #expect(reader.covered == 700)
        let intervals = reader.lines.map(\.interval).reduce(into: [Double]()) { if $0.last != $1 { $0.append($1) } }
        #expect(intervals == [1 / 250.0, 1 / 100.0])
        #expect(reader.lines.suffix(2).allSatisfy { $0.covers == nil })
    }
}
