// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// Works the figures of one contraction out of a trace. The formulas are those of `Metric.definition`; times are seconds
/// from the onset.
struct ContractionFigures {
    let offset: Double
    /// The last time that is looked at.
    let tailEnd: Double
    let rest: Double
    let baseline: Double
    /// The highest pressure and its time.
    let peak: Double
    let peakTime: Double
    /// Seconds from the onset to the cue to let go.
    let releaseCue: Double?
    /// Samples are missing somewhere from the foot of the rise to the end of the tail, or were clipped.
    let hasHoles: Bool

    var amplitude: Double { peak - rest }

    /// The pressure at a share of the amplitude.
    func level(_ share: Double) -> Double { rest + share * amplitude }

    // MARK: What was seen

    /// No more than this share of a contraction may be missing for its means and sums to stand (assumption).
    static let missingShareLimit = 0.1

    /// Whether nothing that could make a difference is missing in a stretch.
    func isSeen(from: Double, to: Double, in trace: borrowing PressureTrace) -> Bool {
        !hasHoles || trace.unseen(from: from, to: to) <= trace.negligibleSeconds
    }

    /// The same about a moment: a bridged gap is no longer than that (`PressureAnalysis.bridgeSeconds`).
    func isSeen(about time: Double, in trace: borrowing PressureTrace) -> Bool {
        isSeen(from: time - 0.1, to: time + 0.1, in: trace)
    }

    // MARK: Rise

    /// When a tenth and nine tenths of the rise were done.
    func rise(in trace: borrowing PressureTrace) -> (tenth: Double?, nineTenths: Double)? {
        let rise = peak - baseline
        guard rise > 0, let upper = trace.first(.above, baseline + 0.9 * rise, from: 0, to: peakTime) else {
            return nil
        }
        let foot = max(-Self.footSeconds, trace.firstTime)
        return (trace.last(.below, baseline + 0.1 * rise, from: min(foot, upper), to: upper), upper)
    }

    /// How far back the foot of a rise is looked for (assumption).
    static let footSeconds = 2.0

    func addRise(to metrics: inout ContractionMetrics, from trace: borrowing PressureTrace) {
        if metrics.isOnsetMeasured { metrics.timeToPeak = peakTime }
        if isSeen(about: offset, in: trace) { metrics.timeAfterPeak = offset - peakTime }
        if let rise = rise(in: trace), let tenth = rise.tenth,
            isSeen(from: tenth - 0.1, to: rise.nineTenths + 0.1, in: trace)
        {
            metrics.riseTime = rise.nineTenths - tenth
        }
        // What comes after a bridged gap may be a step.
        if isSeen(from: -0.1, to: peakTime + 0.1, in: trace) {
            metrics.maxPressureRate = trace.steepest(from: 0, to: peakTime, half: 0.025)
        }
        if offset >= 0.2, isSeen(from: -0.1, to: 0.3, in: trace) {
            metrics.rateOfForceDevelopment = (trace.pressure(at: 0.2) - trace.pressure(at: 0)) / 0.2
        }
    }

    // MARK: Release

    /// When the release began, and the height over rest that was held before it.
    ///
    /// A hold that fades has lost a tenth of its peak long before it is let go, so the height that counts is the highest
    /// of the two seconds before half of it was gone; that half is of the highest of the last five seconds. Both lengths
    /// are assumptions: shorter than fatigue takes, longer than a release does.
    func release(in trace: borrowing PressureTrace) -> (begin: Double, height: Double)? {
        let recent = trace.highest(from: max(0, offset - 5), to: offset).pressure - rest
        guard recent > 0, let half = trace.last(.above, rest + 0.5 * recent, from: 0, to: offset) else { return nil }
        let height = trace.highest(from: max(0, half - 2), to: half).pressure - rest
        guard height > 0, let begin = trace.last(.above, rest + 0.9 * height, from: 0, to: half) else { return nil }
        return (begin, height)
    }

    func addRelease(to metrics: inout ContractionMetrics, from trace: borrowing PressureTrace) {
        if let release = release(in: trace),
            let low = trace.first(.below, rest + 0.1 * release.height, from: release.begin, to: tailEnd),
            isSeen(from: release.begin - 0.1, to: low + 0.1, in: trace)
        {
            metrics.releaseTime = low - release.begin
        }
        metrics.residual2s = residual(after: 2, in: trace)
        metrics.residual5s = residual(after: 5, in: trace)
        if let releaseCue, releaseCue >= 0, releaseCue <= offset {
            metrics.relaxLatency = calm(from: releaseCue, in: trace)
        }
        if metrics.contraction.kind == .flick, metrics.tail != .interrupted,
            isSeen(from: offset, to: tailEnd, in: trace)
        {
            metrics.flickValley = 100 * (trace.lowest(from: offset, to: tailEnd) - rest) / amplitude
        }
    }

    /// Seconds until the pressure stays low for a second; nil where it does not, or where that was not seen.
    private func calm(from time: Double, in trace: borrowing PressureTrace) -> Double? {
        guard let calm = trace.calm(below: level(0.1), lasting: 1, from: time, to: tailEnd),
            isSeen(from: time, to: calm + 1, in: trace)
        else { return nil }
        return calm - time
    }

    /// Percent of the amplitude.
    private func residual(after seconds: Double, in trace: borrowing PressureTrace) -> Double? {
        let time = offset + seconds
        guard time <= tailEnd, isSeen(from: time - 0.5, to: time, in: trace) else { return nil }
        return 100 * (trace.mean(from: time - 0.5, to: time) - rest) / amplitude
    }

    // MARK: Hold

    func addHold(to metrics: inout ContractionMetrics, from trace: borrowing PressureTrace, mvc: Double?) {
        metrics.holdMean = trace.mean(from: 0, to: offset) - rest
        if offset >= 10 { metrics.enduranceAUC10 = trace.integral(from: 0, to: 10) - 10 * rest }
        let release = release(in: trace)
        if let release, let half = trace.first(.below, level(0.5), from: peakTime, to: offset), half < release.begin {
            metrics.enduranceT50 = half - peakTime
        }
        metrics.endurancePerfect = min(10, trace.first(.below, level(0.65), from: peakTime, to: offset) ?? offset)
        if let mvc { metrics.enduranceT60 = seconds(above: rest + 0.6 * mvc, in: trace) }
        if let release, let begin = rise(in: trace)?.nineTenths, release.begin - begin >= 4 {
            let first = trace.mean(from: begin, to: begin + 2) - rest
            let last = trace.mean(from: release.begin - 2, to: release.begin) - rest
            if first > 0 { metrics.fatigueIndex = (first - last) / first }
            metrics.fatigueSlope = trace.slope(from: begin, to: release.begin).map { 100 * $0 / amplitude }
        }
    }

    private func seconds(above level: Double, in trace: borrowing PressureTrace) -> Double {
        guard let reached = trace.first(.above, level, from: 0, to: offset) else { return 0 }
        // From the sample after it, which is above: rounding may have put the crossing itself below.
        let next = trace.number(from: reached)
        guard next < trace.end, trace.time(next) <= offset else { return offset - reached }
        return (trace.first(.below, level, from: trace.time(next), to: offset) ?? offset) - reached
    }

    // MARK: Abdomen

    /// Milliseconds from the abdominal onset to the onset at the pelvic floor.
    func coordination(in trace: borrowing PressureTrace) -> Double? {
        guard trace.firstTime <= -1, trace.lastTime >= 1, isSeen(from: -1, to: 1, in: trace) else { return nil }
        let baseline = trace.mean(from: -1, to: -0.5, of: .abdominal)
        let top = trace.highest(from: -0.5, to: 1, of: .abdominal)
        let rise = top.pressure - baseline
        guard rise >= max(Self.leastAbdominalRise, Self.leastAbdominalShare * (peak - self.baseline)),
            let half = trace.first(.above, baseline + 0.5 * rise, from: -0.5, to: 1, of: .abdominal),
            let tenth = trace.last(.below, baseline + 0.1 * rise, from: -0.5, to: half, of: .abdominal)
        else { return nil }
        return -1000 * tenth
    }

    /// cmH2O, and as a share of the rise at the pelvic floor: what is lower may be a breath (assumption).
    static let leastAbdominalRise = 2.0
    static let leastAbdominalShare = 0.2

    // MARK: Uncued

    func addInvoluntary(to metrics: inout ContractionMetrics, from trace: borrowing PressureTrace) {
        metrics.involuntaryDuration = metrics.duration
        metrics.involuntaryAUC = trace.integral(from: 0, to: offset) - offset * rest
        metrics.involuntaryPeak = amplitude
        metrics.involuntaryRecovery = calm(from: offset, in: trace)
    }
}

extension ContractionMetrics {
    /// The figures of a contraction of which the trace has seen all that will be looked at.
    ///
    /// - Parameters:
    ///   - recorded: final.
    ///   - trace: holds the contraction; its origin is set to the onset.
    ///   - mvc: amplitude of a maximal contraction in cmH2O, where it is known.
    init(of recorded: RecordedContraction, in trace: inout PressureTrace, mvc: Double?) {
        let contraction = recorded.contraction
        let onset = contraction.onset.deviceTime
        self.init(of: contraction)
        duration = contraction.duration
        trace.origin = onset
        guard let offset = duration, offset > 0, contraction.rule != .interrupted, !trace.isEmpty else {
            limitation = .interrupted
            return
        }
        guard trace.firstTime <= 0 else {
            limitation = .longerThanHistory
            return
        }
        let whole = offset + RecordedContraction.tailSeconds
        let next = recorded.nextOnset.map { max(offset, $0.seconds(since: onset)) } ?? .infinity
        let tailEnd = max(offset, min(whole, next, trace.lastTime))
        tail = tailEnd == whole ? .complete : tailEnd == next ? .nextOnset : .interrupted
        tailSeconds = tailEnd - offset
        guard offset <= trace.lastTime else {
            limitation = .interrupted
            return
        }
        if let clipped = recorded.firstClipped, clipped.seconds(since: onset) <= offset {
            limitation = .clipped
            return
        }
        guard trace.unseen(from: 0, to: offset) <= ContractionFigures.missingShareLimit * offset else {
            limitation = .interrupted
            return
        }
        let top = trace.highest(from: 0, to: offset)
        let figures = ContractionFigures(
            offset: offset, tailEnd: tailEnd, rest: contraction.restBefore, baseline: contraction.baseline,
            peak: top.pressure, peakTime: top.time, releaseCue: recorded.releaseCue.map { $0.seconds(since: onset) },
            hasHoles: trace.unseen(from: -ContractionFigures.footSeconds - 0.1, to: tailEnd) > 0)
        isWhole = figures.isSeen(from: -ContractionFigures.footSeconds - 0.1, to: tailEnd, in: trace)
        isOnsetMeasured = figures.isSeen(about: 0, in: trace)
        if !isOnsetMeasured || !figures.isSeen(about: offset, in: trace) { duration = nil }
        // It may have been higher where nothing was measured.
        guard figures.isSeen(about: top.time, in: trace) else {
            limitation = .interrupted
            return
        }
        peak = top.pressure
        if contraction.kind != .motion, contraction.kind != .shift { coordination = figures.coordination(in: trace) }
        guard contraction.kind.isContraction else {
            limitation = .notAContraction
            return
        }
        guard figures.amplitude > 0 else {
            limitation = .notAboveRest
            return
        }
        squeezeAmplitude = figures.amplitude
        figures.addRise(to: &self, from: trace)
        figures.addRelease(to: &self, from: trace)
        if contraction.kind != .flick { figures.addHold(to: &self, from: trace, mvc: mvc) }
        if contraction.cue == .uncued { figures.addInvoluntary(to: &self, from: trace) }
    }
}
