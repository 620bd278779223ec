import GuidedExercise
// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// What a guided exercise left in a session: figures as the coach worked them out then, answers, and what was noticed.
/// Nothing of it is computed again.
public struct ExerciseReview: Hashable, Sendable, Codable {
    /// A part of it that has figures.
    public struct Phase: Hashable, Sendable, Codable {
        public var id: String
        /// Nil where the recording does not say.
        public var title: String?
        /// Of the whole phase: letting go and rest first, then how strong.
        public var scores: [ExerciseScore]
        /// Of single repetitions, as they were told.
        public var repetitions: [ExerciseScore]
    }

    /// Id and version, "release-ladder/1"; nil where the recording does not say.
    public var programme: String?
    public var title: String?
    /// Seconds from the first sample.
    public var began: Double
    /// Why it ended, as the word of `EndReason`; nil where its end is not in the session.
    public var ended: String?
    /// Seconds from the first sample.
    public var endedAt: Double?
    /// How often it went on after a restart of the daemon.
    public var restarts: Int
    public var phases: [Phase]
    public var answers: [ExerciseAnswer]
    public var noticed: [ExerciseNotice]
    private var phaseTitles: [String: String] = [:]

    private enum CodingKeys: String, CodingKey {
        case programme, title, began, ended, endedAt, restarts, phases, answers, noticed
    }

    private init(programme: String?, title: String?, began: Double) {
        (self.programme, self.title, self.began) = (programme, title, began)
        (restarts, phases, answers, noticed) = (0, [], [], [])
    }
}

extension ExerciseReview {
    /// The exercises of a session.
    ///
    /// - Parameters:
    ///   - remarks: in the order in which they were told.
    ///   - programme: of the session, where a recording does not say what its scores belong to.
    ///   - time: of a place, seconds from the first sample.
    /// - Returns: the earliest first.
    static func all(in remarks: [PlacedRemark], programme: String?, time: (Int) -> Double) -> [ExerciseReview] {
        var found: [ExerciseReview] = []
        for remark in remarks {
            let seconds = max(0, time(remark.place))
            switch remark.kind {
            case .exercise(.began(let beginning)):
                if beginning.isAfterRestart, let last = found.last, last.programme == beginning.programme,
                    last.ended == nil
                {
                    found[found.count - 1].restarts += 1
                } else {
                    var review = ExerciseReview(
                        programme: beginning.programme, title: beginning.title, began: seconds)
                    review.phaseTitles = beginning.phaseTitles
                    review.restarts = beginning.isAfterRestart ? 1 : 0
                    found.append(review)
                }
            case .exercise(let told):
                if found.isEmpty { found = [ExerciseReview(programme: programme, title: nil, began: seconds)] }
                found[found.count - 1].take(told, at: seconds)
            case .answer(let answer):
                if found.isEmpty { found = [ExerciseReview(programme: programme, title: nil, began: seconds)] }
                found[found.count - 1].answers.append(answer)
            case .mark, .cue, .zero: break
            }
        }
        for number in found.indices {
            found[number].phaseTitles = [:]
            for phase in found[number].phases.indices { found[number].phases[phase].sort() }
        }
        return found
    }

    private mutating func take(_ told: ExerciseRemark, at seconds: Double) {
        switch told {
        case .began: break
        case .score(let score): take(score)
        case .noticed(let spans): noticed = spans
        case .ended(let reason): (ended, endedAt) = (reason, seconds)
        }
    }

    private mutating func take(_ score: ExerciseScore) {
        let number =
            phases.firstIndex { $0.id == score.phase }
            ?? {
                phases.append(Phase(id: score.phase, title: phaseTitles[score.phase], scores: [], repetitions: []))
                return phases.count - 1
            }()
        // What is gone through again after a restart is told again.
        func isSame(_ other: ExerciseScore) -> Bool { other.name == score.name && other.repetition == score.repetition }
        if score.repetition == nil {
            phases[number].scores.removeAll(where: isSame)
            phases[number].scores.append(score)
        } else {
            phases[number].repetitions.removeAll(where: isSame)
            phases[number].repetitions.append(score)
        }
    }

    /// Without what somebody may have typed.
    func withoutTexts() -> ExerciseReview {
        var review = self
        for number in review.answers.indices where review.answers[number].size != nil {
            review.answers[number].size = nil
            review.answers[number].isSizeWithheld = true
        }
        return review
    }
}

extension ExerciseReview.Phase {
    /// Letting go first.
    fileprivate mutating func sort() {
        scores = scores.enumerated().sorted { one, other in
            (ScoreOrder.rank(one.element.name), one.offset) < (ScoreOrder.rank(other.element.name), other.offset)
        }.map(\.element)
    }

    /// Why nothing of it has a figure, where that is all that is to be said.
    var isNotDone: Bool { scores.allSatisfy { $0.value == nil && $0.excluded == Exclusion.notDone.rawValue } }
}

/// In which order figures of an exercise stand: letting go, what is still there then, how steady rest is, time at ease,
/// what else is about relaxation, and only then how strong.
enum ScoreOrder {
    private static let first = [
        "relax_latency", "release_time", "flick_valley", "involuntary_recovery", "residual_2s", "residual_5s",
        "phase_rest_sd", "phase_rest", "phase_time_at_ease", "uncued_count",
    ]

    static func rank(_ name: String) -> Int {
        if let place = first.firstIndex(of: name) { return place }
        return first.count + (ScoreName(name)?.isAboutRelaxation == true ? 0 : 1)
    }
}
