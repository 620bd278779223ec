// SPDX-License-Identifier: Apache-2.0
import Perineometry
import RecordingAnalysis
import RecordingFiles

/// The results of an analysis, for people: a heading, a line for each contraction, a summary.
struct AnalysisText {
    let file: String
    let description: RecordingDescription
    let zero: ZeroState
    let scale: PressureScale
    let picture: PictureLine
    private var hasRows = false

    init(
        file: String, _ description: RecordingDescription, zero: ZeroState, scale: PressureScale, picture: PictureLine
    ) {
        self.file = file
        self.description = description
        self.zero = zero
        self.scale = scale
        self.picture = picture
    }

    // MARK: Heading

    func heading() -> String {
        var lines = [
            "\(description.isSimulated ? "SIMULATED recording" : "Recording") \(file): \(description.format.rawValue), "
                + "\(Self.plain(description.rateHertz)) samples a second"
        ]
        let channels = description.chosen.map { chosen in
            "\(chosen.role == .abdominal ? "abdominal" : "pelvic floor"): \(chosen.channel.number)"
                + (chosen.channel.label.isEmpty ? "" : " \"\(chosen.channel.label)\"") + " in \(chosen.unit.rawValue)"
        }
        lines.append("Channels  " + channels.joined(separator: "; "))
        switch zero {
        case .none: lines.append("Zero      not stated: rises can be told, the resting pressure cannot")
        case .inSitu: lines.append("Zero      in place: rest is 0 by definition")
        case .air: lines.append("Zero      in air, before insertion")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    // MARK: Table

    /// The line of a contraction, and before the first one the head of the table.
    mutating func row(_ found: AnalysedContraction) -> String {
        let contraction = found.contraction
        let metrics = found.metrics
        let cells = [
            Self.clock(found.onsetSeconds), KindWords.one(contraction.kind),
            decimal(found.offsetSeconds - found.onsetSeconds, 1),
            decimal(contraction.amplitude * scale.factor, 1), decimal(contraction.peak * scale.factor, 1),
            Self.seconds(metrics?.riseTime), Self.seconds(metrics?.releaseTime),
            KindWords.relaxation(contraction.relaxation), KindWords.sureness(contraction),
        ]
        var text = Self.line(cells)
        if let limitation = metrics?.limitation, let words = Self.words(limitation) { text += "  (\(words))" }
        defer { hasRows = true }
        guard hasRows else {
            let head = Self.line(
                ["from", "what", "lasted", "above rest", "peak", "rise", "release", "let go", "how sure"])
            let units = Self.line(["", "", "s", scale.name, scale.name, "s", "s"])
            return "\n\(head)\n\(units)\n\(text)\n"
        }
        return text + "\n"
    }

    /// With a blank between them they fit a terminal of 80 columns. Below 0: flush left.
    private static let widths = [9, -14, 6, 10, 6, 5, 7, -6, -8]

    private static func line(_ cells: [String]) -> String {
        var text = ""
        for (cell, width) in zip(cells, widths) {
            let blanks = String(repeating: " ", count: max(0, abs(width) - cell.count))
            text += (text.isEmpty ? "" : " ") + (width < 0 ? cell + blanks : blanks + cell)
        }
        while text.last == " " { text.removeLast() }
        return text
    }

    private static func words(_ limitation: ContractionMetrics.Limitation) -> String? {
        switch limitation {
        case .interrupted: "signal was missing"
        case .clipped: "cut off at the sensor's limit"
        case .longerThanHistory: "too long to measure"
        case .notAboveRest: "not above the rest before it"
        case .notAContraction: nil
        }
    }

    // MARK: Summary

    func summary(_ summary: RecordingSummary, notes: [String]) -> String {
        var lines = [""]
        let session = summary.session
        let counts = ContractionKind.allCases.compactMap { kind in
            session.counts[kind].map { KindWords.counted($0, kind) }
        }
        let found = counts.isEmpty ? "no contractions" : counts.joined(separator: ", ")
        lines.append("Found     \(found) in \(Self.clock(summary.seconds))")
        if let line = picture.line(summary.outline) { lines.append("Course    " + line) }
        lines.append(
            "Time      at ease \(Self.clock(session.timeAtEase)), contracting \(Self.clock(session.timeContracting)), "
                + "above rest \(Self.clock(session.timeAboveRest)), not usable \(Self.clock(session.timeNotUsable))")
        lines.append("Rest      " + rest(summary))
        if let mvc = session.mvc {
            lines.append("Strength  \(pressure(mvc)) above rest, the mean of the first three squeezes or holds")
        }
        lines += faults(summary)
        lines += (notes + summary.remarks).map { "Note      \($0)" }
        lines.append("")
        lines.append("These figures describe a signal. They depend on probe, place and zero, and are not a diagnosis.")
        return lines.joined(separator: "\n") + "\n"
    }

    private func rest(_ summary: RecordingSummary) -> String {
        var parts: [String] = []
        switch summary.session.rest.pressure {
        case .value(let value): parts.append("\(pressure(value)) over the atmosphere")
        case .refused(.notZeroed): parts.append("pressure not stated: say --zero air where the probe was zeroed in air")
        case .refused(let reason): parts.append("pressure not stated: \(reason.explanation)")
        }
        if let swing = summary.session.rest.standardDeviation {
            parts.append("it varies by \(pressure(swing)), drift included")
        }
        if let breathing = summary.breathing {
            parts.append(
                "breathing \(decimal(breathing.ratePerMinute, 0)) a minute, \(pressure(breathing.amplitude)) deep")
        }
        return parts.joined(separator: "; ")
    }

    /// A fault that shows often is summed up.
    private func faults(_ summary: RecordingSummary) -> [String] {
        let channels: [(SignalSummary?, String)] = [
            (summary.inspection, ""), (summary.abdominalInspection, " (abdominal)"),
        ]
        var lines: [String] = []
        for (inspection, label) in channels {
            for fault in RecordingFault.allCases {
                let spans = inspection?.spans.filter { $0.fault == fault } ?? []
                let words = Self.words(fault) + label
                guard let first = spans.first, let last = spans.last else { continue }
                if spans.count <= 3 {
                    lines += spans.map {
                        "Fault     at \(Self.clock($0.startSeconds)) for "
                            + "\(Self.short($0.endSeconds - $0.startSeconds)): \(words)"
                    }
                } else {
                    let count = spans.count + (inspection?.spansLeftOut[fault] ?? 0)
                    lines.append(
                        "Fault     \(count) times, \(Self.short(inspection?.seconds[fault] ?? 0)) in all, from "
                            + "\(Self.clock(first.startSeconds)) to \(Self.clock(last.endSeconds)): \(words)")
                }
            }
        }
        return lines
    }

    private static func short(_ seconds: Double) -> String {
        seconds < 1 ? "\(decimal(seconds, 3)) s" : seconds < 60 ? "\(decimal(seconds, 1)) s" : clock(seconds)
    }

    private static func words(_ fault: RecordingFault) -> String {
        switch fault {
        case .missing: "no values"
        case .clipped: "cut off at a limit; the pressure was beyond it"
        case .constant: "not the least change; the sensor may not have been read"
        case .implausible: "beyond any pressure of a pelvic floor; left out"
        }
    }

    // MARK: Numbers

    private func pressure(_ value: Double) -> String { "\(decimal(value * scale.factor, 1)) \(scale.name)" }

    private static func seconds(_ value: Double?) -> String { value.map { decimal($0, 2) } ?? "-" }

    private static func plain(_ value: Double) -> String {
        value == value.rounded() ? decimal(value, 0) : decimal(value, 3)
    }

    /// `m:ss.s`, with hours before it where there are any.
    static func clock(_ seconds: Double) -> String {
        let tenths = Int((min(max(seconds, 0), 1e12) * 10).rounded())
        let minutes = tenths / 600
        let text = "\(tenths % 600 < 100 ? "0" : "")\(tenths % 600 / 10).\(tenths % 10)"
        guard minutes >= 60 else { return "\(minutes):\(text)" }
        return "\(minutes / 60):\(minutes % 60 < 10 ? "0" : "")\(minutes % 60):\(text)"
    }
}
