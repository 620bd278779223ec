// SPDX-License-Identifier: Apache-2.0
import Acquisition
import ContractionDetection
import NIOCore
import PerineometerDriver
import Perineometry
import SignalProcessing
import StreamAPI

/// One client's view of the stream: what it asked for, and how far it has come.
///
/// A subscription holds no samples of its own. It keeps a position in the timeline, so a client that reads slowly costs
/// nothing until its position is overwritten; then it is told by `lag` exactly what it missed. At a lower rate than the
/// device's it holds a filter besides, which has taken all samples before that position.
struct Subscription {
    let id: Int
    let streams: Set<StreamName>
    let channels: [Int]
    let delivery: DeliveryMode
    /// Counts beside the pressures.
    let raw: Bool
    /// Samples a second, where the device has more; nil for the device's rate.
    let rate: Int?
    private var decimation: Decimation?
    /// How many device samples were filtered, so that the others' turn comes.
    private(set) var decimated = 0
    /// Position of the next frame to send.
    private var position: Int
    /// Number of the next event to send.
    private var eventNumber: Int
    /// Device events before this were never asked for: a look-back is for samples and contractions.
    private let firstDeviceEvent: Int
    /// The newest change of any device that this client was told of by `devices`.
    private var toldDeviceChange: Int?
    /// The newest change that this client was told of by `consent`.
    private var toldConsentChange: Int?
    /// The index that the next frame has if nothing is missing; nil before the first.
    private var expectedIndex: SampleIndex?
    /// From this position on, frames were sent as they came; nil until a look-back was sent, which nobody is late with.
    private var liveSince: Int?
    /// The frames written that `takeWritten` has not told of.
    private var written: Range<Int>?
    /// How many samples this client was told it missed.
    private(set) var dropped: UInt64 = 0

    init(
        id: Int, params: SubscribeParams, timeline: Timeline, events: EventLog, now: HostTime = HostClock.now()
    ) {
        self.id = id
        streams = Set(params.streams)
        channels = params.channels ?? []
        delivery = params.delivery ?? .every
        raw = params.raw ?? false
        rate = params.rate.flatMap { Int(exactly: $0) }
        firstDeviceEvent = events.end
        if let lookback = params.lookback, lookback > 0 {
            let back = min(now.nanoseconds, UInt64(lookback * 1e9))
            position = timeline.position(since: HostTime(nanoseconds: now.nanoseconds - back))
            eventNumber = events.number(from: position)
        } else {
            position = timeline.end
            eventNumber = events.end
            liveSince = position
        }
    }

    /// What one step of sending came to.
    enum Step {
        case wrote
        case upToDate
    }

    /// In `latest` delivery a backlog longer than this is skipped (assumption: two screen frames at 60 Hz, so that a
    /// client that keeps up never loses a sample to the size of one wake-up).
    static let latestBacklogSeconds = 2.0 / 60.0

    /// Writes all devices, where this subscription wants them and has not yet told the newest change.
    mutating func writeDevices(to buffer: inout ByteBuffer, of publisher: StreamPublisher, withheld: Bool) {
        guard streams.contains(.devices), toldDeviceChange != publisher.deviceChanges else { return }
        toldDeviceChange = publisher.deviceChanges
        publisher.messages.write(
            DevicesMessage(
                subscription: id, devices: withheld ? publisher.devices.map { $0.withoutBody } : publisher.devices),
            method: DevicesMessage.method, to: &buffer)
    }

    /// Writes who watches, where this subscription wants that and has not yet told the newest change.
    mutating func writeConsent(to buffer: inout ByteBuffer, of access: ClientAccess, client: ClientHandler) {
        guard streams.contains(.consent), toldConsentChange != access.changes else { return }
        toldConsentChange = access.changes
        access.write(to: &buffer, subscription: id, client: client)
    }

    /// Writes the next message that is due into `buffer`, but nothing of what is withheld.
    mutating func writeNext(
        to buffer: inout ByteBuffer, timeline: Timeline, events: EventLog, messages: MessageWriter,
        withheld: WithheldSpans = WithheldSpans()
    ) -> Step {
        if withheld.isOpen {
            while eventNumber >= events.first, eventNumber < events.end, events[eventNumber].isOfTheBody {
                eventNumber += 1
            }
        }
        if wantsSamples {
            if skipWithheld(withheld, to: &buffer, timeline: timeline, events: events, messages: messages) {
                return .wrote
            }
            var target = withheld.isOpen ? position : timeline.readable(from: position)
            if delivery == .latest, !withheld.isOpen, let current = timeline.current {
                let backlog = Int(Double(current.run.description.rateHertz) * Self.latestBacklogSeconds)
                if timeline.end - target > max(1, backlog) { target = timeline.end - 1 }
            }
            if target > position {
                if finishDecimation(to: &buffer, messages: messages) { return .wrote }
                var place = LanePlace(position: target, index: index(at: target, of: timeline))
                if let hidden = withheld.begin(after: position), hidden.position < target { place = hidden }
                writeLag(upTo: place, reason: .slow, to: &buffer, timeline: timeline, messages: messages)
                return .wrote
            }
        } else {
            position = timeline.end
        }
        if eventNumber < events.first {
            if finishDecimation(to: &buffer, messages: messages) { return .wrote }
            // Only a storm of gaps fills the log faster than a client that reads nothing is closed.
            let index = expectedIndex?.value ?? 0
            messages.write(
                LagMessage(
                    subscription: id, dropped: 0, first: index, last: index,
                    events: UInt64(events.first - eventNumber)),
                method: LagMessage.method, to: &buffer)
            eventNumber = events.first
            return .wrote
        }
        while eventNumber < events.end {
            let event = events[eventNumber]
            if wantsSamples, event.position > position { break }
            if event.partsSamples, finishDecimation(to: &buffer, messages: messages) { return .wrote }
            eventNumber += 1
            if write(event, number: eventNumber - 1, to: &buffer, messages: messages, withheld: withheld) {
                return .wrote
            }
        }
        guard wantsSamples, position < timeline.end, !withheld.isOpen else {
            if liveSince == nil, position >= timeline.end { liveSince = position }
            return .upToDate
        }
        return writeSamples(
            to: &buffer, timeline: timeline, events: events, messages: messages,
            before: withheld.begin(after: position)?.position)
    }

    private var wantsSamples: Bool { streams.contains(.samples) }

    private mutating func writeSamples(
        to buffer: inout ByteBuffer, timeline: Timeline, events: EventLog, messages: MessageWriter, before hidden: Int?
    ) -> Step {
        guard let stretch = timeline.stretch(at: position) else { return .upToDate }
        let description = stretch.run.description
        if decimation?.base != stretch.base {
            if finishDecimation(to: &buffer, messages: messages) { return .wrote }
            decimation = rate.flatMap { Decimation(rate: $0, description: description, base: stretch.base) }
        }
        let most = decimation?.frameLimit ?? (raw ? SamplesLine.rawFrameLimit : SamplesLine.frameLimit)
        var limit = min(timeline.end, stretch.end, position + most)
        if eventNumber < events.end { limit = min(limit, events[eventNumber].position) }
        if let hidden { limit = min(limit, hidden) }
        let frames = stretch.run.frames
        let local = (position - stretch.base)..<(limit - stretch.base)
        // Only consecutive indices may share a line: `interval` would lie across a hole.
        let firstIndex = frames.index(at: local.lowerBound)
        if let expectedIndex, expectedIndex < firstIndex {
            // A hole whose notice has left the log, which a client reaches only by reading very slowly.
            if finishDecimation(to: &buffer, messages: messages) { return .wrote }
            write(
                Gap(first: expectedIndex, missing: firstIndex.distance(from: expectedIndex), reason: .packetsLost),
                to: &buffer, messages: messages)
            self.expectedIndex = firstIndex
            return .wrote
        }
        var count = local.count
        if frames.index(at: local.upperBound - 1).value != firstIndex.value + UInt64(count - 1) {
            count = 1
            while frames.index(at: local.lowerBound + count).value == firstIndex.value + UInt64(count) { count += 1 }
        }
        let positions = local.lowerBound..<(local.lowerBound + count)
        if let decimation {
            guard let outputs = decimation.take(positions, from: frames) else { return .wrote }
            decimated += count
            writeLine(outputs, by: decimation, to: &buffer, messages: messages)
        } else {
            let before = buffer.writerIndex
            SamplesLine.writeHead(to: &buffer, subscription: id)
            let key = LineCache.Key(positions: positions, channels: channels, raw: raw)
            if let body = stretch.lines[key] {
                buffer.writeImmutableBuffer(body)
            } else {
                let start = buffer.writerIndex
                let intact = frames.read(positions) { slice in
                    writeBody(
                        slice, of: description, interval: 1 / Double(description.rateHertz), to: &buffer,
                        messages: messages)
                }
                guard intact else {
                    // Overtaken while reading: the next step finds the position too old and reports the lag.
                    buffer.moveWriterIndex(to: before)
                    return .wrote
                }
                stretch.lines.keep(key, from: buffer, start: start)
            }
            let begins = written?.upperBound == position ? written?.lowerBound : nil
            written = (begins ?? position)..<(position + count)
        }
        position += count
        expectedIndex = firstIndex + UInt64(count)
        return .wrote
    }

    /// The frames written since this was asked last, without a look-back and what came while it was sent. Nil where there
    /// are none, and at a lower rate, which holds samples back on purpose.
    mutating func takeWritten() -> Range<Int>? {
        guard let positions = written else { return nil }
        written = nil
        guard let liveSince else { return nil }
        return positions.upperBound > liveSince ? max(positions.lowerBound, liveSince)..<positions.upperBound : nil
    }

    /// Writes what still waits at the lower rate for later samples, so that everything up to here was sent and the filter
    /// begins anew. Returns false where nothing waits.
    private func finishDecimation(to buffer: inout ByteBuffer, messages: MessageWriter) -> Bool {
        guard let decimation, !decimation.isEmpty else { return false }
        writeLine(decimation.finish(), by: decimation, to: &buffer, messages: messages)
        return true
    }

    private func writeLine(
        _ outputs: DecimatedFrames, by decimation: Decimation, to buffer: inout ByteBuffer, messages: MessageWriter
    ) {
        guard !outputs.isEmpty else { return }
        SamplesLine.writeHead(to: &buffer, subscription: id)
        writeBody(
            outputs, of: decimation.description, interval: 1 / Double(decimation.rate), covers: outputs.covered,
            to: &buffer, messages: messages)
    }

    private func writeBody(
        _ frames: borrowing some FrameColumns & ~Copyable, of description: StreamDescription, interval: Double,
        covers: UInt64? = nil, to buffer: inout ByteBuffer, messages: MessageWriter
    ) {
        SamplesLine.writeBody(
            frames, to: &buffer, interval: interval, covers: covers,
            detectionChannel: description.detectionChannel,
            channels: channels.filter { $0 < description.channels.count }, raw: raw && covers == nil,
            simulated: description.isSimulated, hostTime: messages.hostTime)
    }

    /// Passes over what is withheld, and tells so; returns whether it wrote. What is withheld now is told once a second, and
    /// before each notice that has its place behind it.
    private mutating func skipWithheld(
        _ withheld: WithheldSpans, to buffer: inout ByteBuffer, timeline: Timeline, events: EventLog,
        messages: MessageWriter
    ) -> Bool {
        if withheld.isOpen {
            let end = timeline.endPlace
            let second = timeline.current?.run.description.rateHertz ?? 1
            // Filtered already, and not sent: it was measured before, but nothing is to go out any more.
            let waiting = decimation?.waiting ?? 0
            let owed = end.position - position + Int(waiting)
            guard owed >= second || (owed > 0 && eventNumber < events.end) else { return false }
            _ = decimation?.finish()
            writeLag(
                upTo: end, waiting: waiting, reason: .withheld, to: &buffer, timeline: timeline, messages: messages)
            return true
        }
        guard let end = withheld.end(around: position) else { return false }
        if finishDecimation(to: &buffer, messages: messages) { return true }
        writeLag(upTo: end, reason: .withheld, to: &buffer, timeline: timeline, messages: messages)
        return true
    }

    /// The index of the frame at a position that can be read, or that of the next where there is none yet.
    private func index(at position: Int, of timeline: Timeline) -> SampleIndex {
        guard position < timeline.end, let stretch = timeline.stretch(at: position) else {
            return timeline.endPlace.index
        }
        return stretch.run.frames.index(at: position - stretch.base)
    }

    private mutating func writeLag(
        upTo place: LanePlace, waiting: UInt64 = 0, reason: LagMessage.Reason, to buffer: inout ByteBuffer,
        timeline: Timeline, messages: MessageWriter
    ) {
        let dropped = UInt64(place.position - position) + waiting
        let last = place.index.value &- 1
        let first = expectedIndex.map { $0.value - waiting } ?? (last + 1 - min(dropped, last + 1))
        messages.write(
            LagMessage(subscription: id, dropped: dropped, first: first, last: last, reason: reason),
            method: LagMessage.method, to: &buffer)
        if reason == .slow { self.dropped += dropped }
        position = place.position
        expectedIndex = place.index
    }

    private func write(_ gap: Gap, to buffer: inout ByteBuffer, messages: MessageWriter) {
        messages.write(
            GapMessage(subscription: id, first: gap.first.value, missing: gap.missing, reason: gap.reason.rawValue),
            method: GapMessage.method, to: &buffer)
    }

    /// Returns false where the subscription does not want this kind of event.
    private mutating func write(
        _ event: LoggedEvent, number: Int, to buffer: inout ByteBuffer, messages: MessageWriter, withheld: WithheldSpans
    ) -> Bool {
        if event.isOfTheBody, withheld.hidesEvent(at: event.position) { return false }
        switch event.kind {
        case .gap(let gap):
            guard wantsSamples else { return false }
            write(gap, to: &buffer, messages: messages)
            if expectedIndex == gap.first { expectedIndex = gap.first + gap.missing }
        case .contraction(let event, let simulated):
            guard streams.contains(.contractions) else { return false }
            // What is told of a contraction tells of all of it.
            let onset = event.contraction.onset.index
            guard !withheld.overlaps(min(onset, event.instant.index)...event.instant.index) else { return false }
            messages.write(
                messages.contraction(event, subscription: id, simulated: simulated),
                method: ContractionMessage.method, to: &buffer)
        case .rest(let seen, let simulated):
            guard streams.contains(.rest) else { return false }
            messages.write(
                RestMessage(subscription: id, report: messages.rest(seen, simulated: simulated)),
                method: RestMessage.method, to: &buffer)
        // Clients are told by `device`.
        case .zeroed: return false
        case .device(var device):
            guard streams.contains(.device), number >= firstDeviceEvent else { return false }
            if withheld.isOpen { device.withholdBody() }
            messages.write(
                DeviceMessage(subscription: id, device: device), method: DeviceMessage.method, to: &buffer)
        }
        return true
    }
}
