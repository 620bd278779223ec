// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// What a terminal shows of a running programme: a live line, and lines that stay.
///
/// It is fed with a coach's events and the newest pressure; it writes nothing itself. Colours are calm ones, and nothing
/// blinks or turns red.
public struct CoachView: Sendable {
    /// Lines for screen readers and pipes: no picture, no colours, nothing that is drawn over.
    public let isPlain: Bool
    private var phase: PhaseBeginning?
    private var cue: Cue?
    private var left: Int?
    private var target: PressureBand?
    private var standing: String?
    /// The pressure at the bar's end; it grows and never shrinks.
    private var scale = 40.0

    public init(isPlain: Bool) { self.isPlain = isPlain }

    /// Takes an event.
    ///
    /// - Returns: lines that stay.
    public mutating func take(_ event: CoachEvent) -> [String] {
        switch event.kind {
        case .began(let began): return beginning(began)
        case .phaseBegan(let began):
            phase = began
            return ["", "\(began.number)/\(began.of)  \(began.title)"]
        case .cue(let cue):
            (self.cue, target, standing) = (cue, cue.target, nil)
            left = cue.seconds.map { Int($0.rounded(.up)) }
            return isPlain ? [cue.text + (cue.seconds.map { " \(plain($0)) seconds." } ?? "")] : []
        case .target(let band):
            target = band
            return []
        case .progress(let progress):
            left = progress.left
            // A voice that counts every second disturbs.
            return isPlain && progress.left == 3 ? ["3 seconds left."] : []
        case .question(let asked): return [question(asked)]
        case .answered, .feltNoted, .resumed: return []
        // Figures amid an exercise would have their reader judge herself: they come at the end.
        case .score: return []
        case .phaseEnded:
            cue = nil
            return []
        case .reveal(let spans): return spans.map(line(of:))
        case .paused(.byChoice): return stand(TextKey.paused.english)
        // Nobody asked for it: it stays to be read, however narrow the terminal is.
        case .paused(.restart):
            _ = stand(TextKey.pausedRestart.english)
            return [TextKey.pausedRestart.english]
        case .waiting(let reason): return stand(reason.text.english)
        case .suggestion: return []
        case .ended(let summary): return end(summary)
        }
    }

    private mutating func stand(_ text: String) -> [String] {
        standing = text
        return isPlain ? [text] : []
    }

    private func beginning(_ began: Beginning) -> [String] {
        var lines = ["\(began.title), about \(clock(began.seconds)). Stop whenever you like."]
        if began.isOriginIndeterminate { lines.append(TextKey.originIndeterminate.english) }
        if began.omitted.contains(where: { $0.excluded == .noMaximum }) {
            let names = began.omitted.filter { $0.excluded == .noMaximum }.map(\.name.name)
            lines.append("\(TextKey.withoutMaximum.english) Left out: \(names.joined(separator: ", ")).")
        }
        return lines
    }

    private func question(_ asked: QuestionAsked) -> String {
        if let least = asked.least, let greatest = asked.greatest { return "\(asked.text) (\(least) to \(greatest))" }
        return "\(asked.text) (\(asked.sizes.map(\.name).joined(separator: ", ")), none)"
    }

    private func line(of span: NoticedSpan) -> String {
        let felt = span.wasFelt ? "felt" : "not felt"
        let measured = span.wasMeasured ? "measured" : "not measured"
        return "    \(span.number): \(felt), \(measured)"
    }

    // MARK: The live line

    /// - Parameters:
    ///   - pressure: the newest, cmH2O; nil where none is live: an old one is never shown.
    ///   - rest: the tracked resting level.
    ///   - width: of the terminal.
    ///   - isSimulated: the probe is a simulated one.
    /// - Returns: nil of a plain view, which has none.
    public mutating func live(pressure: Double?, rest: Double?, width: Int, isSimulated: Bool) -> String? {
        guard !isPlain else { return nil }
        let label = isSimulated ? "SIMULATED  " : ""
        if let standing { return String((label + standing).prefix(max(0, width - 1))) }
        guard let cue else { return label }
        let time = left.map { " \($0 < 10 ? " " : "")\($0) s" } ?? ""
        let words = label + cue.text + time
        let isSeen = phase?.feedback == .live || phase?.feedback == .calm
        let room = min(40, width - 3 - words.count)
        guard isSeen, room >= 10, let pressure, pressure.isFinite else {
            return String(words.prefix(max(0, width - 1)))
        }
        return words + "  " + bar(pressure, rest: rest, width: room)
    }

    private mutating func bar(_ pressure: Double, rest: Double?, width: Int) -> String {
        let highest = max(pressure, target.map { min($0.upper, pressure + 40) } ?? 0)
        if highest > scale { scale = (highest / 20).rounded(.up) * 20 }
        func cell(_ value: Double) -> Int { Int(max(0, min(1, value / scale)) * Double(width - 1)) }
        var cells = (0..<width).map { $0 <= cell(pressure) ? "█" : "·" }
        if let rest, rest.isFinite { cells[cell(rest)] = "┃" }
        if let target {
            cells[cell(target.lower ?? 0)] = "["
            cells[cell(target.upper)] = "]"
        }
        let isInside = target?.contains(pressure) ?? true
        // Cyan within the target, plain outside it.
        return (isInside ? "\u{1B}[36m" : "") + cells.joined() + (isInside ? "\u{1B}[0m" : "")
    }

    // MARK: The end

    private func line(of score: Score) -> String? {
        guard let value = score.value else { return nil }
        let unit = score.unit == .ratio || score.unit == .count ? "" : score.unit.rawValue
        let unusable = score.unusable.map { " (\(decimal($0)) % not measured)" } ?? ""
        return "\(score.name.english): \(decimal(value)) \(unit)\(unusable)"
    }

    private func end(_ summary: Summary) -> [String] {
        var lines = ["", summary.reason.text.english]
        for phase in summary.phases {
            // What was not done needs no words.
            let done = phase.scores.filter { $0.excluded != .notDone }
            guard !done.isEmpty else { continue }
            lines.append("  \(phase.title)")
            // What is about letting go comes first.
            for score in done.filter(\.name.isAboutRelaxation) + done.filter({ !$0.name.isAboutRelaxation }) {
                lines.append("    " + (line(of: score) ?? "\(score.name.english): \(reason(score))"))
            }
        }
        if let suggestion = summary.suggestion { lines.append(suggestion.english) }
        return lines
    }

    private func reason(_ score: Score) -> String {
        let reason = score.excluded?.text.english ?? ""
        return score.restRefusal.map { "\(reason) (\($0.rawValue))" } ?? reason
    }

    private func decimal(_ value: Double) -> String { plain((value * 100).rounded() / 100) }
}
