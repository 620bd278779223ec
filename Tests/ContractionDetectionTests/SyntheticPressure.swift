// SPDX-License-Identifier: Apache-2.0
import ContractionDetection
import Perineometry
import SignalProcessing
import VirtualPerineometer

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

    /// Where the cubic has done a tenth of its way, as a share of it: the root of x²(3 − 2x) = 0.1.
    private static let tenth = 0.195_800
    /// Where a tenth of the rise is done: the onset.
    var rise10: Double { start + Self.tenth * riseSeconds }
    /// Where all but a tenth of the fall is done: the offset.
    var fall10: Double { start + length + (1 - Self.tenth) * fallSeconds }

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

    /// Runs the signal through the daemon's filter and detector.
    func detect(interruptingAt interruption: Double? = nil, cuesAt cues: [Double] = []) -> Findings {
        guard let filter = try? FilterChain.live(rateHertz: sampleRateHertz) else { return Findings() }
        var analysis = PressureAnalysis(filter: filter, sampleRateHertz: sampleRateHertz)
        var random = SplitMix64(state: seed)
        var findings = Findings()
        for sample in 0..<Int(seconds * sampleRateHertz) {
            let time = Double(sample) / sampleRateHertz
            if let interruption, sample == Int(interruption * sampleRateHertz) {
                while let event = analysis.interrupt() { findings.note(event) }
            }
            for cue in cues where sample == Int(cue * sampleRateHertz) { analysis.cue(at: instant(sample).deviceTime) }
            var pressure = restAndBreath(at: time) + noise * random.nextNormal()
            for squeeze in squeezes { pressure += squeeze.pressure(at: time) }
            let detection = analysis.process(ChannelVector(repeating: pressure), at: instant(sample)).detection
            if let event = detection.event { findings.note(event) }
            findings.detections.append(detection)
        }
        while let event = analysis.interrupt() { findings.note(event) }
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
    var events: [ContractionEvent] = []

    mutating func note(_ event: ContractionEvent) { events.append(event) }

    /// The first word on every contraction.
    var begun: [Contraction] { events.filter { $0.phase == .began }.map(\.contraction) }
    /// The last word on every contraction that was one.
    var final: [Contraction] { events.filter { $0.isFinal && $0.phase != .withdrawn }.map(\.contraction) }
    var withdrawn: [UInt64] { events.filter { $0.phase == .withdrawn }.map(\.contraction.id) }
    /// What is in the end taken for a squeeze, a flick or a hold.
    var contractions: [Contraction] { final.filter(\.kind.isContraction) }

    init() {}

    /// What the daemon's filter and detector say of a virtual patient.
    init(of patient: inout VirtualPatient, seconds: Double, channels: DetectionChannels = DetectionChannels()) throws {
        let rate = Double(patient.rateHertz)
        var analysis = PressureAnalysis(
            filter: try FilterChain.live(rateHertz: rate), sampleRateHertz: rate, channels: channels)
        for index in 0..<UInt64(seconds * rate) {
            let sample = patient.next()
            let instant = SampleInstant(
                index: SampleIndex(index), deviceTime: DeviceTime(microseconds: sample.microseconds),
                hostTime: HostTime(nanoseconds: sample.microseconds * 1000))
            if let event = analysis.process(sample.pressure, at: instant).detection.event { note(event) }
        }
        while let event = analysis.interrupt() { note(event) }
    }

    /// Of the contractions, seconds.
    var onsets: [Double] { contractions.map(\.onset.deviceTime.seconds) }
    var offsets: [Double] { contractions.compactMap { $0.offset?.deviceTime.seconds } }
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
