// SPDX-License-Identifier: Apache-2.0
import GuidedExercise
import Perineometry

/// The words that reviews and reports have for an exercise: neutral ones. Names that this version does not know stand as
/// they are.
enum ExerciseWords {
    static func name(_ score: ExerciseScore) -> String { ScoreName(score.name)?.english ?? score.name }

    /// The figure with its unit, or why there is none.
    static func value(_ score: ExerciseScore) -> String {
        guard let value = score.value, value.isFinite else { return absence(score) }
        let number = DecimalText.text(value, decimals: score.unit == MetricUnit.percent.rawValue ? 0 : 2)
        let figure =
            [MetricUnit.ratio.rawValue, MetricUnit.count.rawValue].contains(score.unit)
            ? number : "\(number) \(score.unit)"
        return figure + (score.unusable.map { " (\(unusable($0)))" } ?? "")
    }

    /// How much of its time is left out of a figure.
    private static func unusable(_ percent: Double) -> String {
        percent < 1 ? "less than 1 % not measured" : "\(DecimalText.text(percent, decimals: 0)) % not measured"
    }

    /// Why there is no figure.
    static func absence(_ score: ExerciseScore) -> String {
        if let refusal = score.restRefusal.flatMap(RestPressureRefusal.init) {
            return "not stated: \(refusal.explanation)"
        }
        return score.excluded.map { Exclusion(rawValue: $0)?.text.english ?? $0 } ?? "not stated; why was not recorded"
    }

    static func title(_ review: ExerciseReview) -> String {
        switch (review.title, review.programme) {
        case (let title?, let programme?): "\(title) (\(programme))"
        case (let text?, nil), (nil, let text?): text
        case (nil, nil): "programme not stated"
        }
    }

    static func title(_ phase: ExerciseReview.Phase) -> String { phase.title ?? phase.id }

    /// How it ended; every end is a good one.
    static func end(_ review: ExerciseReview) -> String {
        guard let reason = review.ended else { return "Its end is not in this session." }
        return EndReason(rawValue: reason)?.text.english ?? reason
    }

    static func restarts(_ review: ExerciseReview) -> String? {
        switch review.restarts {
        case 0: nil
        case 1: "It went on after Tonus was started anew."
        default: "It went on after Tonus was started anew, \(review.restarts) times."
        }
    }

    static func question(_ answer: ExerciseAnswer) -> String {
        switch Question(rawValue: answer.question) {
        case .painBefore: "pain, before"
        case .painPeak: "pain, at its most"
        case .painAfter: "pain, after"
        case .anxietyBefore: "anxiety, before"
        case .anxietyPeak: "anxiety, at its most"
        case .anxietyAfter: "anxiety, after"
        case .tension: "tension that was felt"
        case .size: "trainer"
        case .oxford: "Modified Oxford grade"
        case nil: answer.question
        }
    }

    static func said(_ answer: ExerciseAnswer) -> String {
        if let number = answer.number {
            let scale = Question(rawValue: answer.question)?.scale
            return "\(number)" + (scale.map { " (\($0.lowerBound) to \($0.upperBound))" } ?? "")
        }
        if let size = answer.size { return size }
        if answer.noneToday == true { return "none today" }
        return answer.isSizeWithheld == true ? "said, and left out of this file" : "not said"
    }

    static func noticed(_ span: ExerciseNotice) -> String {
        "\(span.felt ? "felt" : "not felt"), \(span.measured ? "measured" : "not measured")"
    }
}
