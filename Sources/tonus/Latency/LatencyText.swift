// SPDX-License-Identifier: Apache-2.0
import Glibc
import StreamAPI

/// Says how long samples take on their way, as a table and a picture.
enum LatencyText {
    /// Lines for one perineometer, at most `columns` wide where that is 72 or more.
    static func lines(_ device: Status.Device, columns: Int) -> [String] {
        let description = device.description
        let title =
            (description.simulated ? "SIMULATED " : "")
            + (description.serial ?? "perineometer") + " (\(description.state))"
        guard let latency = device.latency else { return [title, "  this tonusd does not measure latency"] }
        guard !latency.hops.isEmpty else { return [title, "  nothing has been measured: no packet came yet"] }
        var lines = [
            latency.recent.hops.isEmpty
                ? "\(title), in the last \(seconds(latency.recent.seconds)): nothing came"
                : "\(title), in the last \(seconds(latency.recent.seconds))"
        ]
        if !latency.recent.hops.isEmpty { lines += table(latency.recent.hops) + picture(latency.recent.hops, columns) }
        lines.append("since the daemon started")
        lines += table(latency.hops)
        if latency.hops[.socket] == nil { lines.append("  socket: no client has taken every sample yet") }
        return lines
    }

    private static func seconds(_ value: Double) -> String { "\(decimal(value, 0)) s" }

    // MARK: The table

    private static func table(_ hops: [Latency.Hop: Latency.Figures]) -> [String] {
        let means = Latency.Hop.allCases.filter { $0 != .total }.compactMap { hops[$0] }.map(mean)
        let whole = means.reduce(0, +)
        return [row("hop", ["packets", "half within", "99 %", "99.9 %", "longest", "share"])]
            + Latency.Hop.allCases.compactMap { hop in
                hops[hop].map { figures in
                    let share = hop == .total || whole == 0 ? "" : "\(decimal(mean(figures) / whole * 100, 0)) %"
                    return row(
                        hop.rawValue,
                        ["\(figures.count)"]
                            + [figures.p50, figures.p99, figures.p999, figures.max].map(TimeText.text) + [share])
                }
            }
    }

    private static func mean(_ figures: Latency.Figures) -> Double { figures.sum / Double(max(1, figures.count)) }

    private static func row(_ name: String, _ cells: [String]) -> String {
        "  " + name + String(repeating: " ", count: max(0, 9 - name.count))
            + zip(cells, [9, 12, 9, 9, 9, 7]).map { cell, width in
                String(repeating: " ", count: max(1, width - cell.count)) + cell
            }.joined()
    }

    // MARK: The picture

    /// Each hop as a line over a logarithmic scale: median, 99 %, longest.
    static func picture(_ hops: [Latency.Hop: Latency.Figures], _ columns: Int) -> [String] {
        let low = hops.values.map(\.p50).min() ?? 0
        let high = hops.values.map(\.max).max() ?? 1
        let scale = LogScale(from: low, to: high, cells: max(24, min(60, columns - 12)))
        let rows = Latency.Hop.allCases.compactMap { hop in
            hops[hop].map {
                "  " + hop.rawValue + String(repeating: " ", count: 9 - hop.rawValue.count) + scale.line($0)
            }
        }
        return ["", "           " + scale.ruler] + rows + ["           ● half   ┃ 99 %   ╴ longest", ""]
    }
}

/// Whole decades of seconds over a number of cells.
private struct LogScale {
    private let first: Int
    private let decades: Int
    private let cells: Int

    init(from low: Double, to high: Double, cells: Int) {
        // From 1 µs to 1 minute, whatever is measured.
        first = (-6...1).last { Self.power($0) <= low } ?? -6
        let last = (-5...2).first { Self.power($0) >= high } ?? 2
        decades = max(1, last - first)
        self.cells = cells
    }

    private static func power(_ exponent: Int) -> Double {
        (0..<abs(exponent)).reduce(1.0) { value, _ in exponent < 0 ? value / 10 : value * 10 }
    }

    private func cell(_ seconds: Double) -> Int {
        let place = log10(max(seconds, Self.power(first)) / Self.power(first))
        return max(0, min(cells - 1, Int(place / Double(decades) * Double(cells))))
    }

    func line(_ figures: Latency.Figures) -> String {
        let (median, tail, end) = (cell(figures.p50), cell(figures.p99), cell(figures.max))
        return String(
            (0..<cells).map { place -> Character in
                if place == median { return "●" }
                if place == tail { return "┃" }
                if place == end { return "╴" }
                if place > median, place < tail { return "━" }
                return place > tail && place < end ? "─" : "·"
            })
    }

    var ruler: String {
        var text = ""
        for decade in 0..<decades {
            let place = decade * cells / decades
            text += String(repeating: " ", count: max(0, place - text.count)) + "│" + Self.name(first + decade)
        }
        return text
    }

    private static func name(_ exponent: Int) -> String {
        let unit = exponent < -3 ? ("µs", -6) : exponent < 0 ? ("ms", -3) : ("s", 0)
        return "\(decimal(power(exponent - unit.1), 0)) \(unit.0)"
    }
}
