// SPDX-License-Identifier: Apache-2.0
import Acquisition
import Foundation
import Perineometry
import SignalProcessing
import Testing

@Suite struct ZeroWindowTests {
    private static let rateHertz = 250

    /// A ring of so many seconds of frames, the first at host time 100 s.
    private func ring(
        seconds: Double = 5, channels: Int = 1,
        pressure: (Double) -> ChannelVector = { _ in ChannelVector(repeating: 3) },
        change: (Int, inout Frame) -> Void = { _, _ in }
    ) -> FrameRing {
        let ring = FrameRing(channelCount: channels, readableCapacity: 5000)
        for number in 0..<Int(seconds * Double(Self.rateHertz)) {
            let time = Double(number) / Double(Self.rateHertz)
            var frame = Frame(
                index: SampleIndex(UInt64(number)), deviceTime: DeviceTime(microseconds: UInt64(time * 1e6)),
                hostTime: HostTime(nanoseconds: UInt64((100 + time) * 1e9)), pressure: pressure(time), filtered: .zero,
                rest: .nan, state: .rest, isClipped: false)
            change(number, &frame)
            ring.append(frame)
        }
        return ring
    }

    private func mean(
        _ ring: FrameRing, since first: Int = 0, now: Double = 105
    ) throws(ZeroRefusal) -> (pressure: ChannelVector, last: SampleInstant) {
        try ZeroWindow.mean(
            of: ring, since: first, rateHertz: Self.rateHertz, now: HostTime(nanoseconds: UInt64(now * 1e9)))
    }

    @Test func theMeanOfTheLastSecondIsTakenChannelByChannel() throws {
        // Rises by 0.5 cmH2O a second in one channel and falls in the other: over the last second 2.25 and -2.25 on average.
        let found = try mean(ring(channels: 2) { time in [0.5 * time, 10 - 0.5 * time, 0, 0, 0, 0, 0, 0] })
        #expect(abs(found.pressure[0] - 2.249) < 1e-3)
        #expect(abs(found.pressure[1] - 7.751) < 1e-3)
        #expect(found.last.index == SampleIndex(1249))
    }

    @Test func quietBreathingIsStillEnough() throws {
        for phase in 0..<12 {
            _ = try mean(
                ring { time in ChannelVector(repeating: 17 + 0.6 * sin(2 * .pi * (0.25 * time + Double(phase) / 12))) })
        }
    }

    @Test func aSensorsNoiseIsStillEnough() throws {
        var random = SeededGenerator(seed: 3)
        _ = try mean(
            ring { _ in ChannelVector(repeating: 17 + 0.35 * (Double.random(in: -1...1, using: &random))) })
    }

    @Test func whatMovesIsRefusedAndSaysWhichChannel() {
        #expect {
            try mean(ring(channels: 2) { time in [0, 1.2 * time, 0, 0, 0, 0, 0, 0] })
        } throws: { error in
            if case .moving(channel: 1, let slope)? = error as? ZeroRefusal { abs(slope - 1.2) < 1e-6 } else { false }
        }
        #expect {
            try mean(ring { time in ChannelVector(repeating: 2 * sin(2 * .pi * 3 * time)) })
        } throws: { error in
            if case .unsteady(channel: 0, let deviation)? = error as? ZeroRefusal {
                abs(deviation - 2.0.squareRoot()) < 0.01
            } else {
                false
            }
        }
    }

    @Test func whatWasBeforeTheLastTwoSecondsDoesNotMatter() throws {
        let found = try mean(ring { time in ChannelVector(repeating: time < 3 ? 80 * time : 3) })
        #expect(found.pressure[0] == 3)
    }

    @Test func aGapAClippedSampleOrAContractionWithinTwoSecondsIsRefused() {
        #expect(throws: ZeroRefusal.gap) {
            try mean(ring(change: { number, frame in if number > 1000 { frame.index = frame.index + 3 } }))
        }
        #expect(throws: ZeroRefusal.clipped) {
            try mean(ring(change: { number, frame in frame.isClipped = number == 1000 }))
        }
        #expect(throws: ZeroRefusal.contracted) {
            try mean(ring(change: { number, frame in if number == 1000 { frame.state = .contraction } }))
        }
        #expect(throws: Never.self) {
            try mean(ring(change: { number, frame in if number < 740 { frame.state = .contraction } }))
        }
    }

    @Test func tooFewSamplesOrOldOnesAreRefused() {
        #expect(throws: ZeroRefusal.tooSoon(seconds: 1)) { try mean(ring(seconds: 1), now: 101) }
        #expect(throws: ZeroRefusal.tooSoon(seconds: 1)) { try mean(ring(), since: 1000) }
        // The run before this one was zeroed by something else: that does not matter here.
        #expect(throws: ZeroRefusal.tooSoon(seconds: 1)) { try mean(ring(seconds: 1), since: -1000, now: 101) }
        #expect(throws: Never.self) { try mean(ring(), since: -1000) }
        #expect {
            try mean(ring(), now: 107)
        } throws: { error in
            if case .stale? = error as? ZeroRefusal { true } else { false }
        }
        #expect(throws: ZeroRefusal.tooSoon(seconds: 0)) { try mean(ring(seconds: 0)) }
    }

    @Test func clearingNeedsNoStillnessButNoContractionEither() throws {
        let now = HostTime(nanoseconds: 105_000_000_000)
        let moving = ring { time in ChannelVector(repeating: 50 * time) }
        #expect(try ZeroWindow.last(of: moving, now: now).index == SampleIndex(1249))
        let contracted = ring(change: { _, frame in frame.state = .contraction })
        #expect(throws: ZeroRefusal.contracted) { try ZeroWindow.last(of: contracted, now: now) }
        #expect(throws: ZeroRefusal.tooSoon(seconds: 0)) { try ZeroWindow.last(of: ring(seconds: 0), now: now) }
    }

    @Test func everyRefusalSaysWhatToDo() {
        let refusals: [ZeroRefusal] = [
            .tooSoon(seconds: 1.25), .stale(seconds: 2), .gap, .clipped, .contracted,
            .unsteady(channel: 1, deviation: 3),
            .moving(channel: 0, slope: -2),
        ]
        for refusal in refusals {
            #expect(refusal.message.hasSuffix("."))
            #expect(refusal.hint.count > 20)
        }
        #expect(ZeroRefusal.moving(channel: 0, slope: -2).message.contains("falls by 2 cmH2O a second"))
    }
}
