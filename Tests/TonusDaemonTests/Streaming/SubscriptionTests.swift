// SPDX-License-Identifier: Apache-2.0
import ContractionDetection
import Foundation
import NIOCore
import Perineometry
import SignalProcessing
import StreamAPI
import Testing
import VirtualPerineometer

@testable import Acquisition
@testable import PerineometerDriver
@testable import TonusDaemon

/// What a subscription writes, step by step, without a socket.
@Suite struct SubscriptionTests {
    /// A timeline of runs that a test fills by hand.
    private final class Stream {
        private(set) var timeline = Timeline()
        private(set) var events = EventLog()
        private let messages = MessageWriter(hostTime: HostTimeScale())
        private(set) var produced: UInt64 = 0
        private(set) var missing: UInt64 = 0
        private var nextIndex: UInt64 = 0
        /// Sample periods since the newest frame.
        var idle: UInt64 = 0
        private var frames: FrameRing?

        /// Begins a run at 250 samples a second.
        func begin(channels: Int = 1, capacity: Int = 1000) throws {
            let source = SimulatedDeviceSource(SimulationSpecification(channelCount: channels), delivery: .realTime)
            let session = try DeviceSession.negotiate(over: source.open(DeviceAddress(1)))
            let ring = FrameRing(channelCount: channels, readableCapacity: capacity)
            let ends = EventRing.make(capacity: 16)
            timeline.begin(
                StreamRun(
                    number: 1, device: session,
                    description: StreamDescription(device: session, filter: try FilterChain.live(rateHertz: 250)),
                    frames: ring, events: ends.consumer))
            frames = ring
        }

        func append(_ count: Int) {
            for _ in 0..<count {
                frames?.append(
                    Frame(
                        index: SampleIndex(nextIndex), deviceTime: DeviceTime(microseconds: nextIndex * 4000),
                        hostTime: HostTime(nanoseconds: nextIndex * 4_000_000), pressure: .zero, filtered: .zero,
                        rest: 0, state: .rest, isClipped: false))
                nextIndex += 1
            }
            produced += UInt64(count)
            timeline.advance()
        }

        func lose(_ count: UInt64) {
            let gap = Gap(first: SampleIndex(nextIndex), missing: count, reason: .packetsLost)
            events.append(LoggedEvent(position: timeline.end, kind: .gap(gap)))
            nextIndex += count
            missing += count
        }

        func contract(id: UInt64) {
            let onset = SampleInstant(
                index: SampleIndex(nextIndex), deviceTime: DeviceTime(microseconds: 0),
                hostTime: HostTime(nanoseconds: 0))
            events.append(
                LoggedEvent(
                    position: timeline.end,
                    kind: .contraction(
                        ContractionEvent(
                            phase: .began,
                            contraction: Contraction(
                                id: id, onset: onset, restBefore: 0, baseline: 0, peak: 1, peakTime: onset.deviceTime,
                                kind: .indeterminate, confidence: 0, rule: .rise),
                            isFinal: false, instant: onset), simulated: true)))
        }

        func rest() {
            let instant = SampleInstant(
                index: SampleIndex(nextIndex), deviceTime: DeviceTime(microseconds: 0),
                hostTime: HostTime(nanoseconds: 0))
            var monitor = RestMonitor(sampleRateHertz: 10)
            var seen: RestObservation?
            while seen == nil {
                seen = monitor.process(.zero, Detection(rest: 0, state: .rest), at: instant, zero: .none)
            }
            guard let seen else { return }
            events.append(LoggedEvent(position: timeline.end, kind: .rest(seen, simulated: true)))
        }

        func subscribe(_ params: SubscribeParams) -> Reader {
            Reader(
                stream: self,
                subscription: Subscription(
                    id: 1, params: params, channels: params.channels ?? [], timeline: timeline, events: events,
                    now: HostTime(nanoseconds: (nextIndex + idle) * 4_000_000)))
        }

        func next(_ subscription: inout Subscription) -> ByteBuffer? {
            var buffer = ByteBuffer()
            while case .wrote = subscription.writeNext(
                to: &buffer, timeline: timeline, events: events, messages: messages)
            { if buffer.readableBytes > 0 { return buffer } }
            return nil
        }
    }

    /// Reads everything that is due and keeps count.
    private final class Reader {
        private let stream: Stream
        private var subscription: Subscription
        var received: UInt64 = 0
        var dropped: UInt64 = 0
        var missing: UInt64 = 0
        var eventsLost: UInt64 = 0
        var contractions: UInt64 = 0
        var order: [String] = []
        var indices: [UInt64] = []

        init(stream: Stream, subscription: Subscription) {
            self.stream = stream
            self.subscription = subscription
        }

        func read() throws {
            while let line = stream.next(&subscription) {
                let data = Data(line.readableBytesView)
                let method = try #require(JSONDecoder().decode(Envelope.self, from: data).method)
                switch method {
                case Samples.method:
                    let samples = try JSONDecoder().decode(Notification<Samples>.self, from: data).params
                    received += UInt64(samples.pressure.count)
                    for place in samples.pressure.indices { indices.append(samples.index + UInt64(place)) }
                case GapMessage.method:
                    missing += try JSONDecoder().decode(Notification<GapMessage>.self, from: data).params.missing
                case LagMessage.method:
                    let lag = try JSONDecoder().decode(Notification<LagMessage>.self, from: data).params
                    #expect(lag.first <= lag.last)
                    eventsLost += lag.events ?? 0
                    dropped += lag.dropped
                case ContractionMessage.method: contractions += 1
                default: break
                }
                if order.last != method || method != Samples.method { order.append(method) }
            }
        }
    }

    @Test func everyFrameIsSentOnceInOrder() throws {
        let stream = Stream()
        try stream.begin()
        let reader = stream.subscribe(SubscribeParams(streams: [.samples]))
        for count in [1, 7, 128, 129, 400] {
            stream.append(count)
            try reader.read()
        }
        #expect(reader.indices == Array(0..<665))
    }

    @Test func eventsComeInTheirPlacesAmongTheSamples() throws {
        let stream = Stream()
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
        let stream = Stream()
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
        let stream = Stream()
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
        let stream = Stream()
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
        let stream = Stream()
        try stream.begin()
        stream.append(300)
        try stream.begin(channels: 2)
        stream.append(100)
        let reader = stream.subscribe(SubscribeParams(streams: [.samples], lookback: 1))
        try reader.read()
        #expect(reader.indices == Array(150..<400))
    }

    @Test func aLookBackIsMeasuredFromNowNotFromTheNewestFrame() throws {
        let stream = Stream()
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
        let stream = Stream()
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
        let stream = Stream()
        try stream.begin()
        let reader = stream.subscribe(SubscribeParams(streams: [.contractions]))
        let count = UInt64(3 * EventLog.capacity)
        for id in 1...count { stream.contract(id: id) }
        try reader.read()
        #expect(reader.eventsLost > 0)
        #expect(reader.contractions + reader.eventsLost == count)
    }

    @Test func aReaderFollowsFromRunToRun() throws {
        let stream = Stream()
        try stream.begin()
        let reader = stream.subscribe(SubscribeParams(streams: [.samples], channels: [1]))
        stream.append(100)
        try stream.begin(channels: 2)
        stream.append(100)
        try reader.read()
        #expect(reader.indices == Array(0..<200))
    }

    @Test func aReaderThatSleptThroughAWholeRunIsToldToo() throws {
        let stream = Stream()
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
        let stream = Stream()
        let reader = stream.subscribe(SubscribeParams(streams: [.samples], lookback: 60))
        try reader.read()
        #expect(reader.order.isEmpty)
        try stream.begin()
        stream.append(3)
        try reader.read()
        #expect(reader.indices == [0, 1, 2])
    }
}
