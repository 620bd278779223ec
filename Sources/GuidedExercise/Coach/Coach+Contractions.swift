// SPDX-License-Identifier: Apache-2.0
public import ContractionDetection
public import Perineometry

// Which contraction answered which cue.
extension Coach {
    /// What a contraction with this onset is: an answer to a cue, or something that nobody asked for.
    public func cue(of onset: DeviceTime) -> ContractionCue {
        guard status != .ready else { return .unknown }
        return window(answeredAt: onset.microseconds) == nil ? .uncued : .cued
    }

    /// The last cue that an onset answers.
    private func window(answeredAt onset: UInt64) -> (phase: Int, window: Int)? {
        for phase in records.indices.reversed() {
            for window in records[phase].windows.indices.reversed() {
                let candidate = records[phase].windows[window]
                guard !candidate.isPast, onset &+ RepetitionWindow.before >= candidate.cue else { continue }
                return candidate.isAnswered(by: onset) ? (phase, window) : nil
            }
        }
        return nil
    }

    /// Contractions that are remembered for the spans of noticing: more than minutes hold.
    private static let seenLimit = 200

    /// Takes what the detector says of a contraction.
    public mutating func take(_ event: ContractionEvent) {
        guard status != .ready, end == nil else { return }
        let contraction = event.contraction
        let onset = contraction.onset.deviceTime.microseconds
        seen.removeAll { $0.id == contraction.id }
        forget(first: contraction.id)
        if event.phase == .withdrawn { return }
        seen.append(
            SeenContraction(
                id: contraction.id, onset: onset, offset: contraction.offset?.deviceTime.microseconds,
                kind: contraction.kind, isFinal: event.isFinal))
        if seen.count > Self.seenLimit { seen.removeFirst() }
        guard let place = window(answeredAt: onset), records[place.phase].windows[place.window].firstID == nil
        else { return }
        records[place.phase].windows[place.window].firstID = contraction.id
        records[place.phase].windows[place.window].firstOnset = onset
    }

    /// What was said of a contraction before is said anew, or taken back. Numbers begin anew with the daemon.
    private mutating func forget(first id: UInt64) {
        for phase in records.indices where records[phase].scores == nil {
            for window in records[phase].windows.indices {
                let candidate = records[phase].windows[window]
                guard candidate.firstID == id, !candidate.isPast else { continue }
                records[phase].windows[window].firstID = nil
                records[phase].windows[window].firstOnset = nil
            }
        }
    }

    /// Takes the figures of a contraction of which all has been seen.
    public mutating func take(_ metrics: ContractionMetrics) {
        guard status != .ready, end == nil else { return }
        let onset = metrics.contraction.onset.deviceTime.microseconds
        let isContraction = metrics.contraction.kind.isContraction
        guard let place = window(answeredAt: onset) else {
            if isContraction { noteUncued(metrics, onset) }
            return
        }
        guard isContraction else {
            let kind = metrics.contraction.kind
            records[place.phase].windows[place.window].other = kind
            return
        }
        // The first contraction is the answer.
        guard records[place.phase].windows[place.window].contraction == nil, records[place.phase].scores == nil
        else { return }
        let figures = SeenFigures(metrics)
        records[place.phase].windows[place.window].contraction = figures
        let phase = programme.phases[place.phase]
        for score in phase.scores {
            guard case .contraction(let metric) = score, !metric.isInvoluntary else { continue }
            say(.score(self.score(metric, of: records[place.phase].windows[place.window], in: place.phase)))
        }
        noteMaximum(in: place.phase)
    }

    private mutating func noteUncued(_ metrics: ContractionMetrics, _ onset: UInt64) {
        for phase in records.indices {
            guard let started = records[phase].startedAt, onset >= started, records[phase].scores == nil,
                onset < records[phase].endedAt ?? .max
            else { continue }
            records[phase].uncued.append(SeenFigures(metrics))
            return
        }
    }

    /// The maximum is the mean of the first three amplitudes, as `mvc` is.
    private mutating func noteMaximum(in phase: Int) {
        guard programme.phases[phase].measuresMaximum, maximum == nil else { return }
        let amplitudes = records[phase].windows.compactMap { $0.contraction?.values[.squeezeAmplitude] }
        guard amplitudes.count >= 3 else { return }
        maximum = amplitudes.prefix(3).reduce(0, +) / 3
        resolveTarget()
    }
}

extension Metric {
    /// Of contractions that nobody asked for.
    var isInvoluntary: Bool {
        switch self {
        case .involuntaryAUC, .involuntaryDuration, .involuntaryPeak, .involuntaryRecovery: true
        default: false
        }
    }
}
