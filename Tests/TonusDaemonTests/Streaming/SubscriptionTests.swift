// SPDX-License-Identifier: Apache-2.0
import StreamAPI
import Testing

@testable import TonusDaemon

/// What a subscription writes, step by step, without a socket.
@Suite struct SubscriptionTests {
    @Test func everyFrameIsSentOnceInOrder() throws {
        let stream = HandmadeStream()
        try stream.begin()
        let reader = stream.subscribe(SubscribeParams(streams: [.samples]))
        for count in [1, 7, 128, 129, 400] {
            stream.append(count)
            try reader.read()
        }
        #expect(reader.indices == Array(0..<665))
    }

    @Test func eventsComeInTheirPlacesAmongTheSamples() throws {
        let stream = HandmadeStream()
        try stream.begin()
        let reader = stream.subscribe(SubscribeParams(streams: [.samples, .contractions]))
        stream.append(10)
        stream.lose(3)
        stream.append(10)
        stream.contract(id: 1)
        stream.append(10)
        try reader.read()
        #expect(reader.order == ["samples", "gap", "samples", "contraction", "samples"])
        #expect(reader.indices == Array(0..<10) + Array(13..<33))
    }

    @Test func reportsOfTheRestComeToThoseWhoAskedForThem() throws {
        let stream = HandmadeStream()
        try stream.begin()
        let asked = stream.subscribe(SubscribeParams(streams: [.rest, .samples]))
        let other = stream.subscribe(SubscribeParams(streams: [.contractions, .samples]))
        stream.append(10)
        stream.rest()
        stream.append(10)
        try asked.read()
        try other.read()
        #expect(asked.order == ["samples", "rest", "samples"])
        #expect(other.order == ["samples"])
        #expect(other.indices == asked.indices)
    }

    @Test func aReaderThatIsOvertakenIsToldExactlyWhatItMissed() throws {
        let stream = HandmadeStream()
        try stream.begin(capacity: 1000)
        let reader = stream.subscribe(SubscribeParams(streams: [.samples]))
        stream.append(100)
        try reader.read()
        for _ in 0..<10 {
            stream.append(500)
            stream.lose(11)
        }
        stream.append(500)
        try reader.read()
        #expect(reader.order.contains("lag"))
        #expect(reader.received == 1100)
        #expect(reader.received + reader.dropped == stream.produced)
        #expect(reader.missing == stream.missing)
    }

    @Test func latestSkipsToTheNewestAndSaysSo() throws {
        let stream = HandmadeStream()
        try stream.begin()
        let reader = stream.subscribe(SubscribeParams(streams: [.samples], delivery: .latest))
        stream.append(5)
        try reader.read()
        #expect(reader.dropped == 0)
        stream.append(500)
        try reader.read()
        #expect(reader.received == 6)
        #expect(reader.dropped == 499)
        #expect(reader.indices.last == 504)
    }

    @Test func aLookBackReachesIntoTheRunBefore() throws {
        let stream = HandmadeStream()
        try stream.begin()
        stream.append(300)
        try stream.begin(channels: 2)
        stream.append(100)
        let reader = stream.subscribe(SubscribeParams(streams: [.samples], lookback: 1))
        try reader.read()
        #expect(reader.indices == Array(150..<400))
    }

    @Test func aLookBackIsMeasuredFromNowNotFromTheNewestFrame() throws {
        let stream = HandmadeStream()
        try stream.begin()
        stream.append(500)
        stream.idle = 150
        let reader = stream.subscribe(SubscribeParams(streams: [.samples], lookback: 1))
        try reader.read()
        #expect(reader.indices == Array(400..<500))
        stream.idle = 1000
        let late = stream.subscribe(SubscribeParams(streams: [.samples], lookback: 1))
        try late.read()
        #expect(late.indices.isEmpty)
    }

    @Test func aHoleWhoseNoticeLeftTheLogIsToldAllTheSame() throws {
        let stream = HandmadeStream()
        try stream.begin(capacity: 20_000)
        let reader = stream.subscribe(SubscribeParams(streams: [.samples]))
        for _ in 0..<(3 * EventLog.capacity) {
            stream.append(1)
            stream.lose(2)
        }
        stream.append(1)
        try reader.read()
        #expect(reader.received == stream.produced)
        #expect(reader.missing == stream.missing)
    }

    @Test func contractionsThatLeftTheLogAreCountedForWhoMissedThem() throws {
        let stream = HandmadeStream()
        try stream.begin()
        let reader = stream.subscribe(SubscribeParams(streams: [.contractions]))
        let count = UInt64(3 * EventLog.capacity)
        for id in 1...count { stream.contract(id: id) }
        try reader.read()
        #expect(reader.eventsLost > 0)
        #expect(reader.contractions + reader.eventsLost == count)
    }

    @Test func aReaderFollowsFromRunToRun() throws {
        let stream = HandmadeStream()
        try stream.begin()
        let reader = stream.subscribe(SubscribeParams(streams: [.samples], channels: [1]))
        stream.append(100)
        try stream.begin(channels: 2)
        stream.append(100)
        try reader.read()
        #expect(reader.indices == Array(0..<200))
    }

    @Test func aReaderThatSleptThroughAWholeRunIsToldToo() throws {
        let stream = HandmadeStream()
        try stream.begin()
        let reader = stream.subscribe(SubscribeParams(streams: [.samples]))
        for _ in 0..<4 {
            stream.append(100)
            try stream.begin()
        }
        stream.append(100)
        try reader.read()
        #expect(reader.received + reader.dropped == stream.produced)
        #expect(reader.indices.last == 499)
    }

    @Test func aSubscriptionMayWaitForTheFirstDevice() throws {
        let stream = HandmadeStream()
        let reader = stream.subscribe(SubscribeParams(streams: [.samples], lookback: 60))
        try reader.read()
        #expect(reader.order.isEmpty)
        try stream.begin()
        stream.append(3)
        try reader.read()
        #expect(reader.indices == [0, 1, 2])
    }
}
