// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// What is kept of a phase until its scores are worked out.
struct PhaseRecord: Hashable, Sendable, Codable {
    var outcome: PhaseOutcome?
    /// Where it began, or went on after it stood still, microseconds of device time; nil while it does not run.
    var startedAt: UInt64?
    var endedAt: UInt64?
    /// Its scores have been said.
    var scores: [Score]?

    var windows: [RepetitionWindow] = []
    var uncued: [SeenFigures] = []
    var notices: [NoticeSpan] = []

    // By repetition.
    var targets: [Int: TargetSums] = [:]
    var forces: [Int: StepFigures] = [:]
    var overflows: [Int: StepFigures] = [:]
    var coughs: [Int: SteepestRise] = [:]
    /// Of squeezes and coughs, and of all steps.
    var efforts: [Int: Coverage] = [:]
    var coverages: [Int: Coverage] = [:]

    /// Of the whole phase, and of its steps of rest; repetitions that began anew count.
    var coverage = Coverage()
    var restCoverage = Coverage()
    var restSeconds: [Double] = []
    /// Pressures from before another zero are among what was gathered.
    private(set) var isZeroChanged = false
    var easeMicroseconds: Int64 = 0
    var paced: PacedFit?
    /// What the warm-up gate said when it ended.
    var gate = RestGate()

    /// Takes what a step gathered.
    mutating func add(_ step: StepMeasure, maximum: Double?) {
        coverage.add(step.coverage)
        coverages[step.repetition, default: Coverage()].add(step.coverage)
        if step.activity.isContraction || step.activity == .action(.cough) {
            efforts[step.repetition, default: Coverage()].add(step.coverage)
        }
        if step.activity == .action(.rest) {
            restSeconds += step.restSeconds
            restCoverage.add(step.coverage)
        }
        if step.activity == .action(.notice), step.coverage.exclusion != nil {
            for index in notices.indices where notices[index].repetition == step.repetition {
                notices[index].isUnknown = true
            }
        }
        easeMicroseconds += step.easeMicroseconds
        if step.band != nil { targets[step.repetition, default: TargetSums()].add(step.target) }
        if let band = step.band, let maximum {
            let value = step.lastTwoSeconds.mean.map { 100 * abs($0 - band.centre) / maximum }
            forces[step.repetition, default: StepFigures()].add(value, step.lastTwoSeconds.coverage)
        }
        if case .tense(let group) = step.activity, group != .pelvicFloor, let rest = step.restAtCue {
            let value = step.later.mean.map { $0 - rest }
            overflows[step.repetition, default: StepFigures()].add(value, step.later.coverage)
        }
        if let steepest = step.steepest { coughs[step.repetition] = steepest }
        if let paced = step.paced {
            if self.paced == nil { self.paced = paced } else { self.paced?.add(paced) }
        }
    }

    /// A repetition begins anew: what was gathered of it is let go.
    mutating func forget(repetition: Int) {
        windows.removeAll { $0.repetition == repetition }
        notices.removeAll { $0.repetition == repetition }
        targets[repetition] = nil
        forces[repetition] = nil
        overflows[repetition] = nil
        coughs[repetition] = nil
        efforts[repetition] = nil
        coverages[repetition] = nil
    }

    /// From here on pressures count from elsewhere.
    mutating func noteZeroChange() {
        if !restSeconds.isEmpty || paced != nil { isZeroChanged = true }
    }

    var baseline: Baseline? {
        guard !isZeroChanged, restSeconds.count >= RestFigures.leastSeconds else { return nil }
        return Baseline(level: median(restSeconds), deviation: deviation(restSeconds))
    }
}

/// What the coach knows of the zero and of the probe's warming up.
public struct RestGate: Hashable, Sendable, Codable {
    public var zero: ZeroState
    /// The pressure was seen not to drift.
    public var isSettled: Bool
    /// cmH2O a minute; nil while it is not known.
    public var slopePerMinute: Double?

    public init(zero: ZeroState = .none, isSettled: Bool = false, slopePerMinute: Double? = nil) {
        self.zero = zero
        self.isSettled = isSettled
        self.slopePerMinute = slopePerMinute
    }

    /// Why a deviation of rest cannot be stated.
    var driftRefusal: RestPressureRefusal? {
        isSettled ? nil : slopePerMinute == nil ? .warmingUp : .notSettled
    }

    /// Why a resting pressure cannot be stated.
    var pressureRefusal: RestPressureRefusal? {
        switch zero {
        case .none: .notZeroed
        case .inSitu: .zeroedInSitu
        case .air: driftRefusal
        }
    }
}

/// Of a list that is not empty.
func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
}

/// The standard deviation (n - 1) of at least two values.
func deviation(_ values: [Double]) -> Double {
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(values.count - 1)).squareRoot()
}
