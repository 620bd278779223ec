// SPDX-License-Identifier: Apache-2.0
import StreamAPI
import TonusClient

/// What `tonus top` knows: everything that a screen is drawn from.
struct TopState {
    struct Latest {
        var pressure: Double
        var rest: Double?
        var state: String
        var isClipped: Bool
        /// When it was measured, on the daemon's host time.
        var measured: Double
    }

    struct Event {
        /// On the daemon's host time.
        var time: Double
        var text: String
    }

    /// The monotonic clock at which the daemon went; nil while it is there.
    private(set) var awaySince: Double?
    /// Host time less the monotonic clock, as the daemon told.
    private var hostTimeOffset = 0.0
    private(set) var isSimulated = false
    private(set) var status: Status?
    /// Share of one processor that the daemon took between the two newest statuses.
    private(set) var cpuShare: Double?
    private(set) var device: DeviceDescription?
    private(set) var latest: Latest?
    private(set) var trace = Trace()
    /// The picture that was frozen, and the instant at its right edge.
    private(set) var frozen: (trace: Trace, at: Double)?
    private(set) var events: [Event] = []
    var showsHelp = false
    /// Pressures at the edges of the picture. They widen and never come back, so that the picture stays comparable.
    private(set) var range = 0.0...60.0
    private var boot: String?
    /// Local time less UTC in seconds.
    let utcOffset: Int

    /// A value older than this is no longer live: it is blanked.
    static let staleSeconds = 0.5
    private static let eventLimit = 60

    init(utcOffset: Int) { self.utcOffset = utcOffset }

    /// A connection stands.
    mutating func begin(_ hello: Hello) {
        hostTimeOffset = hello.clock.hostTime - hello.clock.monotonic
        isSimulated = hello.simulated
        if let boot, boot != hello.boot { forgetStream() }
        let wasAway = awaySince != nil
        awaySince = nil
        boot = hello.boot
        if wasAway { note("tonusd is back", at: hello.clock.hostTime) }
    }

    /// The daemon went.
    mutating func end(now: Double) {
        note("tonusd went away", at: hostTime(now))
        awaySince = now
        latest = nil
        status = nil
        cpuShare = nil
        frozen = nil
    }

    /// Another perineometer is shown from now on.
    mutating func showOther() {
        forgetStream()
        device = nil
    }

    private mutating func forgetStream() {
        trace = Trace()
        latest = nil
        events = []
        frozen = nil
        range = 0...60
    }

    mutating func toggleFreeze(now: Double) {
        frozen = frozen == nil ? (trace, hostTime(now)) : nil
    }

    /// An instant of the monotonic clock on the daemon's host time.
    func hostTime(_ monotonic: Double) -> Double { monotonic + hostTimeOffset }

    mutating func take(_ status: Status) {
        if let before = self.status, let then = before.process, let now = status.process,
            status.uptime > before.uptime, now.cpu >= then.cpu
        {
            cpuShare = (now.cpu - then.cpu) / (status.uptime - before.uptime)
        }
        self.status = status
    }

    mutating func take(_ event: StreamEvent, now: Double) {
        switch event {
        case .samples(let samples): take(samples)
        case .contraction(let contraction): take(contraction)
        case .gap(let gap):
            note(
                gap.missing > 0 ? "\(gap.missing) samples missing: \(gap.reason)" : "seam: \(gap.reason)", at: nil)
        case .lag(let lag): note("\(lag.dropped) samples not shown: this terminal is too slow", at: nil)
        case .device(let message): take(message.device, now: now)
        case .withheld(let message):
            latest = nil
            note(message.withheld ? "paused by the person measured" : "resumed", at: nil)
        case .bye(let bye): note(bye.message, at: nil)
        case .role(let message): note("you are \(message.role) now", at: nil)
        case .rest, .devices, .consent, .coach, .session, .other, .disconnected, .reconnected, .restarted: break
        }
    }

    private mutating func take(_ samples: Samples) {
        for place in samples.filtered.indices where samples.state.indices.contains(place) {
            let pressure = samples.filtered[place]
            let time = samples.hostTime + Double(place) * samples.interval
            let rest = samples.rest.indices.contains(place) ? samples.rest[place] : nil
            trace.append(pressure, rest: rest, isContraction: samples.state[place] == "contraction", at: time)
            widen(to: pressure)
            latest = Latest(
                pressure: pressure, rest: rest, state: samples.state[place],
                isClipped: samples.clipped.map { $0.indices.contains(place) && $0[place] } ?? false, measured: time)
        }
    }

    private mutating func widen(to pressure: Double) {
        // Beyond a hundred thousand nothing is a pressure in a body, and a picture of it shows nothing else.
        guard abs(pressure) < 1e5 else { return }
        if pressure > range.upperBound { range = range.lowerBound...(pressure / 30).rounded(.up) * 30 }
        if pressure < range.lowerBound { range = (pressure / 30).rounded(.down) * 30...range.upperBound }
    }

    private mutating func take(_ contraction: ContractionMessage) {
        switch contraction.phase {
        case .began: note("contraction began", at: contraction.onset.hostTime)
        case .ended: note(ContractionText.end(contraction), at: contraction.offset?.hostTime)
        case .revised:
            if contraction.final, let text = ContractionText.review(contraction) {
                note(text, at: contraction.known.hostTime)
            }
        case .withdrawn: note("that was no contraction after all", at: contraction.known.hostTime)
        }
    }

    private mutating func take(_ description: DeviceDescription, now: Double) {
        let before = device
        device = description
        if description.state != "streaming" { latest = nil }
        guard before?.state != description.state || before?.serial != description.serial else { return }
        // That all is well when one begins to look is nothing that happened.
        if before == nil, description.state == "streaming" { return }
        note("probe \(description.state)" + (description.reason.map { ": \($0)" } ?? ""), at: hostTime(now))
    }

    /// Adds to the list of what happened; an event of which no instant is told is of the newest sample.
    private mutating func note(_ text: String, at time: Double?) {
        events.append(Event(time: time ?? latest?.measured ?? events.last?.time ?? 0, text: text))
        if events.count > Self.eventLimit { events.removeFirst() }
    }
}
