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

/// A timeline of runs that a test fills by hand.
final class HandmadeStream {
    private(set) var timeline = Timeline()
    private(set) var events = EventLog()
    private let messages = MessageWriter(hostTime: HostTimeScale())
    private(set) var produced: UInt64 = 0
    private(set) var missing: UInt64 = 0
    private(set) var nextIndex: UInt64 = 0
    /// Sample periods since the newest frame.
    var idle: UInt64 = 0
    private var frames: FrameRing?
    /// On both clocks, at the next frame.
    private(set) var nanoseconds: UInt64 = 0
    private var period: UInt64 = 4_000_000

    func begin(rateHertz: Int = 250, channels: Int = 1, capacity: Int = 1000) throws {
        let source = SimulatedDeviceSource(SimulationSpecification(channelCount: channels), delivery: .realTime)
        let session = try DeviceSession.negotiate(over: source.open(DeviceAddress(1)))
        let ring = FrameRing(channelCount: channels, readableCapacity: capacity)
        let ends = EventRing.make(capacity: 16)
        var description = StreamDescription(device: session, filter: try FilterChain.live(rateHertz: 250))
        description.rateHertz = rateHertz
        timeline.begin(
            StreamRun(number: 1, device: session, description: description, frames: ring, events: ends.consumer))
        frames = ring
        period = UInt64(1_000_000_000 / rateHertz)
    }

    /// Appends frames; `shape` is given the seconds since the beginning.
    func append(_ count: Int, _ shape: (Double, inout Frame) -> Void = { _, _ in }) {
        for _ in 0..<count {
            var frame = Frame(
                index: SampleIndex(nextIndex), deviceTime: DeviceTime(microseconds: nanoseconds / 1000),
                hostTime: HostTime(nanoseconds: nanoseconds), pressure: .zero, filtered: .zero, rest: 0, state: .rest,
                isClipped: false)
            shape(Double(nanoseconds) / 1e9, &frame)
            frames?.append(frame)
            pass(1)
        }
        produced += UInt64(count)
        timeline.advance()
    }

    private func pass(_ count: UInt64) {
        nextIndex += count
        nanoseconds += count * period
    }

    func lose(_ count: UInt64) {
        let gap = Gap(first: SampleIndex(nextIndex), missing: count, reason: .packetsLost)
        events.append(LoggedEvent(position: timeline.end, kind: .gap(gap)))
        pass(count)
        missing += count
    }

    /// The device's state or zero changes.
    func change(_ state: DeviceState = .absent) {
        events.append(
            LoggedEvent(position: timeline.end, kind: .device(DeviceDescription(state, simulated: true))))
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

    func subscribe(_ params: SubscribeParams) -> StreamReader {
        StreamReader(
            stream: self,
            subscription: Subscription(
                id: 1, params: params, timeline: timeline, events: events,
                now: HostTime(nanoseconds: nanoseconds + idle * period)))
    }

    func next(_ subscription: inout Subscription, withheld: WithheldSpans) -> ByteBuffer? {
        var buffer = ByteBuffer()
        while case .wrote = subscription.writeNext(
            to: &buffer, timeline: timeline, events: events, messages: messages, withheld: withheld)
        { if buffer.readableBytes > 0 { return buffer } }
        return nil
    }
}

/// Reads everything that is due and keeps count.
final class StreamReader {
    private let stream: HandmadeStream
    /// What the reader may not see.
    var withheld = WithheldSpans()
    /// Samples that were told as withheld, apart from `dropped`.
    var withheldSamples: UInt64 = 0
    private var subscription: Subscription
    var received: UInt64 = 0
    var dropped: UInt64 = 0
    var missing: UInt64 = 0
    var eventsLost: UInt64 = 0
    var contractions: UInt64 = 0
    var order: [String] = []
    var indices: [UInt64] = []
    var lines: [Samples] = []
    /// Device samples that those received stand for.
    var covered: UInt64 = 0
    /// The next index, by all that was told; nil before the first line.
    private var next: UInt64?

    init(stream: HandmadeStream, subscription: Subscription) {
        self.stream = stream
        self.subscription = subscription
    }

    func read() throws {
        while let line = stream.next(&subscription, withheld: withheld) {
            let data = Data(line.readableBytesView)
            let method = try #require(JSONDecoder().decode(Envelope.self, from: data).method)
            switch method {
            case Samples.method:
                let samples = try JSONDecoder().decode(Notification<Samples>.self, from: data).params
                received += UInt64(samples.pressure.count)
                lines.append(samples)
                covered += samples.covers ?? UInt64(samples.pressure.count)
                if let next { #expect(samples.index == next, "a hole that nobody told of, or a repeat") }
                next = samples.index + (samples.covers ?? UInt64(samples.pressure.count))
                for place in samples.pressure.indices { indices.append(samples.index + UInt64(place)) }
            case GapMessage.method:
                let gap = try JSONDecoder().decode(Notification<GapMessage>.self, from: data).params
                missing += gap.missing
                if next == gap.first { next = gap.first + gap.missing }
            case LagMessage.method:
                let lag = try JSONDecoder().decode(Notification<LagMessage>.self, from: data).params
                #expect(lag.first <= lag.last)
                eventsLost += lag.events ?? 0
                if lag.reason == LagMessage.Reason.withheld.rawValue {
                    withheldSamples += lag.dropped
                } else {
                    dropped += lag.dropped
                }
                if lag.dropped > 0, let next { #expect(lag.first == next, "told twice, or a hole") }
                if lag.dropped > 0 { next = lag.last + 1 }
            case ContractionMessage.method: contractions += 1
            default: break
            }
            if order.last != method || method != Samples.method { order.append(method) }
        }
    }
}
