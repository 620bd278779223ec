// SPDX-License-Identifier: Apache-2.0
internal import StreamAPI

/// How far a subscription was read, so that it can be taken up again without a hole and without anything twice.
struct StreamCursor {
    /// Asked for beyond what is missing, in seconds; what comes twice is dropped here (assumption).
    static let overlapSeconds = 1.0
    /// Asked for besides at a lower rate than the probe's, in samples: the daemon's filter reaches so far to either side
    /// (docs/socket-protocol.md, "Lower rates").
    static let filterReach = 10.0
    /// Contractions of which the newest revision is remembered (assumption; the daemon's two minutes hold fewer).
    static let remembered = 256

    private var next: UInt64?
    /// Up to which instant it was read, seconds since the Unix epoch.
    private(set) var readUntil: Double?
    private var filterSeconds = 0.0
    private var lastGap: (first: UInt64, missing: UInt64, reason: String)?
    private var lastRest: UInt64?
    private var revisions: [UInt64: UInt32] = [:]
    private var isResuming = false
    private var isResumingRest = false

    /// From here on drops what was seen already.
    ///
    /// - Returns: how far to look back, in seconds, where the daemon's host time is `now`; nil where nothing was seen yet.
    mutating func resume(now: Double) -> Double? {
        isResuming = next != nil
        isResumingRest = lastRest != nil
        guard let readUntil else { return nil }
        return min(ProtocolLimits.lookbackSeconds, max(0, now - readUntil) + Self.overlapSeconds + filterSeconds)
    }

    /// What of an event is new, after a gap where samples are missing since the connection was lost.
    mutating func admit(_ event: StreamEvent) -> [StreamEvent] {
        switch event {
        case .samples(let samples): admit(samples)
        case .gap(let gap): admit(gap)
        case .lag(let lag): admit(lag)
        case .contraction(let contraction): isNew(contraction) ? [event] : []
        case .rest(let rest): isNew(rest) ? [event] : []
        case .device, .devices, .consent, .coach, .session, .withheld, .role, .bye, .other, .disconnected,
            .reconnected, .restarted:
            [event]
        }
    }

    private mutating func admit(_ samples: Samples) -> [StreamEvent] {
        let end = samples.end
        filterSeconds = samples.covers == nil ? 0 : Self.filterReach * samples.interval
        var admitted: [StreamEvent] = []
        var new = samples
        if isResuming, let next {
            if end <= next { return [] }
            admitted = hole(before: samples.index, of: samples.subscription)
            new = samples.dropping(before: next)
        }
        advance(to: end)
        saw(samples.hostTime + Double(samples.pressure.count) * samples.interval)
        return admitted + [.samples(new)]
    }

    private mutating func admit(_ gap: GapMessage) -> [StreamEvent] {
        let end = gap.first &+ gap.missing
        var admitted: [StreamEvent] = []
        var new = gap
        if isResuming, let next {
            let isKnown = lastGap.map { $0 == (gap.first, gap.missing, gap.reason) } ?? false
            if isKnown || (gap.first < next && end <= next) { return [] }
            admitted = hole(before: gap.first, of: gap.subscription)
            if gap.first < next { new = GapMessage(gap, first: next, missing: end - next) }
        }
        lastGap = (gap.first, gap.missing, gap.reason)
        advance(to: end)
        return admitted + [.gap(new)]
    }

    private mutating func admit(_ lag: LagMessage) -> [StreamEvent] {
        var admitted: [StreamEvent] = []
        var new = lag
        if isResuming, let next {
            if lag.last < next {
                guard let events = lag.events, events > 0 else { return [] }
                new.dropped = 0
                return [.lag(new)]
            }
            admitted = hole(before: lag.first, of: lag.subscription)
            if lag.first < next {
                new.first = next
                new.dropped = min(lag.dropped, lag.last - next + 1)
            }
        }
        if lag.dropped > 0 { advance(to: lag.last &+ 1) }
        return admitted + [.lag(new)]
    }

    private mutating func isNew(_ contraction: ContractionMessage) -> Bool {
        guard contraction.revision > revisions[contraction.id] ?? 0 else { return false }
        revisions[contraction.id] = contraction.revision
        if revisions.count > Self.remembered, let oldest = revisions.keys.min() { revisions[oldest] = nil }
        saw(contraction.known.hostTime)
        return true
    }

    private mutating func isNew(_ rest: RestMessage) -> Bool {
        if isResumingRest, let lastRest, rest.report.index <= lastRest { return false }
        isResumingRest = false
        lastRest = rest.report.index
        saw(rest.report.hostTime)
        return true
    }

    private func hole(before first: UInt64, of subscription: Int) -> [StreamEvent] {
        guard let next, first > next else { return [] }
        return [
            .gap(GapMessage(subscription: subscription, first: next, missing: first - next, reason: "connectionLost"))
        ]
    }

    private mutating func advance(to end: UInt64) {
        next = end
        isResuming = false
    }

    private mutating func saw(_ hostTime: Double) { readUntil = max(readUntil ?? hostTime, hostTime) }
}

extension Samples {
    /// The index after the last of the device's samples that these stand for.
    var end: UInt64 { index &+ (covers ?? UInt64(pressure.count)) }

    /// The samples from an index on; at a lower rate at least one, for what is left of those that they stand for.
    func dropping(before first: UInt64) -> Samples {
        guard first > index, first < end else { return self }
        var skip = Int(first - index)
        if let covers {
            let share = (Double(skip) * Double(pressure.count) / Double(covers)).rounded(.up)
            skip = min(pressure.count - 1, Int(share))
        }
        var rest = self
        rest.covers = covers.map { _ in end - first }
        rest.index = first
        rest.deviceTime += Double(skip) * interval
        rest.hostTime += Double(skip) * interval
        rest.pressure.removeFirst(min(skip, pressure.count))
        rest.filtered.removeFirst(min(skip, filtered.count))
        rest.rest.removeFirst(min(skip, self.rest.count))
        rest.state.removeFirst(min(skip, state.count))
        rest.counts = counts.map { Array($0.dropFirst(skip)) }
        rest.clipped = clipped.map { Array($0.dropFirst(skip)) }
        rest.channels = channels?.map { columns in
            ChannelColumns(
                channel: columns.channel, pressure: Array(columns.pressure.dropFirst(skip)),
                filtered: Array(columns.filtered.dropFirst(skip)),
                counts: columns.counts.map { Array($0.dropFirst(skip)) })
        }
        return rest
    }
}

extension GapMessage {
    fileprivate init(_ gap: GapMessage, first: UInt64, missing: UInt64) {
        self.init(subscription: gap.subscription, first: first, missing: missing, reason: gap.reason)
    }
}
