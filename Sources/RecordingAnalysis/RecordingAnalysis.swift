// SPDX-License-Identifier: Apache-2.0
import ContractionDetection
public import Perineometry
public import RecordingFiles
public import SignalProcessing

/// Analyses a recording as the daemon analyses a probe: the same filter, detector and figures, sample by sample.
///
/// ```swift
/// var analysis = try RecordingAnalysis(of: file.description)
/// while let piece = try file.next() {
///     analysis.take(piece)
///     while let found = analysis.next() { … }
/// }
/// let summary = analysis.finish()
/// while let found = analysis.next() { … }
/// ```
///
/// The same samples give the same results, however they are cut into pieces. Memory does not grow with the recording.
///
/// A sample whose pelvic-floor value is no number, or beyond any pressure, is missing. Missing samples are bridged or
/// interrupt the analysis as gaps do live (`PressureAnalysis.bridgeSeconds`). In the abdominal channel the last value
/// stands in for missing ones.
public struct RecordingAnalysis: ~Copyable {
    /// In a recording that is not calibrated, values beyond this are taken for no value: no converter counts so far
    /// (assumption), and sums of their squares stay finite.
    static let countLimit = 1e9

    private let rateHertz: Double
    private let isCalibrated: Bool
    private let abdominal: Int?
    private let zero: ZeroState
    private let bridgePlaces: UInt64

    private var analysis: PressureAnalysis
    private var recorder: MetricsRecorder
    /// Nil below the rate that it needs.
    private var rest: RestMonitor?
    private var ledger = ContractionLedger()
    private var gate = ClipGate()
    private var inspection: SignalInspection
    private var abdominalInspection: SignalInspection?
    private var breathing = BreathingTally()
    private var outline = PressureOutline()

    /// Seconds from the first sample, the next one last.
    private var cuesToCome: [Double]
    private var nextIndex: UInt64 = 0
    private var missingFrom: UInt64 = 0
    private var missing: UInt64 = 0
    /// The analysis was interrupted, and no sample has come since.
    private var isInterrupted = true
    private var lastAbdominal: Double?
    private var analysed: UInt64 = 0
    private var gaps: [GapSpan] = []
    private var gapsLeftOut = 0

    /// The filter between recorded and analysed pressures.
    public var filter: FilterChain { analysis.filter }
    /// The id of the rule by which contractions are found.
    public var definitionID: String { analysis.definition.id }

    /// - Parameters:
    ///   - description: of the recording.
    ///   - zero: what its pressures count from.
    ///   - cues: when the person was asked to contract, seconds from the first sample; none where nobody knows.
    /// - Throws: `FilterDesignError` for a rate that no recording has.
    public init(
        of description: RecordingDescription, zero: ZeroState = .none, cues: [Double] = []
    ) throws(FilterDesignError) {
        try self.init(
            rateHertz: description.rateHertz, roles: description.chosen.map(\.role),
            isCalibrated: description.isCalibrated, zero: zero, cues: cues)
    }

    /// - Parameters:
    ///   - rate: samples a second.
    ///   - roles: of the channels in a sample's order; the pelvic floor comes first.
    ///   - isCalibrated: the values are pressures in cmH2O.
    ///   - zero: what they count from.
    ///   - cues: when the person was asked to contract, seconds from the first sample.
    /// - Throws: `FilterDesignError` for a rate that no recording has.
    package init(
        rateHertz rate: Double, roles: [ChannelRole], isCalibrated: Bool, zero: ZeroState, cues: [Double]
    ) throws(FilterDesignError) {
        let abdominal = roles.firstIndex(of: .abdominal)
        let elements = roles.indices.filter { roles[$0] == .arrayElement }
        let channels = DetectionChannels(pelvicFloor: 0, abdominal: abdominal, arrayElements: elements)
        let filter = try FilterChain.live(rateHertz: rate)
        rateHertz = rate
        self.isCalibrated = isCalibrated
        self.abdominal = abdominal
        self.zero = zero
        cuesToCome = cues.sorted(by: >)
        bridgePlaces = UInt64(PressureAnalysis.bridgeSeconds * rate)
        analysis = PressureAnalysis(filter: filter, sampleRateHertz: rate, channels: channels)
        recorder = MetricsRecorder(
            sampleRateHertz: rate, delaySeconds: filter.delaySeconds, channels: channels, zero: zero)
        rest =
            rate >= RestingSteps.stepsPerSecond ? RestMonitor(sampleRateHertz: rate, channels: channels) : nil
        inspection = SignalInspection(rateHertz: rate, isCalibrated: isCalibrated)
        abdominalInspection = abdominal.map {
            SignalInspection(rateHertz: rate, isCalibrated: isCalibrated, channel: $0)
        }
    }

    /// Takes an instant at which the person was asked to contract, seconds from the first sample. Returns false, and does
    /// not take it, where the analysis is beyond it.
    package mutating func take(cueAt seconds: Double) -> Bool {
        guard nextIndex == 0 || seconds > instant(nextIndex - 1).deviceTime.seconds else { return false }
        cuesToCome.insert(seconds, at: cuesToCome.firstIndex { $0 <= seconds } ?? cuesToCome.endIndex)
        return true
    }

    /// Takes the next piece of the recording. Pieces come in order.
    public mutating func take(_ piece: RecordingPiece) {
        inspection.take(piece)
        abdominalInspection?.take(piece)
        switch piece {
        case .gap(let gap): miss(gap.missing, from: gap.first.value)
        case .samples(let block):
            var index = block.first.value
            for (sample, limits) in zip(block.samples, block.clipped) {
                if isPressure(sample[0]) {
                    take(sample, isAtLimit: limits & 1 != 0, at: index)
                } else {
                    miss(1, from: index)
                }
                index += 1
            }
        }
    }

    /// The next contraction of which all is known, in the order in which they began; nil while there is none.
    public mutating func next() -> AnalysedContraction? { ledger.pop() }

    /// The recording ends: what lasts ends with it. Ask for `next` once more; nothing may be taken afterwards.
    public mutating func finish() -> RecordingSummary {
        let seconds = Double(nextIndex) / rateHertz
        if !isInterrupted { interrupt(heardAt: nextIndex - 1) }
        if missing > 0 { closeGap(isBridged: false) }
        let found = inspection.finish()
        var remarks = found.remarks
        if !isCalibrated {
            remarks.append(
                "The values are no pressures (counts): the detector's thresholds are in cmH2O, so what it finds "
                    + "depends on their scale.")
        }
        if found.samples > analysed {
            remarks.append("\(found.samples - analysed) values beyond any pressure were taken for missing.")
        }
        for (fault, count) in found.spansLeftOut.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            remarks.append("\(count) more stretches are \(fault.rawValue); they are not listed.")
        }
        if gapsLeftOut > 0 { remarks.append("\(gapsLeftOut) more gaps are not listed.") }
        if rest == nil { remarks.append("Breathing is not looked for below \(Int(RestingSteps.stepsPerSecond)) Hz.") }
        return RecordingSummary(
            session: recorder.session, breathing: breathing.summary, inspection: found,
            abdominalInspection: abdominalInspection?.finish(), gaps: gaps, gapsLeftOut: gapsLeftOut,
            samples: found.samples, analysedSamples: analysed, seconds: seconds, outline: outline, remarks: remarks)
    }

    // MARK: Samples

    private func isPressure(_ value: Double) -> Bool {
        abs(value) <= (isCalibrated ? SignalInspection.plausibleCmH2O : Self.countLimit)
    }

    private mutating func take(_ recorded: ChannelVector, isAtLimit: Bool, at index: UInt64) {
        if missing > 0 {
            let isBridged = !isInterrupted && analysis.canBridge(missing: missing)
            let (first, end) = (missingFrom, missingFrom + missing)
            closeGap(isBridged: isBridged)
            if isBridged {
                for place in first..<end {
                    let instant = instant(place)
                    deliver(analysis.standIn(at: instant), at: instant, isAtLimit: false, quality: .standIn)
                }
            }
        }
        nextIndex = index + 1
        isInterrupted = false
        analysed += 1
        let instant = instant(index)
        while let cue = cuesToCome.last, cue <= instant.deviceTime.seconds {
            analysis.cue(at: DeviceTime(microseconds: UInt64(max(0, cue) * 1e6)))
            cuesToCome.removeLast()
        }
        let sample = analysis.process(complete(recorded), at: instant)
        deliver(sample, at: instant, isAtLimit: isAtLimit, quality: .measured)
        outline.take(recorded[0], isContracted: sample.detection.state == .contraction, at: index)
    }

    /// The sample with a number in every channel.
    private mutating func complete(_ recorded: ChannelVector) -> ChannelVector {
        var sample = recorded
        for channel in 1..<Channel.limit where channel != abdominal && !isPressure(sample[channel]) {
            sample[channel] = 0
        }
        guard let abdominal else { return sample }
        if isPressure(sample[abdominal]) {
            // The first value ever: what stood in for it before was none.
            if lastAbdominal == nil, analysed > 1 { interrupt(heardAt: nextIndex - 1) }
            isInterrupted = false
            lastAbdominal = sample[abdominal]
        } else {
            sample[abdominal] = lastAbdominal ?? 0
        }
        return sample
    }

    private mutating func deliver(
        _ sample: PressureAnalysis.Sample, at instant: SampleInstant, isAtLimit: Bool, quality: SampleQuality
    ) {
        let seconds = instant.deviceTime.seconds
        if let event = sample.detection.event { ledger.note(event, heardAt: seconds) }
        if let seen = rest?.process(sample.filtered, sample.detection, at: instant, zero: zero) {
            if let estimate = seen.breathing { breathing.take(estimate) }
        }
        gate.take(ClipGate.Graded(sample: sample, instant: instant, quality: quality), isAtLimit: isAtLimit)
        recordGraded()
    }

    private mutating func recordGraded() {
        while let graded = gate.pop() {
            if let metrics = recorder.record(graded.sample, at: graded.instant, quality: graded.quality) {
                ledger.note(metrics)
            }
        }
    }

    // MARK: Gaps

    private mutating func miss(_ count: UInt64, from first: UInt64) {
        guard count > 0 else { return }
        if missing == 0 { missingFrom = first }
        missing += count
        nextIndex = first + count
        // So long a live listener waits before the gap is known to be one.
        if !isInterrupted, !analysis.canBridge(missing: missing) { interrupt(heardAt: missingFrom + bridgePlaces) }
    }

    private mutating func closeGap(isBridged: Bool) {
        recorder.note(
            Gap(first: SampleIndex(missingFrom), missing: missing, reason: .packetsLost), isBridged: isBridged)
        if gaps.count < GapSpan.limit {
            gaps.append(
                GapSpan(
                    startSeconds: Double(missingFrom) / rateHertz, seconds: Double(missing) / rateHertz,
                    isBridged: isBridged))
        } else {
            gapsLeftOut += 1
        }
        missing = 0
    }

    private mutating func interrupt(heardAt index: UInt64) {
        let seconds = instant(index).deviceTime.seconds
        gate.release()
        recordGraded()
        while let event = analysis.interrupt() {
            recorder.note(event)
            ledger.note(event, heardAt: seconds)
        }
        while let metrics = recorder.interrupt() { ledger.note(metrics) }
        ledger.settle()
        rest?.interrupt()
        isInterrupted = true
    }

    private func instant(_ index: UInt64) -> SampleInstant {
        // Beyond this no clock counts; a file can still claim it.
        let microseconds = UInt64(min((Double(index) / rateHertz * 1e6).rounded(), 9e15))
        return SampleInstant(
            index: SampleIndex(index), deviceTime: DeviceTime(microseconds: microseconds),
            hostTime: HostTime(nanoseconds: microseconds * 1000))
    }
}
