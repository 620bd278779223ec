// SPDX-License-Identifier: Apache-2.0
import Perineometry
import SessionExport

extension PatientSession {
    /// Two minutes with everything that an export has to keep, texts that break careless writers among them.
    public static func eventful(rateHertz: Int = 250, channelCount: Int = 2) -> PatientSession {
        var session = PatientSession(seconds: 120, rateHertz: rateHertz, channelCount: channelCount)
        let second = rateHertz
        session.lost = [30 * second + 7..<31 * second + 3, 70 * second..<70 * second + 5]
        session.unplugged = (index: 90 * second, seconds: 12.5)
        session.converterLimit = 54
        session.facts.note = odd
        session.facts.person = PersonFacts(
            code: "P 0815", name: "Zoë <O’Neil> & \"Co\"", birthDate: "1990-05-31", sex: .female)
        session.remarks = [
            SessionRemark(.cue("squeeze"), at: .sample(SampleIndex(UInt64(2 * second)))),
            SessionRemark(.mark(odd), at: .sample(SampleIndex(UInt64(12 * second + 3)))),
            SessionRemark(.mark("=1+2"), at: .sample(SampleIndex(UInt64(12 * second + 4)))),
            SessionRemark(.cue("let go"), at: .sample(SampleIndex(UInt64(14 * second)))),
        ]
        return session
    }

    /// The same with a guided exercise in it: with and without figures, all kinds of answers, and a restart of the daemon.
    public static func guided(rateHertz: Int = 250) -> PatientSession {
        var session = eventful(rateHertz: rateHertz)
        session.facts.programme = "own-ladder/3"
        session.remarks += exercise().enumerated().map { place, kind in
            SessionRemark(kind, at: .sample(SampleIndex(UInt64(20 * rateHertz + place * rateHertz))))
        }
        return session
    }

    /// More figures than a page takes.
    public static func manyFigures() -> PatientSession {
        var session = guided(rateHertz: 100)
        let last = session.remarks.removeLast()
        let word = String(repeating: "Überlänge ", count: 20)
        session.remarks += (0..<200).map { number in
            SessionRemark(
                .exercise(
                    .score(
                        ExerciseScore(
                            name: word, definition: "tonus.own/1", unit: "cmH2O", phase: "\(number / 20) \(word)",
                            value: number.isMultiple(of: 2) ? 1 : nil, excluded: word, count: number))), at: last.at)
        }
        return session
    }

    private static func exercise() -> [SessionRemark.Kind] {
        func score(
            _ name: String, _ unit: String, _ value: Double?, phase: String = "ladder", repetition: Int? = nil,
            excluded: String? = nil, restRefusal: String? = nil, count: Int = 3
        ) -> SessionRemark.Kind {
            .exercise(
                .score(
                    ExerciseScore(
                        name: name, definition: "tonus.\(name)/1", unit: unit, phase: phase, repetition: repetition,
                        value: value, excluded: excluded, restRefusal: restRefusal, count: count)))
        }
        let beginning = ExerciseBeginning(
            programme: "own-ladder/3", title: "Ladder <b>&", phaseTitles: ["ladder": "Gentle squeezes", "more": "More"])
        var resumed = beginning
        resumed.isAfterRestart = true
        return [
            .exercise(.began(beginning)), .answer(ExerciseAnswer(question: "pain-before", number: 2)),
            .answer(ExerciseAnswer(question: "size", size: odd)), .answer(ExerciseAnswer(question: "tension")),
            score("squeeze_amplitude", "cmH2O", 21.5), score("residual_5s", "%", 4.25),
            score("relax_latency", "s", 1.5, repetition: 1, count: 1), score("relax_latency", "s", 1.75),
            .exercise(.began(resumed)),
            score("phase_rest", "cmH2O", nil, excluded: "restRefused", restRefusal: "zeroedInSitu", count: 0),
            score("phase_time_at_ease", "s", 12.5, count: 1),
            score("force_sense", "%", nil, excluded: "noMaximum", count: 0),
            score("peak", "cmH2O", nil, phase: "more", excluded: "notDone", count: 0),
            .exercise(
                .noticed([
                    ExerciseNotice(number: 1, felt: true, measured: true),
                    ExerciseNotice(number: 2, felt: false, measured: true),
                ])),
            .answer(ExerciseAnswer(question: "pain-after", number: 1)),
            .exercise(.ended("stoppedByChoice")),
        ]
    }

    /// Quotes, brackets, separators, a line break, a control character and letters of several alphabets.
    public static let odd = "Größe; \"5,5\" <b>&amp;</b> \u{1}\n日本 'x' \\u0041 ]]>"
}
