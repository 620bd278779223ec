// SPDX-License-Identifier: Apache-2.0
import Perineometry

// When scores are worked out, and the end.
extension Coach {
    /// Figures of a contraction may come so long after the phase in which it was asked for: up to 8 s until a release has
    /// become level, 5 s of tail, and the detector's judgement.
    static let waitMicroseconds: UInt64 = 15_000_000

    /// Works out the scores of phases of which all has been seen.
    ///
    /// - Parameter isForced: nothing more will be seen of phases that are over.
    mutating func settleScores(isForced: Bool = false) {
        for number in records.indices where records[number].scores == nil {
            guard let endedAt = records[number].endedAt else { continue }
            let isMeasured = !measures.contains { $0.phase == number }
            let isSeen =
                isMeasured
                && (isAnswered(number) || (lastTime ?? 0) >= endedAt &+ Self.waitMicroseconds)
            if isSeen || isForced { workOut(number) }
        }
        guard status == .closing, !records.contains(where: { $0.scores == nil }) else { return }
        finish(isSmallerToday ? .smallerToday : isNoneToday ? .noneToday : .completed)
    }

    /// Nothing that is still to come could change the scores.
    private func isAnswered(_ number: Int) -> Bool {
        let phase = programme.phases[number]
        let waitsForAll = phase.scores.contains {
            switch $0 {
            case .contraction(let metric): metric.isInvoluntary
            case .exercise(let metric):
                switch metric {
                case .uncuedCount, .feltHits, .feltMisses, .feltExtra, .feltSensitivity: true
                default: false
                }
            }
        }
        let needsContractions = phase.measuresMaximum || phase.scores.contains(where: \.needsContraction)
        let isComplete = !needsContractions || records[number].windows.allSatisfy { $0.contraction != nil }
        return !waitsForAll && isComplete
    }

    private mutating func workOut(_ number: Int) {
        records[number].lookAtNotices(seen)
        let phase = programme.phases[number]
        var scores: [Score] = []
        for name in phase.scores {
            switch name {
            case .contraction(let metric): scores.append(wholePhase(metric, number))
            case .exercise(let metric):
                for score in repetitions(metric, number) { say(.score(score)) }
                scores.append(wholePhase(metric, number))
            }
        }
        records[number].scores = scores
        for score in scores { say(.score(score)) }
    }

    mutating func finish(_ reason: EndReason) {
        while !measures.isEmpty { closeMeasure() }
        for number in records.indices where records[number].scores == nil {
            if records[number].outcome == nil { records[number].outcome = .stopped }
            workOut(number)
        }
        let suggestion = self.suggestion
        if let suggestion { say(.suggestion(suggestion)) }
        status = .ended(reason)
        let phases = zip(programme.phases, records).map { phase, record in
            PhaseSummary(
                id: phase.id, title: phase.title, outcome: record.outcome ?? .stopped, scores: record.scores ?? [])
        }
        say(
            .ended(
                Summary(
                    programme: programme.id, version: programme.version, reason: reason,
                    seconds: Double(elapsedMicroseconds) / 1e6, phases: phases, answers: answers,
                    suggestion: suggestion)))
    }

    /// What may be said about next time; nobody goes on to another size but by her own choice.
    private var suggestion: TextKey? {
        guard size != nil else { return nil }
        let pain = answers.last { $0.question == .painPeak }
        guard let pain, case .number(let worst) = pain.answer else { return nil }
        // Rules of thumb: stay while it is below 4 of 10; go on once it does not hurt (bien.com.au, vuvatech.com).
        if worst >= 4 { return .suggestSmaller }
        let isGreatest = size.map { $0 + 1 >= sizes.count } ?? true
        return worst == 0 && !isSmallerToday && !isGreatest ? .suggestTalkAboutNext : .suggestStay
    }

    // MARK: What is left out

    /// Scores that this run cannot have, known before it starts.
    var omitted: [Score] {
        programme.phases.flatMap { phase in
            isWithoutMaximum(phase)
                ? leftOutScores(of: phase)
                : phase.scores.compactMap { name in
                    omission(of: name, in: phase).map {
                        Score(name, phase: phase.id, value: nil, excluded: $0, count: 0)
                    }
                }
        }
    }

    private func isWithoutMaximum(_ phase: Phase) -> Bool { phase.measuresMaximum && options.isWithoutMaximum }

    func leftOutScores(of phase: Phase) -> [Score] {
        phase.scores.map {
            Score($0, phase: phase.id, value: nil, excluded: isWithoutMaximum(phase) ? .noMaximum : .notDone, count: 0)
        }
    }

    /// Why a phase's score is left out from the start.
    func omission(of name: ScoreName, in phase: Phase) -> Exclusion? {
        let willHaveMaximum =
            maximum != nil || !options.isWithoutMaximum && programme.phases.contains(where: \.measuresMaximum)
        switch name {
        case .contraction(.coordination) where !options.hasAbdominalChannel: return .needsAbdominalChannel
        case .contraction(.enduranceT60) where !willHaveMaximum: return .noMaximum
        case .exercise(.forceSense) where !willHaveMaximum: return .noMaximum
        default: return nil
        }
    }

    func noticed() -> [NoticedSpan] {
        records.flatMap { record in
            var record = record
            record.lookAtNotices(seen)
            return record.notices.compactMap { notice in
                notice.isUnknown ? nil : notice.wasMeasured.map { (notice, $0) }
            }
        }.enumerated().map { number, pair in
            NoticedSpan(number: number + 1, wasFelt: pair.0.wasFelt, wasMeasured: pair.1)
        }
    }
}

extension ScoreName {
    /// It waits for the figures of contractions that were asked for.
    var needsContraction: Bool {
        switch self {
        case .contraction(let metric): !metric.isInvoluntary
        case .exercise(let metric):
            switch metric {
            case .reactionTime, .cuesAnswered, .validContractions, .repetitionsHeld, .knackLead: true
            default: false
            }
        }
    }
}
