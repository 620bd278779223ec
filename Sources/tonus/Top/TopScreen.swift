// SPDX-License-Identifier: Apache-2.0
import StreamAPI

/// Draws what `tonus top` knows. Pure: the same state at the same instant gives the same screen.
struct TopScreen {
    let state: TopState
    let columns: Int
    let rows: Int
    /// On the monotonic clock.
    let now: Double

    /// The smallest window with room for everything.
    static let smallest = (columns: 80, rows: 24)

    /// At most `rows` lines, of at most `columns` cells each.
    func lines() -> [TopLine] {
        let lines: [TopLine]
        if columns < Self.smallest.columns || rows < Self.smallest.rows {
            lines = [
                header, value, TopLine(),
                TopLine("This window has \(columns) by \(rows) characters; tonus top needs"),
                TopLine("\(Self.smallest.columns) by \(Self.smallest.rows). Make it larger, or press q and use"),
                TopLine("tonus watch."),
            ]
        } else if state.showsHelp {
            lines = [header, value, TopLine()] + TopHelp.lines + fill(rows - 4 - TopHelp.lines.count) + [keys]
        } else {
            lines = full
        }
        return lines.prefix(max(0, rows)).map { $0.cut(to: max(0, columns)) }
    }

    private func fill(_ count: Int) -> [TopLine] { Array(repeating: TopLine(), count: max(0, count)) }

    private var full: [TopLine] {
        let figures = figures
        let left = rows - 4 - figures.count
        // At 24 rows four are left to what happened; a larger window shares its room.
        let eventRows = max(3, left / 3)
        return [header, value] + picture(rows: left - eventRows) + [TopLine()] + figures + happened(eventRows) + [keys]
    }

    // MARK: What is seen first

    private var header: TopLine {
        var line = TopLine("tonus top  ", .dim)
        if state.device?.simulated ?? state.isSimulated { line.append("SIMULATED", .alert) }
        if let away = state.awaySince {
            line.append(" no tonusd for \(StatusText.duration(now - away)); waiting for it to come back", .alert)
        } else if let device = state.device {
            line.append(" " + (device.serial ?? "no probe"), .strong)
            let known = state.status?.devices.compactMap(\.description.serial) ?? []
            if known.count > 1, let serial = device.serial, let place = known.firstIndex(of: serial) {
                line.append(" (\(place + 1) of \(known.count))")
            }
            if let rate = device.rate { line.append("  \(rate) Hz", .dim) }
        }
        return line.padded(to: columns - 9).appending(clock(state.hostTime(now)), .dim)
    }

    private func zero(_ zero: DeviceDescription.Zero?) -> String {
        switch zero?.state {
        case "air": "zeroed in air"
        case "inSitu": "zeroed in place"
        default: "not zeroed"
        }
    }

    private var value: TopLine {
        guard let latest = state.latest, state.hostTime(now) - latest.measured < TopState.staleSeconds,
            state.awaySince == nil
        else {
            let device = state.device
            let reason =
                state.awaySince != nil
                ? "no tonusd"
                : device.map { $0.state == "streaming" ? "nothing comes" : "probe \($0.state)" } ?? "waiting"
            var line = TopLine("  --.- cmH2O   ", .strong).appending("no signal (\(reason))", .alert)
            if state.awaySince == nil, let hint = device?.hint { line.append("  \(hint)", .dim) }
            return line
        }
        let isWorking = latest.state == "contraction"
        let word = isWorking ? "● contraction" : latest.state == "rest" ? "○ rest" : "… settling"
        var line = TopLine(padded(decimal(latest.pressure, 1), 6) + " cmH2O   ", .strong)
        line.append(word + String(repeating: " ", count: max(0, 16 - word.count)), isWorking ? .working : .calm)
        if let rest = latest.rest {
            line.append("rest \(decimal(rest, 1))   ")
            line.append("above rest \(decimal(latest.pressure - rest, 1))")
        } else {
            line.append("finding rest")
        }
        line.append("   \(zero(state.device?.zero))", .dim)
        if latest.isClipped { line.append("   beyond what the probe can measure", .alert) }
        return line
    }

    private func picture(rows: Int) -> [TopLine] {
        let picture = TracePicture(range: state.range, rows: max(2, rows - 2), columns: columns - 7)
        let (trace, end) = state.frozen.map { ($0.trace, $0.at) } ?? (state.trace, state.hostTime(now))
        let (drawn, marks) = picture.lines(trace, until: end)
        let unit = (state.range.upperBound - state.range.lowerBound) / Double(drawn.count)
        var lines = drawn.enumerated().map { number, text in
            let isEdge = number == 0 || number == drawn.count - 1 || number == drawn.count / 2
            let edge =
                number == drawn.count - 1 ? state.range.lowerBound : state.range.upperBound - Double(number) * unit
            return TopLine(isEdge ? padded(decimal(edge, 0), 5) + "┤" : "     │", .dim).appending(text, .calm)
        }
        lines.append(TopLine("     └", .dim).appending(marks, .working))
        var times = TopLine()
        for (number, seconds) in [30, 20, 10, 0].enumerated() {
            let label = seconds == 0 ? "now" : "-\(seconds) s"
            let place = 6 + (columns - 7) * number / 3 - (seconds == 0 ? label.count - 1 : 0)
            times = times.padded(to: place).appending(label, .dim)
        }
        if let frozen = state.frozen {
            times = TopLine("      FROZEN", .alert).appending(
                " \(StatusText.duration(state.hostTime(now) - frozen.at)) ago; p goes on. The numbers above are live.")
        }
        lines.append(times)
        return lines
    }

    // MARK: What goes on inside

    private var figures: [TopLine] {
        guard let status = state.status else { return [TopLine("Daemon   waiting", .dim)] + fill(5) }
        let device =
            status.devices.first { $0.description.serial == state.device?.serial } ?? status.devices.first
        var lines = [TopLine("Losses   ", .dim).appending(losses(device?.stream, status.clients))]
        lines += latency(device?.latency)
        let clients = status.clients
        var text =
            "\(clients.connected) connected, \(clients.subscriptions) subscription\(clients.subscriptions == 1 ? "" : "s")"
        if clients.evicted > 0 { text += ", \(clients.evicted) closed for not reading" }
        lines.append(TopLine("Clients  ", .dim).appending(text))
        lines.append(TopLine("Daemon   ", .dim).appending(daemon(status)))
        return lines
    }

    private func losses(_ stream: Status.Stream?, _ clients: Status.Clients) -> String {
        let all = [
            (stream?.gaps, "gaps"), (stream?.missing, "samples missing"), (stream?.corrupt, "packets corrupt"),
            (stream?.overrun, "packets lost by tonusd"), (stream?.clipped, "clipped"),
            (clients.dropped, "dropped for slow clients"),
        ].compactMap { count, name in (count ?? 0) > 0 ? "\(count ?? 0) \(name)" : nil }
        return all.isEmpty ? "none" : all.joined(separator: ", ")
    }

    private func latency(_ latency: Latency?) -> [TopLine] {
        guard let latency, !latency.recent.hops.isEmpty else {
            return [TopLine("Latency  ", .dim).appending("nothing measured")] + fill(2)
        }
        let hops = Latency.Hop.allCases
        func row(_ title: String, _ cell: (Latency.Hop) -> String) -> TopLine {
            TopLine(title, .dim).appending(hops.map { padded(cell($0), 11) }.joined())
        }
        func figure(_ path: @escaping (Latency.Figures) -> Double) -> (Latency.Hop) -> String {
            { hop in latency.recent.hops[hop].map { TimeText.text(path($0)) } ?? "-" }
        }
        return [
            row("Latency  ") { $0.rawValue }.appending("  last \(decimal(latency.recent.seconds, 0)) s", .dim),
            row("  half   ", figure { $0.p50 }), row("  99 %   ", figure { $0.p99 }),
        ]
    }

    private func daemon(_ status: Status) -> String {
        var parts = ["tonusd \(status.daemon.version)", "up \(StatusText.duration(status.uptime))"]
        if let share = state.cpuShare { parts.append("CPU \(decimal(share * 100, 1)) %") }
        if let memory = status.process?.memory { parts.append("\(decimal(Double(memory) / 1e6, 0)) MB") }
        parts.append(status.realTime.pipeline ? "real time" : "no real time (tonus doctor)")
        return parts.joined(separator: ", ")
    }

    private func happened(_ count: Int) -> [TopLine] {
        let newest = state.events.suffix(count)
        return newest.map { event in
            TopLine(clock(event.time) + "  ", .dim).appending(event.text)
        } + fill(count - newest.count)
    }

    private var keys: TopLine {
        var line = TopLine()
        let several = (state.status?.devices.compactMap(\.description.serial).count ?? 0) > 1
        let keys =
            [("q", "quit"), ("p", state.frozen == nil ? "freeze the picture" : "go on")]
            + (several ? [("tab", "next probe")] : []) + [("?", state.showsHelp ? "back" : "help")]
        for (key, meaning) in keys {
            line.append(key, .strong)
            line.append(" \(meaning)    ", .dim)
        }
        return line
    }

    // MARK: Words

    /// Time of the day, where this terminal is.
    private func clock(_ hostTime: Double) -> String {
        guard hostTime > 0, hostTime < 1e12 else { return "--:--:--" }
        let second = (Int(hostTime) + state.utcOffset) % 86_400
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
    }

    private func padded(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
