// SPDX-License-Identifier: Apache-2.0
import Perineometry

extension ExerciseReview {
    /// For a terminal, at most 100 columns.
    var lines: [String] {
        var lines = ["  \(cut(ExerciseWords.title(self), 2)), from \(DecimalText.fixed(began, decimals: 0)) s"]
        lines.append("    \(ExerciseWords.end(self))")
        if let restarts = ExerciseWords.restarts(self) { lines.append("    \(restarts)") }
        for phase in phases {
            lines.append("    \(cut(ExerciseWords.title(phase), 4))")
            // What was not done needs one line, not as many as it would have had figures.
            if phase.isNotDone, let first = phase.scores.first {
                lines.append("      \(ExerciseWords.absence(first))")
                continue
            }
            lines += phase.scores.flatMap(rows(of:))
        }
        if !answers.isEmpty { lines.append("    What was said") }
        lines += answers.map { answer in
            let said = cut(ExerciseWords.said(answer), 30)
            return "      " + ReviewWords.columns([(cut(ExerciseWords.question(answer), 6), 24), (said, 0)])
        }
        if !noticed.isEmpty { lines.append("    What was felt, and what was measured") }
        lines += noticed.map { "      \($0.number): \(ExerciseWords.noticed($0))" }
        return lines
    }

    private func rows(of score: ExerciseScore) -> [String] {
        let (name, value) = (ExerciseWords.name(score), ExerciseWords.value(score))
        if score.value != nil {
            let behind = score.count > 1 ? "  of \(score.count)" : ""
            return ["      " + ReviewWords.columns([(name, 34), (value, -14), (behind, 0)])]
        }
        // A reason may be longer than what is left of a line.
        return ["      \(name)", "        \(cut(value, 8))"]
    }

    private func cut(_ text: String, _ indent: Int) -> String {
        String(text.oneLine(maximumBytes: 400).prefix(84 - indent))
    }
}
