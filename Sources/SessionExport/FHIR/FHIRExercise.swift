// SPDX-License-Identifier: Apache-2.0
import Perineometry
import RecordingAnalysis

/// What a guided exercise left: an observation of each phase with the coach's figures, one of what was noticed, and the
/// answers as a questionnaire's.
enum FHIRExercise {
    static func write(
        _ exercise: ExerciseReview, number: Int, _ survey: SessionSurvey, _ context: FHIRContext,
        _ json: inout JSONWriter
    ) {
        let part = "exercise/\(number)"
        let seconds = exercise.began...max(exercise.began, exercise.endedAt ?? survey.seconds)
        for (place, phase) in exercise.phases.enumerated() {
            context.observation(
                "\(part)/phase/\(place)", code: "exercise-phase", text: name(exercise, phase), seconds: seconds,
                in: &json
            ) { json in
                json.notes(notes(exercise, survey))
                json.array("component", of: phase.scores + phase.repetitions) { json, score in
                    component(of: score, &json)
                }
            }
        }
        noticed(exercise, part, seconds, survey, context, &json)
        answers(exercise, part, context, &json)
    }

    private static func name(_ exercise: ExerciseReview, _ phase: ExerciseReview.Phase) -> String {
        (ExerciseWords.title(exercise) + ": " + ExerciseWords.title(phase)).oneLine(maximumBytes: 400)
    }

    private static func notes(_ exercise: ExerciseReview, _ survey: SessionSurvey) -> [String] {
        let simulated = survey.facts.isSimulated ? ["SIMULATED data, not measured on a person."] : []
        let told = [ExerciseWords.end(exercise), ExerciseWords.restarts(exercise)].compactMap(\.self)
        return simulated
            + ["Not a diagnosis. Worked out by the coach of \(survey.facts.software) during a guided exercise."] + told
    }

    private static func component(of score: ExerciseScore, _ json: inout JSONWriter) {
        let text = score.definition + (score.repetition.map { ", repetition \($0)" } ?? "")
        FHIRResources.component(
            score.name.oneLine(maximumBytes: 100), text.oneLine(maximumBytes: 200), &json
        ) { json in
            if let value = score.value, value.isFinite, let unit = MetricUnit(rawValue: score.unit) {
                json.quantity("valueQuantity", value, unit)
            } else {
                FHIRResources.absent(
                    score.value == nil ? ExerciseWords.absence(score) : "in a unit that is not known: \(score.unit)",
                    &json)
            }
        }
    }

    private static func noticed(
        _ exercise: ExerciseReview, _ part: String, _ seconds: ClosedRange<Double>, _ survey: SessionSurvey,
        _ context: FHIRContext, _ json: inout JSONWriter
    ) {
        guard !exercise.noticed.isEmpty else { return }
        context.observation(
            "\(part)/noticed", code: "tension-noticed", text: "What was felt, and what was measured",
            seconds: seconds, in: &json
        ) { json in
            json.notes(notes(exercise, survey))
            json.array("component", of: exercise.noticed) { json, span in
                FHIRResources.component("span", "Span \(span.number)", &json) { json in
                    let code = "\(span.felt ? "felt" : "not-felt")-\(span.measured ? "measured" : "not-measured")"
                    json.coded("valueCodeableConcept", code, ExerciseWords.noticed(span))
                }
            }
        }
    }

    /// Where she would rather not say there is the question and no answer. The programme's id is not that of a published
    /// questionnaire, so it stands among the texts.
    private static func answers(
        _ exercise: ExerciseReview, _ part: String, _ context: FHIRContext, _ json: inout JSONWriter
    ) {
        guard !exercise.answers.isEmpty else { return }
        let includesTexts = context.options.includesTexts
        let answers = includesTexts ? exercise.answers : exercise.withoutTexts().answers
        FHIRResources.entry("\(part)/answers", "QuestionnaireResponse", context, &json) { json in
            json.value("status", exercise.ended == nil ? "in-progress" : "completed")
            if let subject = context.subject { json.reference("subject", subject) }
            if context.options.disclosure != .anonymous {
                let seconds = exercise.endedAt ?? exercise.began
                json.value("authored", context.facts.start.advanced(bySeconds: seconds).rfc3339)
            }
            json.array("item", of: Array(answers.enumerated())) { json, pair in
                let (place, answer) = (pair.offset, pair.element)
                json.object { json in
                    json.value("linkId", "\(place + 1)-\(answer.question.oneLine(maximumBytes: 100))")
                    json.value("text", ExerciseWords.question(answer).oneLine(maximumBytes: 200))
                    guard answer.number != nil || answer.size != nil || answer.noneToday == true else { return }
                    json.array("answer", of: [answer]) { json, answer in
                        json.object { json in
                            if let number = answer.number {
                                json.value("valueInteger", number)
                            } else {
                                json.value("valueString", ExerciseWords.said(answer).oneLine(maximumBytes: 200))
                            }
                        }
                    }
                }
            }
        }
    }
}
