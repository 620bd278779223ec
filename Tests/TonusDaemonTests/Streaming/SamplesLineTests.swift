// SPDX-License-Identifier: Apache-2.0
import Foundation
import NIOCore
import Perineometry
import SignalProcessing
import StreamAPI
import Testing

@testable import TonusDaemon

@Suite struct SamplesLineTests {
    private let hostTime = HostTimeScale()

    private func frame(_ number: Int, rest: Double = 17.125, clipped: Bool = false) -> Frame {
        var pressure = ChannelVector()
        var counts = SIMD8<Int32>()
        for channel in 0..<8 { counts[channel] = Int32(-number * 10 + channel) }
        for channel in 0..<8 { pressure[channel] = Double(number) / 3 + Double(channel) * 1e-7 }
        return Frame(
            index: SampleIndex(UInt64(1000 + number)), deviceTime: DeviceTime(microseconds: UInt64(4000 * number)),
            hostTime: HostTime(nanoseconds: UInt64(4_000_000 * number)), counts: counts, pressure: pressure,
            filtered: -pressure,
            rest: rest, state: MuscleState.allCases[number % 3], isClipped: clipped)
    }

    private func decode(_ frames: [Frame], channels: [Int] = [], raw: Bool = false, covers: UInt64? = nil) throws
        -> Samples
    {
        let ring = FrameRing(channelCount: 8, readableCapacity: 1000)
        for frame in frames { ring.append(frame) }
        var buffer = ByteBuffer()
        let intact = ring.read(0..<frames.count) {
            SamplesLine.writeHead(to: &buffer, subscription: 5)
            SamplesLine.writeBody(
                $0, to: &buffer, interval: 0.004, covers: covers, detectionChannel: 2,
                channels: channels, raw: raw,
                simulated: true, hostTime: hostTime)
        }
        #expect(intact)
        #expect(buffer.readableBytesView.last == UInt8(ascii: "\n"))
        #expect(buffer.readableBytes < 64 * 1024)
        return try JSONDecoder().decode(Notification<Samples>.self, from: Data(buffer.readableBytesView)).params
    }

    @Test func theLineSaysWhatTheFramesSayToTheLastBit() throws {
        let frames = (0..<SamplesLine.frameLimit).map { frame($0) }
        let samples = try decode(frames, channels: [0, 7])
        #expect(samples.subscription == 5)
        #expect(samples.index == 1000)
        #expect(samples.interval == 0.004)
        #expect(samples.deviceTime == frames[0].deviceTime.seconds)
        #expect(samples.hostTime == hostTime.unixSeconds(frames[0].hostTime))
        #expect(samples.pressure == frames.map { $0.pressure[2] })
        #expect(samples.filtered == frames.map { $0.filtered[2] })
        #expect(samples.rest == frames.map(\.rest))
        #expect(samples.state == frames.map { "\($0.state.name)" })
        #expect(samples.clipped == nil)
        #expect(samples.simulated)
        let channels = try #require(samples.channels)
        #expect(channels.map(\.channel) == [0, 7])
        #expect(channels[1].pressure == frames.map { $0.pressure[7] })
        #expect(channels[1].filtered == frames.map { $0.filtered[7] })
    }

    @Test func countsAreSentWhereAskedFor() throws {
        let frames = (0..<5).map { frame($0) }
        let samples = try decode(frames, channels: [7], raw: true)
        #expect(samples.counts == frames.map { $0.counts[2] })
        #expect(samples.channels?.first?.counts == frames.map { $0.counts[7] })
        #expect(try decode(frames, channels: [7]).counts == nil)
    }

    @Test func aFullLineOfEightChannelsWithCountsStaysBelow64KiB() throws {
        let frames = (0..<SamplesLine.rawFrameLimit).map { number in
            var worst = frame(number)
            worst.counts = SIMD8<Int32>(repeating: -8_388_608)
            worst.pressure = ChannelVector(repeating: -123.456_789_012_345_67)
            worst.filtered = worst.pressure
            worst.rest = -123.456_789_012_345_67
            return worst
        }
        #expect(try decode(frames, channels: Array(0..<8), raw: true).counts?.count == SamplesLine.rawFrameLimit)
    }

    @Test func whatSamplesStandForIsToldAtALowerRateOnly() throws {
        #expect(try decode([frame(0), frame(1)], covers: 33).covers == 33)
        #expect(try decode([frame(0), frame(1)]).covers == nil)
    }

    @Test func aRestThatIsNotKnownIsNull() throws {
        #expect(try decode([frame(0, rest: .nan), frame(1, rest: 3)]).rest == [nil, 3])
    }

    @Test func clippedSamplesAreMarked() throws {
        #expect(try decode([frame(0), frame(1, clipped: true)]).clipped == [false, true])
    }

    @Test func aFullLineOfEightChannelsStaysBelow64KiB() throws {
        let frames = (0..<SamplesLine.frameLimit).map { number in
            var worst = frame(number)
            worst.pressure = ChannelVector(repeating: -123.456_789_012_345_67)
            worst.filtered = worst.pressure
            worst.rest = -123.456_789_012_345_67
            return worst
        }
        #expect(try decode(frames, channels: Array(0..<8)).pressure.count == SamplesLine.frameLimit)
    }
}
