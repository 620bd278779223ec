// SPDX-License-Identifier: Apache-2.0
import Glibc
import StreamAPI
import TonusClient

/// What `tonus watch` shows: one live line that moves, and above it a growing list of what happened.
struct WatchView {
    private let isTerminal: Bool
    private var latest: Latest?
    private var lastShown = -Double.infinity
    private var live = LiveLine()
    private var device: DeviceDescription?
    /// The pressure at the bar's end. It grows when exceeded and never shrinks, so that the picture stays comparable.
    private var scale = 60.0
    private var start: Double?
    /// The person measured has paused what is shown here.
    private var isPaused = false {
        didSet {
            guard isPaused != oldValue else { return }
            latest = nil
            log(isPaused ? "paused by the person measured: nothing is shown until it is resumed" : "resumed")
        }
    }
    /// Host time less the monotonic clock, as the daemon told; nil while there is no daemon.
    private var hostTimeOffset: Double?
    private let opened = Monotonic.seconds()

    private struct Latest {
        var pressure: Double
        var rest: Double?
        var state: String
        /// When it was measured, on the monotonic clock.
        var measured: Double
    }

    /// A value older than this is no longer live: it is blanked.
    private static let staleSeconds = 0.5
    private static let colours = (calm: "\u{1B}[36m", working: "\u{1B}[33m", plain: "\u{1B}[0m")

    init(isTerminal: Bool, hello: Hello) {
        self.isTerminal = isTerminal
        hostTimeOffset = hello.clock.hostTime - hello.clock.monotonic
    }

    mutating func take(_ event: StreamEvent) {
        switch event {
        case .samples(let samples): take(samples)
        case .contraction(let contraction): announce(contraction)
        case .gap(let gap):
            log(
                gap.missing > 0
                    ? "\(gap.missing) samples missing (\(gap.reason))" : "a seam in the stream (\(gap.reason))")
        case .lag(let lag) where lag.reason == LagMessage.Reason.withheld.rawValue: break
        case .lag(let lag):
            let lost = [(lag.dropped, "samples"), (lag.events ?? 0, "notices")].filter { $0.0 > 0 }
            log(lost.map { "\($0.0) \($0.1)" }.joined(separator: " and ") + " not shown: this terminal is too slow")
        case .device(let message): take(message.device)
        case .withheld(let message): isPaused = message.withheld
        case .role(let message): log("you are \(message.role) now")
        // Any other reason ends the program, which tells it then.
        case .bye(let bye): if bye.reason == Bye.Reason.evicted.rawValue { log(bye.message) }
        case .disconnected:
            hostTimeOffset = nil
            latest = nil
            isPaused = false
            log("tonusd has stopped; waiting for it to come back")
        case .reconnected(let seam), .restarted(let seam):
            hostTimeOffset = seam.hello.clock.hostTime - seam.hello.clock.monotonic
            log("tonusd is back")
        case .rest, .devices, .consent, .coach, .session, .other: break
        }
    }

    mutating func refresh(now: Double) {
        // 20 times a second moves smoothly in a terminal; a pipe wants lines to read, not frames.
        guard now - lastShown >= (isTerminal ? 0.05 : 0.5) else { return }
        // The first samples are on their way: "no signal" would be a false alarm.
        guard latest != nil || now - opened >= Self.staleSeconds else { return }
        lastShown = now
        let line = liveLine(now: now)
        if isTerminal {
            write(live.draw(line, columns: Terminal.columns()))
        } else {
            write(line + "\n")
        }
    }

    func finish() { if live.isShown { write("\n") } }

    // MARK: Taking messages

    private mutating func take(_ samples: Samples) {
        guard let pressure = samples.filtered.last, let state = samples.state.last else { return }
        if start == nil { start = samples.hostTime }
        let last = samples.hostTime + Double(samples.pressure.count - 1) * samples.interval
        latest = Latest(
            pressure: pressure, rest: samples.rest.last ?? nil, state: state,
            // What a recording says of its time is long past.
            measured: device?.replay == true ? Monotonic.seconds() : last - (hostTimeOffset ?? last))
        let before = scale
        if pressure > scale { scale = (pressure / 30).rounded(.up) * 30 }
        if isTerminal, scale > before { log("the bar now ends at \(decimal(scale, 0)) cmH2O") }
    }

    private mutating func take(_ device: DeviceDescription) {
        let before = self.device
        self.device = device
        if let before, before.state == device.state, before.serial == device.serial, before.zero?.at != device.zero?.at
        {
            log("zero: \(ZeroText.state(device.zero))")
            return
        }
        if device.state != "streaming" { latest = nil }
        var text = "probe \(device.state)"
        if device.simulated { text = "SIMULATED " + text }
        if let product = device.product, device.state == "streaming" {
            text += ": \(product), \(device.rate ?? 0) Hz"
        }
        log(text)
        if device.state == "streaming", device.zero?.state == "none" {
            log("  not zeroed (tonus zero does that): pressures count from the probe's factory calibration")
        }
        if let reason = device.reason { log("  \(reason) \(device.hint ?? "")") }
    }

    private mutating func announce(_ contraction: ContractionMessage) {
        switch contraction.phase {
        case .began: log("contraction began", at: contraction.onset)
        case .ended: log(ContractionText.end(contraction), at: contraction.offset)
        case .revised: if contraction.final, let text = ContractionText.review(contraction) { log(text) }
        case .withdrawn: log("that was no contraction after all")
        }
    }

    // MARK: Writing

    private mutating func log(_ text: String, at instant: InstantMessage? = nil) {
        var prefix = ""
        if let instant, let start { prefix = "\(clock(max(0, instant.hostTime - start)))  " }
        write(live.clear(columns: Terminal.columns()) + prefix + text + "\n")
        lastShown = -.infinity
    }

    private func liveLine(now: Double) -> String {
        guard let latest, now - latest.measured < Self.staleSeconds else {
            if isPaused, hostTimeOffset != nil { return "   --.- cmH2O  paused by the person measured" }
            let reason = hostTimeOffset == nil ? "no daemon" : device.map { "probe \($0.state)" } ?? "waiting"
            return "   --.- cmH2O  no signal (\(reason))"
        }
        let label = device?.simulated == true ? "SIMULATED " : ""
        let number = padded(decimal(latest.pressure, 1), 6)
        let rest = latest.rest.map { "rest \(decimal($0, 1))" } ?? "finding rest"
        let state = latest.state == "contraction" ? "● contraction" : latest.state == "rest" ? "○ rest" : "… settling"
        guard isTerminal else { return "\(label)\(number) cmH2O  \(rest)  \(state)" }
        // Asked at every line: windows are resized. Where there is no room for a bar, the words matter more.
        let words = label.count + number.count + 7 + 6 + 13 + state.count
        let width = min(50, Terminal.columns() - 1 - words)
        let colour = latest.state == "contraction" ? Self.colours.working : Self.colours.calm
        guard width >= 8 else { return String("\(label)\(number) \(state)".prefix(Terminal.columns() - 1)) }
        let bar = "\(colour)\(bar(latest, width: width))\(Self.colours.plain)"
        return "\(label)\(number) cmH2O \(bar) \(padded(decimal(scale, 0), 3)) \(padded(rest, 12)) \(state)"
    }

    /// A bar of the pressure, with a mark where rest is.
    private func bar(_ latest: Latest, width: Int) -> String {
        func cells(_ pressure: Double) -> Int { Int(max(0, min(1, pressure / scale)) * Double(width)) }
        let filled = cells(latest.pressure)
        var text = String(repeating: "█", count: filled) + String(repeating: "·", count: width - filled)
        if let rest = latest.rest {
            let place = min(width - 1, cells(rest))
            let index = text.index(text.startIndex, offsetBy: place)
            text.replaceSubrange(index...index, with: "┃")
        }
        return text
    }

    private func clock(_ seconds: Double) -> String {
        let tenths = Int((seconds * 10).rounded())
        let rest = tenths % 600
        return "\(tenths / 600):\(rest < 100 ? "0" : "")\(rest / 10).\(rest % 10)"
    }

    private func padded(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    private func write(_ text: String) {
        guard !text.isEmpty else { return }
        print(text, terminator: "")
        fflush(nil)
    }
}
