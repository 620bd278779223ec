// SPDX-License-Identifier: Apache-2.0
import Perineometry

extension SessionReview {
    /// For a terminal: at most 100 columns, plain words.
    public var text: String {
        var lines = [isSimulated ? "SIMULATED session \(session)" : "Session \(session)"]
        lines.append("  began \(started), \(ReviewWords.duration(seconds))")
        if let importedFrom { lines.append("  recorded by another program, imported from \(importedFrom)") }
        lines.append("  probe \(conditions.probe ?? "not stated"), \(ReviewWords.zero(zero))")
        lines.append("Rest")
        lines.append("  before  \(ReviewWords.rest(restBefore))")
        lines.append("  after   \(ReviewWords.rest(restAfter))")
        if let ease = easePercent {
            lines.append("  at ease \(DecimalText.fixed(ease, decimals: 0)) % of the usable time")
        }
        lines.append("Contractions")
        lines.append("  number   onset s    kind          cue       over rest  lasted s  release s  residual")
        for contraction in contractions { lines.append("  " + contraction.row) }
        if contractions.isEmpty { lines.append("  none") }
        if let uncued = uncuedClenches { lines.append("  not asked for: \(uncued.count)") }
        if let exercises {
            lines.append("Guided exercise, with the figures of that day")
            lines += exercises.flatMap(\.lines)
        }
        lines.append("Not in the figures")
        lines.append("  " + ReviewWords.excluded(excluded))
        lines += notices.map { "  \($0)" }
        lines.append("Nothing here is a diagnosis.")
        return lines.joined(separator: "\n") + "\n"
    }
}

extension ContractionReview {
    fileprivate var row: String {
        let lasted = offset.map { DecimalText.fixed($0 - onset, decimals: 1) } ?? "on"
        func figure(_ metric: Metric, _ decimals: Int) -> String {
            figures[metric.rawValue].map { DecimalText.fixed($0, decimals: decimals) } ?? "–"
        }
        return ReviewWords.columns([
            ("\(number)", -6), (DecimalText.fixed(onset, decimals: 1), -10), (" " + kind.rawValue, 15),
            (cue.rawValue, 9),
            (figure(.squeezeAmplitude, 1), -10), (lasted, -10), (figure(.releaseTime, 2), -11),
            (figure(.residual2s, 0) + " %", -10),
        ])
    }
}

extension SessionComparison {
    /// For a terminal.
    public var text: String {
        guard refusals.isEmpty else {
            return "These sessions do not compare:\n" + refusals.map { "  \($0.explanation)\n" }.joined()
        }
        var lines = [
            ReviewWords.columns([("figure", 28), ("earlier", -10), ("later", -10), ("change", -10), ("  ", 2)])
        ]
        for figure in figures {
            lines.append(
                ReviewWords.columns([
                    (figure.name, 28), (DecimalText.fixed(figure.earlier, decimals: 2), -10),
                    (DecimalText.fixed(figure.later, decimals: 2), -10),
                    (DecimalText.fixed(figure.change, decimals: 2), -10),
                    ("  \(figure.unit), \(ReviewWords.verdict(figure.verdict))", 0),
                ]))
        }
        for source in Set(figures.compactMap(\.noise)).sorted(by: { ($0.source, $0.change) < ($1.source, $1.change) }) {
            lines.append(
                "Noise of measuring: ±\(DecimalText.fixed(source.change, decimals: 1)) (MDC95); \(source.source).")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension SessionTrend {
    /// For a terminal.
    public var text: String {
        var rows: [String] = []
        for line in lines {
            rows.append(
                "\(line.name), \(line.unit)"
                    + (line.noise.map { ", noise of measuring ±\(DecimalText.fixed($0.change, decimals: 1)) (MDC95)" }
                        ?? ""))
            for point in line.points {
                rows.append(
                    "  "
                        + ReviewWords.columns([
                            (String(point.started.prefix(10)), 12), (DecimalText.fixed(point.value, decimals: 2), -10),
                            ("  \(ReviewWords.verdict(point.verdict))", 0),
                        ]))
            }
        }
        for session in leftOut {
            rows.append(
                "Left out, \(session.started.prefix(10)): " + session.reasons.map(\.explanation).joined(separator: " "))
        }
        if rows.isEmpty { rows = ["Fewer than two sessions compare."] }
        if let context {
            rows.append("Sessions and diary by date. That one follows another does not say that it came of it.")
            rows += context.map { mark in
                "  \(mark.day)  " + (mark.session.map { "session \($0.prefix(8))" } ?? mark.words ?? "")
            }
        }
        return rows.joined(separator: "\n") + "\n"
    }
}

/// Words that reviews and reports share.
enum ReviewWords {
    static func duration(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded())
        return whole >= 3600
            ? "\(whole / 3600) h \(padded(whole / 60 % 60, 2)) min" : "\(whole / 60) min \(padded(whole % 60, 2)) s"
    }

    static func zero(_ zero: ZeroState) -> String {
        switch zero {
        case .none: "never zeroed"
        case .air: "zeroed in air"
        case .inSitu: "zeroed in place"
        }
    }

    static func rest(_ rest: RestReview) -> String {
        guard let pressure = rest.pressure else {
            return "not stated: \(rest.refused?.explanation ?? "not known")"
        }
        let spread = rest.standardDeviation.map { " ± \(DecimalText.fixed($0, decimals: 1))" } ?? ""
        return "\(DecimalText.fixed(pressure, decimals: 1))\(spread) cmH2O over \(rest.seconds) s"
    }

    static func excluded(_ excluded: ExcludedTime) -> String {
        let gaps =
            excluded.gaps == 0
            ? "no gaps" : "\(excluded.gaps) gaps, \(DecimalText.text(excluded.gapSeconds, decimals: 1)) s"
        let clipped = DecimalText.text(excluded.clippedSeconds, decimals: 1)
        return "\(gaps); \(clipped) s at the converter's limit"
    }

    static func verdict(_ verdict: ComparedFigure.Verdict) -> String {
        switch verdict {
        case .withinNoise: "within measurement noise"
        case .higher: "higher"
        case .lower: "lower"
        case .noiseNotKnown: "noise not known"
        }
    }

    /// Cells padded to their widths; a negative width aligns to the right.
    static func columns(_ cells: [(text: String, width: Int)]) -> String {
        var line = ""
        for (text, width) in cells {
            let space = String(repeating: " ", count: max(0, abs(width) - text.count))
            line += width < 0 ? space + text : text + space
        }
        while line.last == " " { line.removeLast() }
        return line
    }
}
