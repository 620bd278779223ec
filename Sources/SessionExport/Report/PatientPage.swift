// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// The page for the patient: what was measured, in plain words, without a verdict.
enum PatientPage {
    static func html(
        _ review: SessionReview, _ facts: SessionFacts, _ options: ExportOptions, picture: ReportPicture
    ) -> String {
        var html = "<section class=\"patient\">\n" + ReportHTML.simulated(review)
        html += "<h1>Your session in plain words</h1>\n"
        if options.disclosure != .anonymous {
            html +=
                "<p>\(ReportHTML.cut(String(review.started.prefix(10)), 20)), \(ReviewWords.duration(review.seconds))</p>\n"
        }
        html += """
            <p>A probe measured how firmly your pelvic-floor muscles pressed on it. In the picture time goes from left \
            to right. Where the line is high the muscles pressed more; where it is low they rested.</p>
            \(picture.plain)
            """
        for (head, texts) in [
            ("Your exercise", exercise(review)), ("Resting", rest(review)),
            ("Squeezing and letting go", squeezes(review)),
        ]
        where !texts.isEmpty {
            html += "<h2>\(head)</h2>\n" + texts.map { "<p>\($0)</p>\n" }.joined()
        }
        return html + """
            <h2>Good to know</h2>
            <p>Numbers like these differ from person to person, from probe to probe and from day to day. They cannot be \
            compared with those of anybody else, and no number here is right or wrong.</p>
            <p>You may pause or stop whenever you like. A short session is a session.</p>
            <p>This is not a diagnosis. If something hurts, worries you or is unclear, talk about it with your \
            physiotherapist or doctor.</p>
            </section>
            """
    }

    private static func rest(_ review: SessionReview) -> [String] {
        var texts: [String] = []
        if let ease = review.easePercent {
            texts.append(
                "For about \(DecimalText.fixed(ease, decimals: 0)) of every 100 seconds the muscles were at rest.")
        }
        if review.excluded.gapSeconds >= 1 {
            let missing = DecimalText.fixed(review.excluded.gapSeconds, decimals: 0)
            texts.append("For \(missing) seconds nothing was measured; this is no fault of yours.")
        }
        return texts
    }

    /// Of the last one: she may have done several, and the page is one.
    private static func exercise(_ review: SessionReview) -> [String] {
        guard let exercise = review.exercises?.last else { return [] }
        let title = exercise.title ?? exercise.programme
        var texts = [
            "You did the exercise\(title.map { " \(ReportHTML.cut($0, 60))" } ?? ""). "
                + ReportHTML.cut(ExerciseWords.end(exercise), 120)
        ]
        let scores = exercise.phases.flatMap(\.scores)
        if let latency = scores.last(where: { $0.name == "relax_latency" })?.value, latency >= 0 {
            texts.append(
                "From being asked to let go until the muscles were at rest it took about "
                    + "\(DecimalText.fixed(latency, decimals: 1)) seconds.")
        }
        return texts
    }

    private static func squeezes(_ review: SessionReview) -> [String] {
        let squeezes = review.contractions.filter(\.isContraction)
        guard !squeezes.isEmpty else { return ["No squeeze was seen in this session."] }
        let complete = squeezes.count { $0.relaxation == .complete }
        let seen = squeezes.count { $0.relaxation != .unknown }
        var texts = ["The muscles tightened \(times(squeezes.count))."]
        if seen > 0 {
            texts.append(
                "After \(complete) of the \(seen) times in which the letting go could be seen, they let go fully within two "
                    + "seconds. Letting go often takes longer than squeezing; it can be practised.")
        }
        if let uncued = review.uncuedClenches, !uncued.isEmpty {
            texts.append(
                "They tightened \(times(uncued.count)) without being asked to. Muscles do that. Noticing it and letting go "
                    + "is what can be practised here.")
        }
        return texts
    }

    private static func times(_ count: Int) -> String { count == 1 ? "once" : "\(count) times" }
}
