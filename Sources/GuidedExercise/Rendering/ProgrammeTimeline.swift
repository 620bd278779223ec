// SPDX-License-Identifier: Apache-2.0

/// A programme as a picture in text: what is asked, how long, and how high.
public struct ProgrammeTimeline {
    public let programme: Programme
    /// Without anything beyond ASCII, and without a picture: for screen readers.
    public let isPlain: Bool

    public init(_ programme: Programme, isPlain: Bool = false) {
        self.programme = programme
        self.isPlain = isPlain
    }

    public var lines: [String] {
        var lines = [
            "\(programme.title) (\(programme.id), version \(programme.version)), \(clock(programme.seconds)) at the most",
            "  \(programme.summary)",
        ]
        if programme.zero == .air { lines.append("  Needs a zero in air.") }
        if programme.needsMaximum {
            lines.append("  Needs your maximum.")
        } else if programme.usesMaximum {
            lines.append("  Works without a maximal squeeze.")
        }
        for (number, phase) in programme.phases.enumerated() {
            let times = phase.repetitions > 1 ? "\(phase.repetitions) x " : ""
            let length = clock(phase.seconds / Double(phase.repetitions))
            lines.append("")
            lines.append("\(number + 1). \(phase.title), \(times)\(length)\(seen(phase.feedback))")
            if !isPlain { lines.append("   " + picture(of: phase)) }
            for step in phase.steps { lines.append("   - " + words(for: step)) }
            if !phase.scores.isEmpty {
                lines.append("   figures: " + phase.scores.map(\.name).joined(separator: ", "))
            }
        }
        if !programme.sizes.isEmpty {
            let sizes = programme.sizes.map { "\($0.name) \(plain($0.millimetres)) mm" }.joined(separator: ", ")
            lines += ["", "Trainers: \(sizes)"]
        }
        lines += ["", "From:"] + programme.sources.map { "  \($0)" }
        return lines
    }

    private func seen(_ feedback: FeedbackMode) -> String {
        switch feedback {
        case .live: ""
        case .calm: ", shown calmly"
        case .hidden: ", pressure not shown"
        case .blinded: ", pressure not shown until revealed"
        }
    }

    // MARK: The picture

    private static let widest = 64
    private static let heights: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

    /// One repetition, a character a second, or more seconds where it is long.
    private func picture(of phase: Phase) -> String {
        let seconds = phase.steps.reduce(0) { $0 + $1.longestSeconds }
        let perCharacter = max(1, seconds / Double(Self.widest))
        return phase.steps.map { step in
            if case .question = step.activity { return "?" }
            let count = max(1, min(Self.widest, Int((step.longestSeconds / perCharacter).rounded())))
            return String(repeating: mark(of: step), count: count)
        }.joined()
    }

    private func mark(of step: Step) -> Character {
        switch step.activity {
        case .action(.breatheIn): return "╱"
        case .action(.breatheOut): return "╲"
        case .action(.cough): return "▞"
        case .action(.notice), .action(.reveal): return "·"
        case .tense(let group) where group != .pelvicFloor: return "░"
        default: break
        }
        guard step.activity.isContraction else { return Self.heights[0] }
        let share =
            switch step.target?.band {
            case .ofMaximum(let span): span.upper
            // Forty is a good squeeze.
            case .aboveRest(let span), .absolute(let span): span.upper / 40
            case .ofBaseline, nil: 1.0
            }
        return Self.heights[max(1, min(7, Int((share * 7).rounded())))]
    }

    // MARK: Words

    private func words(for step: Step) -> String {
        var parts = [name(of: step.activity)]
        switch step.length {
        case .fixed(let milliseconds): parts.append("\(plain(Double(milliseconds) / 1000)) s")
        case .ownPace(let milliseconds):
            parts.append("at one's own pace, at most \(clock(Double(milliseconds) / 1000))")
        case .measuredHold(let milliseconds):
            parts.append("as long as measured before (else \(plain(Double(milliseconds) / 1000)) s)")
        case nil: break
        }
        if let target = step.target {
            parts.append(words(for: target.band) + (target.withoutMaximum.map { " (else \(words(for: $0)))" } ?? ""))
        }
        return parts.joined(separator: ", ") + (step.text.map { ": \"\($0)\"" } ?? "")
    }

    private func name(of activity: Activity) -> String {
        switch activity {
        case .action(let action): action.rawValue
        case .tense(let group): "tense \(group.rawValue)"
        case .ease(let group): "ease \(group.rawValue)"
        case .question(let question): "asks: \(question.rawValue)"
        }
    }

    private func words(for band: TargetBand) -> String {
        func range(_ span: Span, _ scale: Double = 1) -> String {
            func number(_ value: Double) -> String { plain((value * scale * 10).rounded() / 10) }
            return span.lower.map { "\(number($0))-\(number(span.upper))" } ?? "at most \(number(span.upper))"
        }
        return switch band {
        case .ofMaximum(let span): "\(range(span, 100)) % of the maximum"
        case .aboveRest(let span): "\(range(span)) cmH2O above rest"
        case .absolute(let span): "\(range(span)) cmH2O"
        case .ofBaseline(let span): "\(range(span)) SD of the rest measured before"
        }
    }
}

/// Minutes and seconds, such as "1:05".
func clock(_ seconds: Double) -> String {
    let whole = Int(max(0, min(seconds, 1e9)).rounded())
    return "\(whole / 60):\(whole % 60 < 10 ? "0" : "")\(whole % 60)"
}
