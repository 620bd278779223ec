// SPDX-License-Identifier: Apache-2.0
import ContractionDetection
import Perineometry
import SignalProcessing

/// One squeeze: a raised-cosine rise, a level plateau and a raised-cosine fall.
struct Squeeze {
    /// When the rise begins, seconds.
    var start: Double
    /// From the start of the rise to the start of the fall, seconds.
    var length: Double
    /// cmH2O above rest.
    var height: Double
    var riseSeconds = 0.4
    var fallSeconds = 0.5
    /// Share of the height that stays after the fall.
    var residual = 0.0

    var end: Double { start + length + fallSeconds }

    func pressure(at time: Double) -> Double {
        let rise = Self.ease((time - start) / riseSeconds)
        let fall = Self.ease((time - start - length) / fallSeconds)
        return height * (rise - (1 - residual) * fall)
    }

    private static func ease(_ phase: Double) -> Double {
        let x = min(max(phase, 0), 1)
        // A cubic with the ends and slopes of a raised cosine, and within 0.01 of it.
        return x * x * (3 - 2 * x)
    }
}

/// A pressure signal made of known parts, and what the detector makes of it.
struct SyntheticPressure {
    var seconds: Double
    var squeezes: [Squeeze] = []
    var sampleRateHertz = 250.0
    var rest = 17.0
    /// cmH2O per second.
    var drift = 0.0
    /// Peak to peak, cmH2O.
    var breathing = 0.0
    var breathsPerSecond = 0.25
    /// Standard deviation of white noise, cmH2O.
    var noise = 0.1
    var seed: UInt64 = 1

    func restAndBreath(at time: Double) -> Double {
        rest + drift * time + breathing / 2 * Self.sine(turns: breathsPerSecond * time)
    }

    /// Runs the signal through the low-pass of the daemon and a detector.
    func detect(interruptingAt interruption: Double? = nil) -> Findings {
        let sections = try? Butterworth.lowPass(order: 2, cutoffHertz: 10, sampleRateHertz: sampleRateHertz)
        var lowPass = BiquadCascade(sections ?? [])
        var detector = ContractionDetector(
            sampleRateHertz: sampleRateHertz,
            groupDelaySeconds: lowPass.groupDelaySeconds(atHertz: 1, sampleRateHertz: sampleRateHertz)
        )
        var random = SplitMix64(state: seed)
        var findings = Findings()
        for sample in 0..<Int(seconds * sampleRateHertz) {
            let time = Double(sample) / sampleRateHertz
            if let interruption, sample == Int(interruption * sampleRateHertz) {
                if let event = detector.interrupt() { findings.note(event) }
            }
            var pressure = restAndBreath(at: time) + noise * random.nextNormal()
            for squeeze in squeezes { pressure += squeeze.pressure(at: time) }
            let value = ChannelVector(repeating: pressure)
            if sample == 0 { lowPass.settle(at: value) }
            let detection = detector.process(lowPass.process(value)[0], at: instant(sample))
            if let event = detection.event { findings.note(event) }
            findings.detections.append(detection)
        }
        return findings
    }

    func instant(_ sample: Int) -> SampleInstant {
        let microseconds = UInt64((Double(sample) / sampleRateHertz * 1e6).rounded())
        return SampleInstant(
            index: SampleIndex(UInt64(sample)), deviceTime: DeviceTime(microseconds: microseconds),
            hostTime: HostTime(nanoseconds: 1_000_000_000 + microseconds * 1000)
        )
    }

    private static func sine(turns: Double) -> Double {
        // Bhaskara I's approximation, within 0.002: enough of a breath, and no platform's library is asked.
        let phase = turns - turns.rounded(.down)
        let half = phase < 0.5 ? phase * 2 : phase * 2 - 1
        let value = 16 * half * (1 - half) / (5 - 4 * half * (1 - half))
        return phase < 0.5 ? value : -value
    }
}

/// What a detector said of a signal.
struct Findings {
    var detections: [Detection] = []
    var begun: [ContractionOnset] = []
    var ended: [Contraction] = []
    var withdrawn: [UInt64] = []

    mutating func note(_ event: ContractionEvent) {
        switch event {
        case .began(let onset): begun.append(onset)
        case .ended(let contraction): ended.append(contraction)
        case .withdrawn(let id, _): withdrawn.append(id)
        }
    }

    /// Onsets of the contractions that ended, seconds.
    var onsets: [Double] { ended.map(\.onset.onset.deviceTime.seconds) }
    var offsets: [Double] { ended.map(\.offset.deviceTime.seconds) }
}

/// The generator of Steele, Lea and Flood 2014.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// A nearly normal deviate of mean 0 and deviation 1: the sum of twelve uniform ones, less 6.
    mutating func nextNormal() -> Double {
        (0..<12).reduce(-6) { sum, _ in sum + Double(next() >> 11) * 0x1p-53 }
    }
}
