// SPDX-License-Identifier: Apache-2.0
import Perineometry

extension ProgrammeReader {
    /// What is wrong between the parts of a programme. What may only follow from a part that could not be read is not
    /// said: whoever mends the cause would look for a second one.
    mutating func check(
        _ programme: Programme, _ phases: [PlacedPhase], at place: TextPlace, areSizesWhole: Bool, arePhasesWhole: Bool
    ) {
        var names: Set<String> = []
        var (hasBaseline, hasHold, hasNotice) = (!arePhasesWhole, !arePhasesWhole, !arePhasesWhole)
        let hasSizes = !programme.sizes.isEmpty || !areSizesWhole
        for placed in phases {
            let phase = placed.phase
            if !names.insert(phase.id).inserted {
                faults.add(placed.place, "two phases are called \(phase.id)", "give one of them another id")
            }
            guard placed.isWhole else {
                (hasBaseline, hasHold, hasNotice) = (true, true, true)
                continue
            }
            if phase.steps.isEmpty {
                faults.add(placed.place, "the phase \(phase.id) has no steps", "list at least one")
            }
            for (step, place) in zip(phase.steps, placed.steps) {
                check(step, of: programme, at: place, (hasBaseline, hasHold, hasSizes))
                if case .action(.notice) = step.activity { hasNotice = true }
                if case .action(.reveal) = step.activity, !hasNotice {
                    faults.add(place, "there is nothing to reveal", "let a step with do: notice come before it")
                }
            }
            checkOrder(phase, placed.steps)
            for (score, place) in zip(phase.scores, placed.scores) { check(score, of: phase, at: place) }
            if phase.measuresMaximum, !phase.steps.contains(where: { $0.activity == .action(.squeeze) }) {
                faults.add(
                    placed.place, "the phase \(phase.id) measures the maximum without a squeeze",
                    "add a step with do: squeeze")
            }
            if phase.measuresMaximum, phase.repetitions * phase.steps.count(where: { $0.activity.isContraction }) < 3 {
                faults.add(
                    placed.place, "the phase \(phase.id) measures the maximum with fewer than three squeezes",
                    "the maximum is a mean of three: write repeat: 3")
            }
            if phase.scores.contains(.exercise(.phaseRestSD)) { hasBaseline = true }
            if phase.scores.contains(.contraction(.endurancePerfect)) { hasHold = true }
        }
        let asksForSize = programme.phases.contains { $0.steps.contains { $0.activity == .question(.size) } }
        if asksForSize, !hasSizes {
            faults.add(place, "a size is asked for and none is listed", "add sizes: with names and millimetres")
        }
        let steps = programme.phases.reduce(0) { $0 + $1.repetitions * $1.steps.count }
        if steps > Programme.mostSteps {
            faults.add(place, "the programme has \(steps) steps", "make it at most \(Programme.mostSteps)")
        }
        if programme.seconds > Programme.longestSeconds {
            faults.add(
                place, "the programme takes \(plain((programme.seconds / 60).rounded())) minutes",
                "make it at most \(plain(Programme.longestSeconds / 60)), or steps at own pace shorter")
        }
        if phases.isEmpty, faults.faults.isEmpty { faults.add(place, "there are no phases", "list at least one") }
    }

    private mutating func check(
        _ step: Step, of programme: Programme, at place: TextPlace, _ known: (baseline: Bool, hold: Bool, sizes: Bool)
    ) {
        if let target = step.target {
            let bands = [target.band, target.withoutMaximum].compactMap { $0 }
            for band in bands {
                if case .absolute = band, programme.zero != .air {
                    faults.add(
                        place, "an absolute target means nothing without a zero in air",
                        "add \"zero: air\" to the programme, or use above-rest")
                }
                if case .ofBaseline = band, !known.baseline {
                    faults.add(
                        place, "a target counts from a baseline that no phase before it measures",
                        "add the score phase_rest_sd to an earlier phase of rest")
                }
            }
        }
        if case .measuredHold = step.length, !known.hold {
            faults.add(
                place, "a hold is as long as measured, and no phase before it measures one",
                "add the score endurance_perfect to an earlier phase")
        }
        if case .action(.trainer) = step.activity, !known.sizes {
            faults.add(place, "a trainer is used and no size is listed", "add sizes: with names and millimetres")
        }
    }

    private mutating func checkOrder(_ phase: Phase, _ places: [TextPlace]) {
        for (number, step) in phase.steps.enumerated() {
            guard case .action(let action) = step.activity, action == .release || action == .cough else { continue }
            // A phase that repeats begins anew with its first step.
            let before = number > 0 ? phase.steps[number - 1].activity : nil
            let isHeld = before?.isContraction == true || before == .action(.cough)
            if !isHeld {
                faults.add(
                    places[number], "\(action.rawValue) follows no squeeze", "let a squeeze stand right before it")
            }
        }
    }

    private mutating func check(_ score: ScoreName, of phase: Phase, at place: TextPlace) {
        guard let need = score.need, !need.isMet(by: phase) else { return }
        faults.add(place, "the score \(score.name) cannot be worked out in the phase \(phase.id)", need.remedy)
    }
}

/// What a score needs of its phase.
private struct ScoreNeed {
    var remedy: String
    var isMet: (Phase) -> Bool

    func isMet(by phase: Phase) -> Bool { isMet(phase) }
}

extension ScoreName {
    fileprivate var need: ScoreNeed? {
        func steps(_ remedy: String, _ holds: @escaping (Step) -> Bool) -> ScoreNeed {
            ScoreNeed(remedy: remedy) { $0.steps.contains(where: holds) }
        }
        let contraction = steps("add a step with do: squeeze or do: flick") { $0.activity.isContraction }
        switch self {
        case .contraction(let metric):
            switch metric {
            // Of whatever nobody asked for.
            case .involuntaryAUC, .involuntaryPeak, .involuntaryDuration, .involuntaryRecovery: return nil
            case .relaxLatency:
                return ScoreNeed(remedy: "let a release follow each squeeze") { phase in
                    phase.steps.contains { $0.activity.isRelease && $0.activity != .action(.rest) }
                }
            default: return contraction
            }
        case .exercise(let metric):
            switch metric {
            case .phaseRest, .phaseRestSD:
                return steps("add a step with do: rest of at least 5 s") {
                    $0.activity == .action(.rest) && $0.longestSeconds >= 5
                }
            case .phaseTimeAtEase, .uncuedCount: return nil
            case .timeInTarget, .targetError: return steps("give a step a target") { $0.target != nil }
            case .validContractions:
                return steps("give the squeeze a target with a lower end") {
                    $0.activity.isContraction && $0.target != nil
                }
            case .forceSense:
                return ScoreNeed(remedy: "give a step a target of-maximum, and the phase feedback: hidden") { phase in
                    phase.feedback != .live && phase.feedback != .calm
                        && phase.steps.contains { $0.target?.usesMaximum == true && $0.longestSeconds >= 3 }
                }
            case .reactionTime, .cuesAnswered, .repetitionsHeld: return contraction
            case .knackLead:
                return steps("add a step with do: cough after the squeeze") { $0.activity == .action(.cough) }
            case .feltHits, .feltMisses, .feltExtra, .feltSensitivity:
                return steps("add a step with do: notice") { $0.activity == .action(.notice) }
            case .pelvicOverflow:
                return steps("add a step with do: tense and another group of muscles") {
                    if case .tense(let group) = $0.activity { group != .pelvicFloor } else { false }
                }
            case .pacedBreathAmplitude, .pacedBreathLag:
                return ScoreNeed(remedy: "let the phase be breathe-in and breathe-out alone, at least three times") {
                    $0.repetitions >= 3
                        && $0.steps.map(\.activity) == [.action(.breatheIn), .action(.breatheOut)]
                }
            }
        }
    }
}
