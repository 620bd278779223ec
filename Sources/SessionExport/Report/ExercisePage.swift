// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// The page of a report for what guided exercises left; a session without any has none.
enum ExercisePage {
    /// So many rows fit the page, headings counted for two; what is left out is said.
    private static let rowLimit = 40

    static func html(_ review: SessionReview, _ options: ExportOptions) -> String {
        guard let exercises = review.exercises else { return "" }
        var page = Page()
        for exercise in exercises { page.add(options.includesTexts ? exercise : exercise.withoutTexts()) }
        let left =
            page.left > 0
            ? "<p class=\"small\">And \(page.left) lines more: the review (JSON) holds all of them.</p>\n" : ""
        return """
            <section>
            \(ReportHTML.simulated(review))<h1>Guided exercise</h1>
            <p>Figures as the coach worked them out during the exercise; what is about letting go stands first. Where there \
            is no figure it says why.</p>
            \(page.html)\(left)<p class="small end">Answers are what was said then, on the scale that stands beside them. \
            Pressures hold for this probe, place and zero only. This is not a diagnosis.</p>
            </section>

            """
    }

    /// What fits.
    private struct Page {
        var html = ""
        var left = 0
        private var rows = 0

        mutating func add(_ exercise: ExerciseReview) {
            let told = [ExerciseWords.end(exercise), ExerciseWords.restarts(exercise)].compactMap(\.self)
            guard take(4) else { return }
            html += "<h2>\(ReportHTML.cut(ExerciseWords.title(exercise), 90))</h2>\n"
            html += "<p>From \(DecimalText.fixed(exercise.began, decimals: 0)) s on. "
            html += "\(ReportHTML.cut(told.joined(separator: " "), 160))</p>\n"
            for phase in exercise.phases {
                let title = ExerciseWords.title(phase)
                if phase.isNotDone, let first = phase.scores.first {
                    add(title, [("", ExerciseWords.absence(first))])
                } else {
                    add(
                        title,
                        phase.scores.map { score in
                            let behind = score.value != nil && score.count > 1 ? " (of \(score.count))" : ""
                            return (ExerciseWords.name(score), ExerciseWords.value(score) + behind)
                        })
                }
            }
            add("What was said", exercise.answers.map { (ExerciseWords.question($0), ExerciseWords.said($0)) })
            add(
                "What was felt, and what was measured",
                exercise.noticed.map { ("\($0.number)", ExerciseWords.noticed($0)) })
        }

        private mutating func add(_ title: String, _ lines: [(String, String)]) {
            guard !lines.isEmpty else { return }
            guard take(2) else {
                left += lines.count
                return
            }
            html += "<h3>\(ReportHTML.cut(title, 90))</h3>\n<table class=\"exercise\">\n"
            for (name, value) in lines {
                guard take(1) else { continue }
                html += "<tr><th>\(ReportHTML.cut(name, 60))</th><td>\(ReportHTML.cut(value, 110))</td></tr>\n"
            }
            html += "</table>\n"
        }

        /// Room for so many rows more; what finds none is counted.
        private mutating func take(_ count: Int) -> Bool {
            guard rows + count <= rowLimit else {
                if count == 1 { left += 1 }
                return false
            }
            rows += count
            return true
        }
    }
}
