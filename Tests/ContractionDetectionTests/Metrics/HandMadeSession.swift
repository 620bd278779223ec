// SPDX-License-Identifier: Apache-2.0
import Perineometry

@testable import ContractionDetection

/// A session whose pressures and events are made by hand, not filtered, and what a recorder makes of it.
struct HandMadeSession {
    /// A contraction and when, seconds after its onset and offset, a detector speaks of it.
    struct Said {
        var onset: Double
        var offset: Double
        var kind = ContractionKind.squeeze
        var cue = ContractionCue.unknown
        var rule = ContractionRule.shape
        var isWithdrawn = false
        var residual: Double?
    }

    var rateHertz = 50.0
    var seconds = 60.0
    var rest = 10.0
    var zero = ZeroState.air
    var mvc: Double?
    var selection = MVCSelection.firstThree
    var said: [Said] = []
    var quality: @Sendable (Double) -> SampleQuality = { _ in .measured }
    var interruptingAt: Double?
    /// cmH2O over time; where none is given, 20 cmH2O over rest from each onset to its offset.
    var pressure: (@Sendable (Double) -> Double)?

    func instant(_ time: Double) -> SampleInstant {
        let microseconds = UInt64((time * 1e6).rounded())
        return SampleInstant(
            index: SampleIndex(UInt64((time * rateHertz).rounded())),
            deviceTime: DeviceTime(microseconds: microseconds),
            hostTime: HostTime(nanoseconds: microseconds * 1000))
    }

    func contraction(_ number: Int, isOpen: Bool = false) -> Contraction {
        let said = said[number]
        return Contraction(
            id: UInt64(number + 1), onset: instant(said.onset), offset: isOpen ? nil : instant(said.offset),
            restBefore: rest, baseline: rest, peak: 0, peakTime: instant(said.onset).deviceTime, kind: said.kind,
            cue: said.cue, confidence: 1, rule: said.rule, residual: said.residual)
    }

    /// The events in order, each with the time by which it is known.
    private var events: [(time: Double, event: ContractionEvent)] {
        said.indices.flatMap { number -> [(time: Double, event: ContractionEvent)] in
            let said = said[number]
            let next = number + 1 < self.said.count ? self.said[number + 1].onset : .infinity
            let final = min(said.offset + 2, max(next + 0.15, said.offset + 0.15))
            func event(_ phase: ContractionEvent.Phase, _ time: Double, isFinal: Bool) -> ContractionEvent {
                ContractionEvent(
                    phase: phase, contraction: contraction(number, isOpen: phase == .began), isFinal: isFinal,
                    instant: instant(time))
            }
            return [
                (said.onset + 0.2, event(.began, said.onset + 0.2, isFinal: false)),
                (said.offset + 0.1, event(.ended, said.offset + 0.1, isFinal: false)),
                (final, event(said.isWithdrawn ? .withdrawn : .revised, final, isFinal: true)),
            ]
        }
    }

    /// An event of the first contraction, known at its onset.
    func event(_ phase: ContractionEvent.Phase, isFinal: Bool) -> ContractionEvent {
        ContractionEvent(
            phase: phase, contraction: contraction(0, isOpen: phase == .began), isFinal: isFinal,
            instant: instant(said[0].onset))
    }

    /// A sample without an event.
    static func sample(
        rest: Double, state: MuscleState = .rest, pelvicFloor: Double, abdominal: Double = 0
    ) -> PressureAnalysis.Sample {
        PressureAnalysis.Sample(
            filtered: ChannelVector(pelvicFloor, abdominal, 0, 0, 0, 0, 0, 0),
            detection: Detection(rest: rest, state: state))
    }

    private func pressure(at time: Double) -> Double {
        if let pressure { return pressure(time) }
        return rest + (said.contains { $0.onset <= time && time <= $0.offset } ? 20 : 0)
    }

    /// - Parameter onTheWay: called after every sample.
    /// - Returns: the figures of the contractions in the order in which they came, and of the session.
    func record(
        onTheWay: (borrowing MetricsRecorder) -> Void = { _ in }
    ) -> (contractions: [ContractionMetrics], session: SessionMetrics) {
        var recorder = MetricsRecorder(
            sampleRateHertz: rateHertz, delaySeconds: 0, zero: zero, mvc: mvc, selection: selection)
        var contractions: [ContractionMetrics] = []
        var events = events[...]
        for number in 0..<Int(seconds * rateHertz) {
            let time = Double(number) / rateHertz
            if let cut = interruptingAt, number == Int(cut * rateHertz) {
                while let metrics = recorder.interrupt() { contractions.append(metrics) }
            }
            let isContraction = said.contains { $0.onset + 0.2 <= time && time < $0.offset + 0.1 }
            var detection = Detection(rest: rest, state: isContraction ? .contraction : .rest)
            if let next = events.first, next.time <= time { detection.event = events.removeFirst().event }
            let sample = PressureAnalysis.Sample(
                filtered: ChannelVector(repeating: pressure(at: time)), detection: detection)
            if let metrics = recorder.record(sample, at: instant(time), quality: quality(time)) {
                contractions.append(metrics)
            }
            onTheWay(recorder)
        }
        while let next = events.popFirst() { recorder.note(next.event) }
        while let metrics = recorder.interrupt() { contractions.append(metrics) }
        return (contractions, recorder.session)
    }
}
