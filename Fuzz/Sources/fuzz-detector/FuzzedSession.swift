// SPDX-License-Identifier: Apache-2.0
import ContractionDetection
import EventInvariants
import Fuzzing
import Perineometry
import SignalProcessing

/// A session under the detector, the figures and the resting monitor, wired as the daemon and the analysis wire them.
struct FuzzedSession: ~Copyable {
    /// An input takes no longer than this many samples do.
    private static let sampleLimit = 20_000

    private let rateHertz: Double
    private var analysis: PressureAnalysis
    private var recorder: MetricsRecorder
    private var rest: RestMonitor?
    private var invariants = EventInvariants()
    private var index: UInt64 = 0
    private var samples = 0
    private var level = 0.0
    private var abdominal = 0.0

    init(_ header: SignalScript.Header) throws {
        let channels = DetectionChannels(
            pelvicFloor: 0, abdominal: header.hasAbdominal ? 1 : nil, arrayElements: Array(2..<2 + header.elements))
        let rate = header.rateHertz
        let filter = try FilterChain.live(rateHertz: rate)
        rateHertz = rate
        analysis = PressureAnalysis(filter: filter, sampleRateHertz: rate, channels: channels)
        recorder = MetricsRecorder(
            sampleRateHertz: rate, delaySeconds: filter.delaySeconds, channels: channels, zero: .air)
        // Slower than it needs, as RecordingAnalysis does without.
        rest = rate >= RestingSteps.stepsPerSecond ? RestMonitor(sampleRateHertz: rate, channels: channels) : nil
    }

    mutating func take(_ step: SignalScript.Step) {
        guard samples < Self.sampleLimit else { return }
        switch step {
        case .ramp(let target, let abdominalTarget, let count):
            let (from, abdominalFrom) = (level, abdominal)
            for sample in 1...count {
                let share = Double(sample) / Double(count)
                level = from + (target - from) * share
                abdominal = abdominalFrom + (abdominalTarget - abdominalFrom) * share
                measure()
            }
        case .hold(let value, let count):
            let before = (level, abdominal)
            (level, abdominal) = (value, value)
            for _ in 0..<count { measure() }
            (level, abdominal) = before
        case .gap(let missing): miss(missing)
        case .seam(let missing):
            interrupt()
            rest?.restart()
            recorder.note(Gap(first: SampleIndex(index), missing: missing, reason: .packetsLost), isBridged: false)
            index += missing
        case .cue: analysis.cue(at: instant.deviceTime)
        }
    }

    mutating func finish() {
        interrupt()
        _ = recorder.session
    }

    private var instant: SampleInstant {
        let microseconds = UInt64((Double(index) / rateHertz * 1e6).rounded())
        return SampleInstant(
            index: SampleIndex(index), deviceTime: DeviceTime(microseconds: microseconds),
            hostTime: HostTime(nanoseconds: microseconds * 1000))
    }

    private mutating func measure() {
        var pressure = ChannelVector(repeating: level)
        pressure[1] = abdominal
        deliver(analysis.process(pressure, at: instant), quality: .measured)
    }

    private mutating func miss(_ missing: UInt64) {
        guard missing > 0 else { return }
        let isBridged = analysis.canBridge(missing: missing)
        recorder.note(Gap(first: SampleIndex(index), missing: missing, reason: .packetsLost), isBridged: isBridged)
        guard isBridged else {
            interrupt()
            index += missing
            return
        }
        for _ in 0..<missing { deliver(analysis.standIn(at: instant), quality: .standIn) }
    }

    private mutating func deliver(_ sample: PressureAnalysis.Sample, quality: SampleQuality) {
        let instant = instant
        if let event = sample.detection.event { invariants.check(event) }
        _ = recorder.record(sample, at: instant, quality: quality)
        _ = rest?.process(sample.filtered, sample.detection, at: instant, zero: .air)
        index += 1
        samples += 1
    }

    private mutating func interrupt() {
        while let event = analysis.interrupt() {
            invariants.check(event)
            recorder.note(event)
        }
        while recorder.interrupt() != nil {}
        rest?.interrupt()
        require(invariants.nothingIsOpen, "an interruption ends what is open")
    }
}
