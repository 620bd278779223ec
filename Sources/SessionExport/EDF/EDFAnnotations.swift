// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// The words of an EDF+ file's annotations. The same event has the same word, so that readers can count and select;
/// figures are in other formats. A slash parts the levels by which MNE-Python selects.
enum EDFAnnotations {
    static func queue(
        for survey: SessionSurvey, scales: [EDFScale], beyond: [Range<Int>], options: ExportOptions
    ) throws -> EDFAnnotationQueue {
        let rate = survey.facts.rateHertz
        var queue = EDFAnnotationQueue(rateHertz: rate)
        if survey.facts.isSimulated { queue.add("SIMULATED", places: 0..<0) }
        queue.add("Zero/\(survey.facts.zero.rawValue)", places: 0..<0)
        for contraction in survey.contractions {
            let onset = min(contraction.onset, survey.places - 1)
            let end = min(contraction.offset ?? survey.places, survey.places)
            queue.add(word(for: contraction.contraction), places: onset..<max(onset, end))
        }
        for remark in survey.remarks {
            let place = min(max(0, remark.place), survey.places - 1)
            if let word = word(for: remark.kind, options) { queue.add(word, places: place..<place) }
        }
        for gap in survey.gaps.spans { queue.add("BAD_gap", places: gap) }
        for seam in survey.seams {
            queue.add(
                "Seam/\(seam.reason?.rawValue ?? "unknown")", places: seam.places.lowerBound..<seam.places.lowerBound)
        }
        for span in survey.clipped.spans { queue.add("BAD_clipped", places: span) }
        for span in beyond { queue.add("BAD_beyond_range", places: span) }
        // The last record is filled up with what stands for no sample.
        let records = (survey.places + rate - 1) / rate
        if records * rate > survey.places { queue.add("BAD_gap", places: survey.places..<records * rate) }
        return queue
    }

    /// `Contraction/squeeze/uncued`; what is no contraction of the pelvic floor is called an `Event`.
    static func word(for contraction: Contraction) -> String {
        let kind = contraction.kind
        let cue = contraction.cue == .unknown ? "" : "/\(contraction.cue.rawValue)"
        return kind.isContraction ? "Contraction/\(kind.rawValue)\(cue)" : "Event/\(kind.rawValue)"
    }

    /// Nil for what is no event among the samples.
    static func word(for kind: SessionRemark.Kind, _ options: ExportOptions) -> String? {
        switch kind {
        case .mark(let text): options.includesTexts && !text.isEmpty ? "Mark: \(text)" : "Mark"
        case .cue(let text): "Cue/\(text)"
        case .answer(let answer):
            (["Answer", answer.question]
                + [
                    answer.number.map(String.init) ?? (answer.noneToday == true ? "none today" : nil),
                    options.includesTexts ? answer.size : nil,
                ].compactMap(\.self)).joined(separator: "/")
        case .exercise: nil
        case .zero(let state): "Zero/\(state.rawValue)"
        }
    }
}
