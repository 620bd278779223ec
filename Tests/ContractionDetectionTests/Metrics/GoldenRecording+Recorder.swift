// SPDX-License-Identifier: Apache-2.0
import Perineometry
import SignalProcessing

@testable import ContractionDetection

/// The generator of Steele, Lea and Flood 2014, as scripts/golden/filters.py has it.
private struct GoldenNoise {
    var state: UInt64

    /// A number in [-1, 1).
    mutating func next() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Double((z ^ (z >> 31)) >> 11) * 0x1p-52 - 1
    }
}

extension GoldenRecording {
    /// The analysed samples: filtered here, detected by the golden file.
    func samples() throws -> [(sample: PressureAnalysis.Sample, instant: SampleInstant)] {
        var cascade = try FilterChain.live(rateHertz: Double(rateHertz)).cascade
        var random = GoldenNoise(state: UInt64(rateHertz))
        var events = said.flatMap { said in
            let before = ContractionEvent.Phase.began
            return [(said.began, before, false), (said.ended, .ended, false), (said.final, .revised, true)].map {
                var contraction = said.contraction
                if $0.1 == .began { contraction.offset = nil }
                return (
                    microseconds: $0.0,
                    event: ContractionEvent(
                        phase: $0.1, contraction: contraction, isFinal: $0.2, instant: said.contraction.onset)
                )
            }
        }[...]
        return (0..<seconds * rateHertz).map { number in
            let time = Double(number) / Double(rateHertz)
            var pressure = rest + drift * time + noise * random.next()
            for squeeze in squeezes { pressure += squeeze.pressure(at: time) }
            var abdominal = 0.0
            for push in pushes { abdominal += push.pressure(at: time) }
            let value = ChannelVector(pressure, abdominal, 0, 0, 0, 0, 0, 0)
            if number == 0 { cascade.settle(at: value) }
            let instant = instant(number)
            let now = instant.deviceTime.microseconds
            let isContraction = said.contains { $0.began <= now && now < $0.ended }
            let state: MuscleState = now < 1_500_000 ? .settling : isContraction ? .contraction : .rest
            var detection = Detection(rest: rest, state: state)
            if let next = events.first, next.microseconds <= now {
                detection.event = events.removeFirst().event
            }
            return (PressureAnalysis.Sample(filtered: cascade.process(value), detection: detection), instant)
        }
    }

    func makeRecorder() -> MetricsRecorder {
        MetricsRecorder(
            sampleRateHertz: Double(rateHertz), delaySeconds: delaySeconds,
            channels: DetectionChannels(pelvicFloor: 0, abdominal: pushes.isEmpty ? nil : 1), zero: zero, mvc: mvc)
    }

    /// What a recorder makes of it.
    func record() throws -> (contractions: [ContractionMetrics], session: SessionMetrics) {
        var recorder = makeRecorder()
        var contractions: [ContractionMetrics] = []
        var cues = said.compactMap(\.releaseCue)[...]
        for (sample, instant) in try samples() {
            if let metrics = recorder.record(sample, at: instant) { contractions.append(metrics) }
            if let cue = cues.first, cue <= instant.deviceTime.microseconds {
                recorder.cueRelease(at: DeviceTime(microseconds: cues.removeFirst()))
            }
        }
        while let metrics = recorder.interrupt() { contractions.append(metrics) }
        return (contractions, recorder.session)
    }
}
