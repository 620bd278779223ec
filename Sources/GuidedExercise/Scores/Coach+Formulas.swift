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
        case .squeeze, .flick, .hold, nil: return .noContractionSeen
        }
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
    private func values(_ metric: ExerciseMetric, _ record: PhaseRecord) -> [(repetition: Int, value: Double)] {
        func byRepetition<Value>(_ table: [Int: Value], _ value: (Value) -> Double?) -> [(Int, Double)] {
            table.sorted { $0.key < $1.key }.compactMap { key, entry in value(entry).map { (key, $0) } }
        }
        return switch metric {
        case .timeInTarget: byRepetition(record.targets, \.share)
        case .targetError: byRepetition(record.targets, \.error)
        case .forceSense: byRepetition(record.forces, \.mean)
        case .pelvicOverflow: byRepetition(record.overflows, \.mean)
        case .reactionTime:
            record.windows.compactMap { window in
                window.contraction.map { (window.repetition, seconds(from: window.cue, to: $0.onset)) }
            }
        case .knackLead:
            record.windows.compactMap { window in
                guard let steepest = record.coughs[window.repetition], steepest.rate >= Self.leastCoughRate,
                    let onset = window.firstOnset, Int64(clamping: onset) < steepest.time
                else { return nil }
                return (window.repetition, Double(steepest.time - Int64(clamping: onset)) / 1e6)
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
                value: pair.value, origin: window?.contraction?.origin)
        }
    }

    func wholePhase(_ metric: ExerciseMetric, _ number: Int) -> Score {
        let phase = programme.phases[number]
        let record = records[number]
        func make(
            _ value: Double?, _ count: Int, _ excluded: Exclusion, _ refusal: RestPressureRefusal?
        ) -> Score {
            let isDone = record.outcome == .done || value != nil
            return Score(
                .exercise(metric), phase: phase.id, value: value, excluded: isDone ? excluded : .notDone,
                restRefusal: value == nil ? refusal : nil, count: count)
        }
        func score(
            _ value: Double?, count: Int = 1, _ excluded: Exclusion = .notMeasurable,
            refusal: RestPressureRefusal? = nil
        ) -> Score { make(value, count, excluded, refusal) }
        if let omission = omission(of: .exercise(metric), in: phase) { return score(nil, count: 0, omission) }
        if metric.definition.isOfRepetition {
            let values = self.values(metric, record).map(\.value)
            let isTarget = metric == .timeInTarget || metric == .targetError || metric == .forceSense
            return score(mean(values), count: values.count, isTarget ? .targetUnknown : .notMeasurable)
        }
        switch metric {
        case .phaseRest, .phaseRestSD:
            let refusal = metric == .phaseRest ? record.gate.pressureRefusal : record.gate.driftRefusal
            let baseline = record.baseline
            let value = metric == .phaseRest ? baseline?.level : baseline?.deviation
            return score(
                refusal == nil ? value : nil, count: record.restSeconds.count, .restRefused,
                refusal: refusal ?? .tooLittleRest)
        case .phaseTimeAtEase: return score(Double(record.easeMicroseconds) / 1e6)
        case .uncuedCount: return score(Double(record.uncued.count), count: record.uncued.count)
        case .cuesAnswered:
            let answered = record.windows.count { $0.contraction != nil }
            return score(Double(answered), count: record.windows.count)
        case .validContractions: return valid(record, make)
        case .repetitionsHeld:
            return score(Double(held(record)), count: record.windows.count)
        case .feltHits, .feltMisses, .feltExtra, .feltSensitivity: return felt(metric, record, make)
        case .pacedBreathAmplitude, .pacedBreathLag:
            guard let paced = record.paced, let result = paced.result, record.outcome == .done else {
                return score(nil, count: 0)
            }
            if metric == .pacedBreathAmplitude { return score(result.amplitude, count: paced.count) }
            // A sine that is hardly there has no highest point (assumption).
            return score(result.amplitude >= 0.1 ? result.lag : nil, count: paced.count)
        case .timeInTarget, .targetError, .forceSense, .reactionTime, .knackLead, .pelvicOverflow:
            return score(nil, count: 0)
        }
    }

    private typealias Making = (Double?, Int, Exclusion, RestPressureRefusal?) -> Score

    private func valid(_ record: PhaseRecord, _ score: Making) -> Score {
        let known = record.windows.filter { $0.band?.lower != nil && $0.rest != nil }
        guard !known.isEmpty || record.windows.isEmpty else { return score(nil, 0, .targetUnknown, nil) }
        let valid = known.count { window in
            guard let amplitude = window.contraction?.values[.squeezeAmplitude], let lower = window.band?.lower,
                let rest = window.rest
            else { return false }
            return amplitude >= lower - rest
        }
        return score(Double(valid), known.count, .notMeasurable, nil)
    }

    private func held(_ record: PhaseRecord) -> Int {
        var first: Double?
        var count = 0
        for window in record.windows {
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
        let known = record.notices.filter { $0.wasMeasured != nil }
        let signals = known.filter { $0.wasMeasured == true }
        let quiet = known.filter { $0.wasMeasured == false }
        let hits = signals.count { $0.wasFelt }
        let extra = quiet.count { $0.wasFelt }
        guard !known.isEmpty else { return score(nil, 0, .notDone, nil) }
        let value: Double? =
            switch metric {
            case .feltHits: Double(hits)
            case .feltMisses: Double(signals.count - hits)
            case .feltExtra: Double(extra)
            default: sensitivity(hits: hits, signals: signals.count, extra: extra, quiet: quiet.count)
            }
        return score(value, known.count, .notMeasurable, nil)
    }
}
