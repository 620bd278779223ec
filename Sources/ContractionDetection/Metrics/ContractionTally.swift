// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// What a session sums up of its contractions, one at a time. Nothing is allocated by adding.
struct ContractionTally: Sendable {
    /// A mean that grows.
    private struct Mean: Sendable, BitwiseCopyable {
        var sum = 0.0
        var count = 0

        mutating func add(_ value: Double?) {
            guard let value else { return }
            sum += value
            count += 1
        }

        var value: Double? { count > 0 ? sum / Double(count) : nil }
    }

    private struct Chosen: Sendable, BitwiseCopyable {
        var id: UInt64
        var amplitude: Double
    }

    private let selection: MVCSelection
    private var first: Chosen?
    private var second: Chosen?
    private var third: Chosen?

    /// Welford's sums over the amplitudes of squeezes and holds.
    private var amplitudeCount = 0
    private var amplitudeMean = 0.0
    private var amplitudeSquares = 0.0

    private var endurance = Mean()
    private var flickAmplitude = Mean()
    private var flickValley = Mean()
    private var previousFlick: DeviceTime?
    private var flickIntervals = Mean()
    private var involuntaryCount = 0
    private var involuntaryDuration = Mean()
    private var involuntaryAUC = Mean()
    private var involuntaryPeak: Double?
    private var involuntaryRecovery = Mean()

    // By place in allCases.
    private var kinds: [Int]
    private var cues: [Int]

    init(selection: MVCSelection) {
        self.selection = selection
        kinds = ContractionKind.allCases.map { _ in 0 }
        cues = ContractionCue.allCases.map { _ in 0 }
    }

    /// The mean of three; nil until there are three.
    var mvc: Double? {
        guard let first, let second, let third else { return nil }
        return (first.amplitude + second.amplitude + third.amplitude) / 3
    }

    /// A flick after a gap follows none.
    mutating func interrupt() { previousFlick = nil }

    mutating func add(_ metrics: ContractionMetrics) {
        let contraction = metrics.contraction
        kinds[contraction.kind.place] += 1
        guard contraction.kind.isContraction else { return }
        cues[contraction.cue.place] += 1
        if contraction.cue == .uncued {
            involuntaryCount += 1
            involuntaryDuration.add(metrics.involuntaryDuration)
            involuntaryAUC.add(metrics.involuntaryAUC)
            involuntaryRecovery.add(metrics.involuntaryRecovery)
            if let peak = metrics.involuntaryPeak { involuntaryPeak = max(involuntaryPeak ?? peak, peak) }
        }
        guard let amplitude = metrics.squeezeAmplitude else { return }
        let isSustained = contraction.kind != .flick
        if selection.includes(id: contraction.id, isSustained: isSustained) {
            let chosen = Chosen(id: contraction.id, amplitude: amplitude)
            if first == nil {
                first = chosen
            } else if second == nil {
                second = chosen
            } else if third == nil {
                third = chosen
            }
        }
        if isSustained { addSustained(metrics, amplitude) } else { addFlick(metrics, amplitude) }
    }

    private mutating func addSustained(_ metrics: ContractionMetrics, _ amplitude: Double) {
        amplitudeCount += 1
        let distance = amplitude - amplitudeMean
        amplitudeMean += distance / Double(amplitudeCount)
        amplitudeSquares += distance * (amplitude - amplitudeMean)
        endurance.add(metrics.enduranceAUC10)
    }

    private mutating func addFlick(_ metrics: ContractionMetrics, _ amplitude: Double) {
        flickAmplitude.add(amplitude)
        flickValley.add(metrics.flickValley)
        let onset = metrics.contraction.onset.deviceTime
        if let previousFlick {
            let interval = onset.seconds(since: previousFlick)
            if interval > 0, interval <= Self.flickIntervalLimit { flickIntervals.add(interval) }
        }
        previousFlick = onset
    }

    /// Flicks farther apart, onset to onset, are not of one series, seconds (assumption).
    static let flickIntervalLimit = 5.0

    /// Writes the sums into the figures of a session.
    func add(to session: inout SessionMetrics) {
        let chosen = [first, second, third].compactMap { $0 }
        session.mvc = mvc
        session.mvcBest = mvc == nil ? nil : chosen.map(\.amplitude).max()
        session.mvcContractions = chosen.map(\.id)
        if let mvc, mvc > 0 { session.enduranceNormalised = endurance.value.map { $0 / (mvc * 10) } }
        if amplitudeCount >= 3, amplitudeMean > 0 {
            session.repeatability = (amplitudeSquares / Double(amplitudeCount - 1)).squareRoot() / amplitudeMean
        }
        session.flickRate = flickIntervals.value.map { 10 / $0 }
        session.flickAmplitude = flickAmplitude.value
        session.flickValley = flickValley.value
        for kind in ContractionKind.allCases where kinds[kind.place] > 0 { session.counts[kind] = kinds[kind.place] }
        for cue in ContractionCue.allCases where cues[cue.place] > 0 {
            session.contractionsByCue[cue] = cues[cue.place]
        }
        guard cues[ContractionCue.cued.place] + cues[ContractionCue.uncued.place] > 0 else { return }
        session.involuntaryCount = involuntaryCount
        session.involuntaryDuration = involuntaryDuration.count > 0 ? involuntaryDuration.sum : nil
        session.involuntaryAUC = involuntaryAUC.count > 0 ? involuntaryAUC.sum : nil
        session.involuntaryPeak = involuntaryPeak
        session.involuntaryRecovery = involuntaryRecovery.value
    }
}

extension ContractionKind {
    fileprivate var place: Int {
        switch self {
        case .squeeze: 0
        case .flick: 1
        case .hold: 2
        case .cough: 3
        case .strain: 4
        case .motion: 5
        case .shift: 6
        case .indeterminate: 7
        }
    }
}

extension ContractionCue {
    fileprivate var place: Int {
        switch self {
        case .cued: 0
        case .uncued: 1
        case .unknown: 2
        }
    }
}
