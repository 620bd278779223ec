// SPDX-License-Identifier: Apache-2.0
import StreamAPI

/// Says a status in words.
enum StatusText {
    static func lines(_ status: Status) -> [String] {
        var lines = ["Daemon   tonusd \(status.daemon.version), up \(duration(status.uptime))"]
        for one in status.devices {
            lines.append(contentsOf: device(one.description))
            if let rest = one.rest { lines.append("Rest     \(RestText.line(rest))") }
            if one.stream.packets > 0 { lines.append(contentsOf: stream(one)) }
        }
        lines.append("Timing   \(timing(status.realTime))")
        let clients = status.clients
        var text = "Clients  \(clients.connected) connected, \(clients.subscriptions) subscriptions"
        if clients.evicted > 0 { text += ", \(clients.evicted) closed because they stopped reading" }
        if clients.refused > 0 { text += ", \(clients.refused) refused" }
        lines.append(text)
        return lines
    }

    private static func stream(_ device: Status.Device) -> [String] {
        let stream = device.stream
        var lines = ["Stream   \(stream.samples) samples, \(stream.contractions) contractions"]
        if let clock = stream.clock { lines.append(contentsOf: words(clock)) }
        let troubles = [
            (stream.gaps, "gaps"), (stream.missing, "samples missing"), (stream.corrupt, "packets corrupt"),
            (stream.duplicate, "packets twice"), (stream.late, "packets late"),
            (stream.overrun, "packets lost by the daemon"), (stream.clipped, "samples clipped"),
        ].filter { $0.0 > 0 }
        lines.append(
            "Losses   "
                + (troubles.isEmpty ? "none" : troubles.map { "\($0.0) \($0.1)" }.joined(separator: ", ")))
        if let usb = device.usb {
            let faults = [
                (usb.stalled, "stalls"), (usb.failed, "errors"), (usb.overflowed, "overflows"),
                (usb.refused, "refusals"),
                (usb.restarts, "restarts"), (usb.resets, "resets"),
            ].filter { $0.0 > 0 }.map { ", \($0.0) \($0.1)" }
            lines.append("USB      \(usb.completed) transfers" + faults.joined())
        }
        return lines
    }

    private static func words(_ clock: Status.Clock) -> [String] {
        var lines = ["Clock    time of measurement known within \(decimal(clock.uncertainty * 1000, 2)) ms"]
        if let drift = clock.driftPpm, let bound = clock.driftUncertaintyPpm {
            // 1 ppm is 86.4 ms a day.
            lines.append(
                "         the probe's clock runs \(decimal(abs(drift) * 0.0864, 2)) s a day \(drift < 0 ? "slow" : "fast")"
                    + " (\(decimal(drift, 1)) ppm, give or take \(decimal(bound, 1)))")
        } else {
            lines.append("         how fast the probe's clock runs is known after half a minute")
        }
        if clock.restarts > 0 {
            lines.append("         a clock jumped \(clock.restarts) \(clock.restarts == 1 ? "time" : "times")")
        }
        return lines
    }

    private static func timing(_ realTime: Status.RealTime) -> String {
        let threads = [realTime.pipeline ? "pipeline" : nil, realTime.usb == true ? "USB" : nil].compactMap { $0 }
        let priority =
            threads.isEmpty ? "ordinary priority" : "real-time priority for \(threads.joined(separator: " and "))"
        return priority + (realTime.memoryLocked ? ", memory locked" : "")
    }

    static func device(_ device: DeviceDescription) -> [String] {
        var lines = ["Probe    \(device.state)\(device.simulated ? " (SIMULATED)" : "")"]
        if let product = device.product, let serial = device.serial {
            lines.append("         \(product), serial \(serial), \(device.location ?? "")")
        }
        if let rate = device.rate, let channels = device.channels {
            let roles = channels.map { "\($0.channel) \($0.role)" }.joined(separator: ", ")
            lines.append("         \(rate) samples/s; channels: \(roles)")
        }
        if let filter = device.filter, let delay = device.filterDelay {
            lines.append(
                "         \(filter), \(decimal(delay * 1000, 1)) ms late; zero: \(ZeroText.state(device.zero))")
        }
        if let celsius = device.temperature { lines.append("         sensor at \(decimal(celsius, 1)) °C") }
        if let reason = device.reason { lines.append("         \(reason)") }
        if let hint = device.hint { lines.append("         \(hint)") }
        return lines
    }

    static func duration(_ seconds: Double) -> String {
        let whole = Int(seconds)
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
        return "\(whole / 3600) h \(whole % 3600 / 60) min"
    }
}
