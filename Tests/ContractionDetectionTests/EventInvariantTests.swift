// SPDX-License-Identifier: Apache-2.0
import ContractionDetection
import Perineometry
import SignalProcessing
import Testing

/// What holds of the events whatever the signal is, and that no signal traps.
struct EventInvariantTests {
    private static let rates = [5.0, 20, 62.5, 100, 333, 1000, 2000]

    @Test(arguments: 1...60 as ClosedRange<UInt64>) func everyContractionHasABeginningAnEndAndNoSequel(seed: UInt64)
        throws
    {
        var random = SplitMix64(state: seed)
        let rate = Self.rates[Int(seed % UInt64(Self.rates.count))]
        var analysis = PressureAnalysis(
            filter: try FilterChain.live(rateHertz: rate), sampleRateHertz: rate,
            channels: DetectionChannels(pelvicFloor: 0, abdominal: seed.isMultiple(of: 2) ? 1 : nil))
        var open: [UInt64: UInt32] = [:]
        var lastID: UInt64 = 0
        func check(_ event: ContractionEvent) {
            let contraction = event.contraction
            switch event.phase {
            case .began:
                #expect(contraction.id == lastID + 1 && contraction.revision == 1)
                lastID = contraction.id
            default: #expect(open[contraction.id] == contraction.revision - 1, "a sequel of something that is over")
            }
            open[contraction.id] = event.isFinal ? nil : contraction.revision
            #expect(!event.isFinal || contraction.offset != nil || event.phase == .withdrawn)
            #expect((contraction.duration ?? 0) >= 0 && (0...1).contains(contraction.confidence))
            #expect(contraction.peak >= contraction.baseline - 1e-9 * abs(contraction.peak))
        }
        var level = 0.0
        for sample in 0..<Int(min(120 * rate, 40_000)) {
            if Double.random(in: 0...1, using: &random) < 1 / (2 * rate) { level = Self.level(&random) }
            let noise = Double.random(in: -1...1, using: &random)
            let pressure = ChannelVector(repeating: level * (1 + 0.1 * noise) + noise)
            let microseconds = UInt64((Double(sample) / rate * 1e6).rounded())
            let instant = SampleInstant(
                index: SampleIndex(UInt64(sample)), deviceTime: DeviceTime(microseconds: microseconds),
                hostTime: HostTime(nanoseconds: microseconds * 1000))
            if let event = analysis.process(pressure, at: instant).detection.event { check(event) }
            if Double.random(in: 0...1, using: &random) < 1 / (20 * rate) {
                while let event = analysis.interrupt() { check(event) }
                #expect(open.isEmpty, "an interruption ends what is open")
            }
        }
        while let event = analysis.interrupt() { check(event) }
        #expect(open.isEmpty)
    }

    /// Mostly pressures, now and then nonsense.
    private static func level(_ random: inout SplitMix64) -> Double {
        switch Int.random(in: 0..<12, using: &random) {
        case 0: Double.random(in: -1e6...1e6, using: &random)
        case 1: [1e300, -1e300, 1e12, -1e11, .infinity, .nan].randomElement(using: &random) ?? 0
        case 2: 0
        default: Double.random(in: -20...120, using: &random)
        }
    }
}
