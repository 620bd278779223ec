// SPDX-License-Identifier: Apache-2.0
import Perineometry

// The formulas of `ExerciseMetric.definition`, and how a phase sums up the figures of its contractions.
extension Coach {
    // MARK: Of a contraction

    /// A figure of the contraction that answered a cue, or why there is none.
    func score(_ metric: Metric, of window: RepetitionWindow, in number: Int) -> Score {
        let phase = programme.phases[number]
        let name = ScoreName.contraction(metric)
        let value = window.contraction?.values[metric]
        let excluded = omission(of: name, in: phase) ?? exclusion(of: window, in: number)
        return Score(
            name, phase: phase.id, repetition: window.repetition + 1, value: value, excluded: excluded,
            origin: window.contraction?.origin)
    }

    /// Why nothing can be said of the answer to a cue.
    private func exclusion(of window: RepetitionWindow, in number: Int) -> Exclusion {
        if let contraction = window.contraction { return contraction.exclusion }
        if window.isInterrupted { return .interrupted }
        let record = records[number]
        if record.outcome != .done, window == record.windows.last { return .notDone }
        switch window.other {
        case .strain: return options.hasAbdominalChannel ? .fromAbdomen : .indeterminate
        case .cough: return options.hasAbdominalChannel ? .fromAbdomen : .indeterminate
        case .motion, .shift, .indeterminate: return .indeterminate
        case .squeeze, .flick, .hold, nil: return record.coverages[window.repetition]?.exclusion ?? .noContractionSeen
        }
    }

    /// Windows of which is known whether a contraction answered.
    private func known(in number: Int) -> [RepetitionWindow] {
        records[number].windows.filter {
            guard $0.contraction == nil else { return true }
            return switch exclusion(of: $0, in: number) {
            case .interrupted, .clipped, .indeterminate: false
            default: true
            }
        }
    }

    /// Why nothing is known of any window; nil where there is none.
    private func unknown(in number: Int) -> Exclusion? {
        records[number].windows.first.map { exclusion(of: $0, in: number) }
    }

    func wholePhase(_ metric: Metric, _ number: Int) -> Score {
        let phase = programme.phases[number]
        let record = records[number]
        let name = ScoreName.contraction(metric)
        if metric.isInvoluntary {
            let values = record.uncued.compactMap { $0.values[metric] }
            return Score(
                name, phase: phase.id, value: sum(metric, values),
                excluded: record.outcome == .done ? .notMeasurable : .notDone, count: values.count)
        }
        let answered = record.windows.filter { $0.contraction?.values[metric] != nil }
        let values = answered.compactMap { $0.contraction?.values[metric] }
        let reasons = record.windows.map { exclusion(of: $0, in: number) }
        let excluded =
            omission(of: name, in: phase) ?? reasons.first { $0 != .noContractionSeen } ?? reasons.first ?? .notDone
        return Score(
            name, phase: phase.id, value: mean(values), excluded: excluded, count: values.count,
            origin: origin(answered.compactMap { $0.contraction?.origin }))
    }

    /// As a session sums them up.
    private func sum(_ metric: Metric, _ values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        return switch metric {
        case .involuntaryPeak: values.max()
        case .involuntaryRecovery: mean(values)
        default: values.reduce(0, +)
        }
    }

    /// Nil of none; what all of them have, or indeterminate.
    private func origin(_ origins: [ContractionOrigin]) -> ContractionOrigin? {
        guard let first = origins.first else { return nil }
        return origins.allSatisfy { $0 == first } ? first : .indeterminate
    }

    private func mean(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }

    // MARK: Of guidance

    /// By repetition, from 0.
    private func values(_ metric: ExerciseMetric, _ record: PhaseRecord) -> [(repetition: Int, figure: Figure)] {
        func byRepetition<Value>(_ table: [Int: Value], _ figure: (Value) -> Figure?) -> [(Int, Figure)] {
            table.sorted { $0.key < $1.key }.compactMap { key, entry in figure(entry).map { (key, $0) } }
        }
        func target(_ value: (TargetSums) -> Double?) -> [(Int, Figure)] {
            byRepetition(record.targets) { sums in
                value(sums) == nil && sums.coverage.unusable == 0 ? nil : Figure(value(sums), sums.coverage)
            }
        }
        return switch metric {
        case .timeInTarget: target(\.share)
        case .targetError: target(\.error)
        case .forceSense: byRepetition(record.forces, \.figure)
        case .pelvicOverflow: byRepetition(record.overflows, \.figure)
        case .reactionTime:
            record.windows.compactMap { window in
                window.contraction.map {
                    let seconds = seconds(from: window.cue, to: $0.onset)
                    return (
                        window.repetition, Figure(moment: seconds, excluded: $0.isOnsetMeasured ? nil : .interrupted)
                    )
                }
            }
        case .knackLead:
            record.windows.compactMap { window in
                guard let steepest = record.coughs[window.repetition] else { return nil }
                if let missing = record.efforts[window.repetition]?.momentExclusion {
                    return (window.repetition, Figure(moment: nil, excluded: missing))
                }
                guard steepest.rate >= Self.leastCoughRate, let onset = window.firstOnset,
                    Int64(clamping: onset) < steepest.time
                else { return nil }
                let seconds = Double(steepest.time - Int64(clamping: onset)) / 1e6
                return (window.repetition, Figure(moment: seconds, excluded: nil))
            }
        default: []
        }
    }

    /// cmH2O/s; steeper than a squeeze, less steep than a cough through the live filter (assumption).
    static let leastCoughRate = 150.0

    private func seconds(from: UInt64, to: UInt64) -> Double {
        DeviceTime(microseconds: to).seconds(since: DeviceTime(microseconds: from))
    }

    func repetitions(_ metric: ExerciseMetric, _ number: Int) -> [Score] {
        guard metric.definition.isOfRepetition else { return [] }
        let record = records[number]
        return values(metric, record).map { pair in
            let window = record.windows.first { $0.repetition == pair.repetition }
            return Score(
                .exercise(metric), phase: programme.phases[number].id, repetition: pair.repetition + 1,
                value: pair.figure.value, excluded: pair.figure.excluded, origin: window?.contraction?.origin,
                unusable: pair.figure.unusable)
        }
    }

    func wholePhase(_ metric: ExerciseMetric, _ number: Int) -> Score {
        let phase = programme.phases[number]
        let record = records[number]
        func make(
            _ value: Double?, _ count: Int, _ excluded: Exclusion, _ refusal: RestPressureRefusal?,
            _ unusable: Double? = nil
        ) -> Score {
            let isDone = record.outcome == .done || value != nil
            return Score(
                .exercise(metric), phase: phase.id, value: value, excluded: isDone ? excluded : .notDone,
                restRefusal: value == nil ? refusal : nil, count: count, unusable: unusable)
        }
        func score(
            _ value: Double?, count: Int = 1, _ excluded: Exclusion = .notMeasurable,
            refusal: RestPressureRefusal? = nil
        ) -> Score { make(value, count, excluded, refusal) }
        func score(_ value: Double, count: Int = 1, in coverage: Coverage) -> Score {
            make(
                coverage.exclusion == nil ? value : nil, count, coverage.exclusion ?? .notMeasurable, nil,
                coverage.unusableShare)
        }
        if let omission = omission(of: .exercise(metric), in: phase) { return score(nil, count: 0, omission) }
        if metric.definition.isOfRepetition {
            let figures = self.values(metric, record).map(\.figure)
            let values = figures.compactMap(\.value)
            let isTarget = metric == .timeInTarget || metric == .targetError || metric == .forceSense
            let excluded = figures.lazy.compactMap(\.excluded).first ?? (isTarget ? .targetUnknown : .notMeasurable)
            let shares = figures.filter { values.isEmpty || $0.value != nil }.map { $0.unusable ?? 0 }
            return make(
                mean(values), values.count, excluded, nil, mean(shares).flatMap { $0 > 0 ? $0 : nil })
        }
        switch metric {
        case .phaseRest, .phaseRestSD:
            let gate = metric == .phaseRest ? record.gate.pressureRefusal : record.gate.driftRefusal
            let refusal = record.isZeroChanged ? .zeroChanged : gate
            let baseline = record.baseline
            let value = metric == .phaseRest ? baseline?.level : baseline?.deviation
            return make(
                refusal == nil ? value : nil, record.restSeconds.count, .restRefused, refusal ?? .tooLittleRest,
                record.restCoverage.unusableShare)
        case .phaseTimeAtEase: return score(Double(record.easeMicroseconds) / 1e6, in: record.coverage)
        case .uncuedCount:
            return score(Double(record.uncued.count), count: record.uncued.count, in: record.coverage)
        case .cuesAnswered:
            let known = known(in: number)
            guard !known.isEmpty || record.windows.isEmpty else {
                return score(nil, count: 0, unknown(in: number) ?? .interrupted)
            }
            return score(Double(known.count { $0.contraction != nil }), count: known.count)
        case .validContractions: return valid(number, make)
        case .repetitionsHeld:
            return held(number).map { score(Double($0), count: record.windows.count) }
                ?? score(nil, count: record.windows.count, .interrupted)
        case .feltHits, .feltMisses, .feltExtra, .feltSensitivity: return felt(metric, record, make)
        case .pacedBreathAmplitude, .pacedBreathLag:
            guard let paced = record.paced, record.outcome == .done else { return score(nil, count: 0) }
            if record.isZeroChanged { return score(nil, count: 0, .interrupted) }
            guard record.coverage.exclusion == nil, let result = paced.result else {
                return make(
                    nil, 0, record.coverage.exclusion ?? .notMeasurable, nil, record.coverage.unusableShare)
            }
            // A sine that is hardly there has no highest point (assumption).
            let isThere = metric == .pacedBreathAmplitude || result.amplitude >= 0.1
            let value = metric == .pacedBreathAmplitude ? result.amplitude : result.lag
            return make(
                isThere ? value : nil, paced.count, .notMeasurable, nil, record.coverage.unusableShare)
        case .timeInTarget, .targetError, .forceSense, .reactionTime, .knackLead, .pelvicOverflow:
            return score(nil, count: 0)
        }
    }

    private typealias Making = (Double?, Int, Exclusion, RestPressureRefusal?, Double?) -> Score

    private func valid(_ number: Int, _ score: Making) -> Score {
        let windows = records[number].windows
        let targeted = windows.filter { $0.band?.lower != nil && $0.rest != nil }
        guard !targeted.isEmpty || windows.isEmpty else { return score(nil, 0, .targetUnknown, nil, nil) }
        let isKnown = Set(known(in: number).map(\.repetition))
        let known = targeted.filter { window in
            guard isKnown.contains(window.repetition) else { return false }
            return window.contraction.map { $0.values[.squeezeAmplitude] != nil } ?? true
        }
        guard !known.isEmpty || targeted.isEmpty else {
            return score(nil, 0, exclusion(of: targeted[0], in: number), nil, nil)
        }
        let valid = known.count { window in
            guard let amplitude = window.contraction?.values[.squeezeAmplitude], let lower = window.band?.lower,
                let rest = window.rest
            else { return false }
            return amplitude >= lower - rest
        }
        return score(Double(valid), known.count, .notMeasurable, nil, nil)
    }

    /// Nil where the row breaks off at a repetition of which too little is known.
    private func held(_ number: Int) -> Int? {
        var first: Double?
        var count = 0
        let isKnown = Set(known(in: number).map(\.repetition))
        for window in records[number].windows {
            if !isKnown.contains(window.repetition) { return nil }
            if let contraction = window.contraction, contraction.values[.squeezeAmplitude] == nil,
                [.interrupted, .clipped, .longerThanHistory].contains(contraction.limitation)
            {
                return nil
            }
            guard let held = window.contraction?.values[.endurancePerfect],
                let amplitude = window.contraction?.values[.squeezeAmplitude], held >= window.plannedSeconds - 1,
                amplitude >= 0.65 * (first ?? amplitude)
            else { return count }
            first = first ?? amplitude
            count += 1
        }
        return count
    }

    private func felt(_ metric: ExerciseMetric, _ record: PhaseRecord, _ score: Making) -> Score {
        let known = record.notices.filter { $0.wasMeasured != nil && !$0.isUnknown }
        let signals = known.filter { $0.wasMeasured == true }
        let quiet = known.filter { $0.wasMeasured == false }
        let hits = signals.count { $0.wasFelt }
        let extra = quiet.count { $0.wasFelt }
        guard !known.isEmpty else {
            return score(nil, 0, record.notices.contains(where: \.isUnknown) ? .interrupted : .notDone, nil, nil)
        }
        let value: Double? =
            switch metric {
            case .feltHits: Double(hits)
            case .feltMisses: Double(signals.count - hits)
            case .feltExtra: Double(extra)
            default: sensitivity(hits: hits, signals: signals.count, extra: extra, quiet: quiet.count)
            }
        return score(value, known.count, .notMeasurable, nil, nil)
    }
}
