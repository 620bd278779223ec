// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// Writes the report of a session: a page for the physiotherapist, one for guided exercises
/// where there were any, and one for the patient, as one HTML file that loads
/// nothing and runs nothing. The same session gives the same bytes.
public enum ReportHTML {
    /// So many rows fit the page; what is left out is said.
    static let rowLimit = 16

    /// - Parameters:
    ///   - survey: made with `Scoring.again` where the recording has no figures.
    ///   - options: what is said of the person.
    ///   - sink: gets the file.
    /// - Throws: what the sink throws.
    public static func write(_ survey: SessionSurvey, options: ExportOptions, to sink: some ByteSink) throws {
        let review = SessionReview(survey)
        let picture = ReportPicture(survey)
        let title = review.isSimulated ? "SIMULATED session report" : "Session report"
        let html = """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>\(title)</title>
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <meta name="viewport" content="width=device-width"><meta name="generator" content="\(cut(review.software, 60))">
            <style>
            \(ReportStyle.css)\(review.exercises == nil ? "" : ReportStyle.exercise)
            </style></head><body>
            <section>
            \(simulated(review))<h1>Pelvic-floor pressure: session report</h1>
            \(facts(review, survey.facts, options))
            \(picture.full)\(figures(review))
            \(contractions(review))
            \(remainder(review, survey, options))
            </section>
            \(ExercisePage.html(review, options))\(PatientPage.html(review, survey.facts, options, picture: picture))
            </body></html>

            """
        try sink.write(Array(html.utf8))
    }

    static func simulated(_ review: SessionReview) -> String {
        review.isSimulated
            ? "<p class=\"simulated\">SIMULATED: these data come from a program, not from a person.</p>\n" : ""
    }

    static func cut(_ text: String, _ bytes: Int) -> String { text.oneLine(maximumBytes: bytes).htmlEscaped }

    /// Cells in pairs of a name and a value, two pairs a row.
    private static func pairs(_ cells: [(String, String)], class name: String) -> String {
        var rows = ""
        for first in stride(from: 0, to: cells.count, by: 2) {
            rows += "<tr>" + cells[first..<min(first + 2, cells.count)].map { "<th>\($0)</th><td>\($1)</td>" }.joined()
            rows += "</tr>\n"
        }
        return "<table class=\"\(name)\">\n\(rows)</table>"
    }

    private static func facts(_ review: SessionReview, _ facts: SessionFacts, _ options: ExportOptions) -> String {
        var cells: [(String, String)] = []
        if options.disclosure == .identified, let person = facts.person {
            let said = [person.name, person.code, person.birthDate].compactMap { $0 }.joined(separator: ", ")
            cells.append(("Person", cut(said, 80)))
        }
        if options.disclosure != .anonymous {
            cells.append(("Date", cut(String(review.started.prefix(16).replacing("T", with: " ")), 40)))
        }
        let device = [review.device.model, review.device.firmware.map { "firmware \($0)" }].compactMap { $0 }
        let calibrated = review.device.calibrated.map { "calibrated \($0)" } ?? "calibration date not known"
        let conditions = review.conditions
        cells += [
            ("Length", ReviewWords.duration(review.seconds)),
            ("Device", cut((device + [calibrated]).joined(separator: ", "), 90)),
            ("Probe", cut(conditions.probe ?? "not stated", 50)),
            (
                "Placed",
                cut(
                    (conditions.depthMillimetres.map { "\($0) mm deep" } ?? "depth not stated") + ", "
                        + (conditions.posture ?? "posture not stated"), 60)
            ),
            ("Zero", ReviewWords.zero(review.zero) + (review.isZeroChanged ? ", and anew within the session" : "")),
            ("Programme", cut(review.programme ?? "none", 60)),
            ("Recorded by", cut(review.software, 40)),
            ("Contractions", cut("rule \(review.detector ?? "not known")", 60)),
        ]
        if options.disclosure != .anonymous { cells.append(("Session", cut(review.session, 60))) }
        return pairs(cells, class: "facts")
    }

    private static func figures(_ review: SessionReview) -> String {
        func value(_ metric: Metric, _ decimals: Int = 1) -> String {
            guard let value = review.figures[metric.rawValue] else { return "–" }
            return "\(DecimalText.fixed(value, decimals: decimals)) \(metric.definition.unit.rawValue)"
        }
        func median(_ metric: Metric, _ decimals: Int = 1) -> String {
            guard let value = review.medians[metric.rawValue] else { return "–" }
            return "\(DecimalText.fixed(value, decimals: decimals)) \(metric.definition.unit.rawValue) (median)"
        }
        let uncued = review.uncuedClenches.map { clenches in
            let longest = clenches.compactMap { clench in clench.offset.map { $0 - clench.onset } }.max()
            return "\(clenches.count)" + (longest.map { ", the longest \(DecimalText.fixed($0, decimals: 1)) s" } ?? "")
        }
        let cells = [
            ("Rest before", ReviewWords.rest(review.restBefore).htmlEscaped),
            ("Rest after", ReviewWords.rest(review.restAfter).htmlEscaped),
            (
                "Time at ease",
                review.easePercent.map { "\(DecimalText.fixed($0, decimals: 0)) % of the usable time" } ?? "–"
            ),
            ("Uncued clenches", uncued ?? "no cues in this session"),
            ("Release, 90 to 10 %", median(.releaseTime, 2)),
            ("Left 2 s after letting go", median(.residual2s, 0)),
            ("Squeeze (mvc, mean of 3)", value(.mvc)),
            ("Mean of holding", median(.holdMean)),
        ]
        return "<h2>Figures</h2>\n" + pairs(cells, class: "figures")
    }

    private static func contractions(_ review: SessionReview) -> String {
        let heads = [
            "", "onset s", "kind", "cue", "over rest cmH2O", "lasted s", "release s", "left at 2 s", "let go", "limits",
        ]
        let numeric: Set = [0, 1, 4, 5, 6, 7]
        func cell(_ text: String, _ column: Int, _ tag: String) -> String {
            "<\(tag)\(numeric.contains(column) ? " class=\"n\"" : "")>\(text)</\(tag)>"
        }
        var rows = "<tr>" + heads.enumerated().map { cell($0.element, $0.offset, "th") }.joined() + "</tr></thead>\n"
        rows += "<tbody class=\"rows\">\n"
        for found in review.contractions.prefix(rowLimit) {
            func figure(_ metric: Metric, _ decimals: Int, _ unit: String = "") -> String {
                found.figures[metric.rawValue].map { DecimalText.fixed($0, decimals: decimals) + unit } ?? "–"
            }
            let cells = [
                "\(found.number)", DecimalText.fixed(found.onset, decimals: 1), found.kind.rawValue, found.cue.rawValue,
                figure(.squeezeAmplitude, 1),
                found.offset.map { DecimalText.fixed($0 - found.onset, decimals: 1) } ?? "–",
                figure(.releaseTime, 2), figure(.residual2s, 0, " %"), found.relaxation.rawValue,
                found.limitation?.words ?? "",
            ]
            rows += "<tr>" + cells.enumerated().map { cell($0.element, $0.offset, "td") }.joined() + "</tr>\n"
        }
        let left = review.contractions.count - rowLimit
        let more =
            left > 0
            ? "<p class=\"small\">And \(left) more: the table of contractions (CSV) holds all of them.</p>" : ""
        return "<h2>Contractions and other events</h2>\n<table><thead>\(rows)</tbody></table>\n\(more)"
    }

    private static func remainder(_ review: SessionReview, _ survey: SessionSurvey, _ options: ExportOptions) -> String
    {
        let reasons = review.excluded.gapReasons.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        let limits = review.excluded.limitations.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        var excluded = ReviewWords.excluded(review.excluded)
        if !reasons.isEmpty { excluded += " (\(reasons.joined(separator: ", ")))" }
        if !limits.isEmpty { excluded += "; events without some figures: \(limits.joined(separator: ", "))" }
        let usedMetrics: [Metric] = [
            .restPressure, .preRest, .postRest, .timeAtEase, .releaseTime, .residual2s, .mvc, .holdMean,
            .squeezeAmplitude,
        ]
        let definitions = usedMetrics.map { "<b>\($0.definition.id)</b> \($0.definition.formula.htmlEscaped)" }
        var html = "<h2>Not in the figures</h2>\n<p>\(cut(excluded, 300)).</p>\n"
        for notice in review.notices.prefix(2) { html += "<p>\(cut(notice, 120))</p>\n" }
        if options.includesTexts, let note = survey.facts.note { html += "<p>Note: \(cut(note, 200))</p>\n" }
        html += "<h2>Definitions</h2>\n<p class=\"small\">\(definitions.joined(separator: " "))</p>\n"
        html += """
            <p class="small end">In the picture contractions are orange, other events grey, gaps hatched; a black bar on top \
            marks the converter's limit. Pressures hold for this probe, place and zero only. This is not a diagnosis, and \
            no figure here was validated in a clinical study.</p>
            """
        return html
    }
}

extension ContractionMetrics.Limitation {
    /// In a table.
    var words: String {
        switch self {
        case .interrupted: "gap"
        case .clipped: "clipped"
        case .longerThanHistory: "too long"
        case .notAboveRest: "not above rest"
        case .notAContraction: "no contraction"
        }
    }
}
