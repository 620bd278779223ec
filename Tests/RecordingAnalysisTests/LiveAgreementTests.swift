// SPDX-License-Identifier: Apache-2.0
import ContractionDetection
import Perineometry
import RecordingAnalysis
import RecordingFiles
import SignalProcessing
import Testing

/// A file gets the results that the daemon would have given, whatever the size of the pieces.
struct LiveAgreementTests {
    /// With all that may happen to a recording.
    private static func damaged() -> Trace {
        var trace = Trace(seconds: 150, isAbdominalRecorded: true)
        for place in 1000..<1006 { trace.samples[place][0] = .nan }
        for place in 2400..<2460 { trace.samples[place][0] = .nan }
        for place in 4200..<4210 { trace.samples[place][1] = .nan }
        trace.samples[5555][0] = 1e300
        for place in [6000, 6001, 6950, 6951, 6952, 6953] { trace.clipped[place] = 1 }
        trace.gaps = [2460..<2470, 8000..<8004, 9800..<10_100]
        return trace
    }

    @Test(arguments: [1, 7, 64, 4096])
    func piecesOfAnySizeGiveTheSameResults(_ size: Int) throws {
        let trace = Self.damaged()
        let whole = try Results(trace, pieces: 100_000)
        let cut = try Results(trace, pieces: size)
        #expect(whole.found.count >= 8)
        #expect(cut.found == whole.found)
        #expect(String(decoding: cut.json, as: UTF8.self) == String(decoding: whole.json, as: UTF8.self))
    }

    @Test func aFileGivesTheEventsOfTheLivePipeline() throws {
        let trace = Trace(seconds: 120, isAbdominalRecorded: true)
        let filter = try FilterChain.live(rateHertz: trace.rateHertz)
        let channels = DetectionChannels(pelvicFloor: 0, abdominal: 1)
        var analysis = PressureAnalysis(filter: filter, sampleRateHertz: trace.rateHertz, channels: channels)
        var recorder = MetricsRecorder(
            sampleRateHertz: trace.rateHertz, delaySeconds: filter.delaySeconds, channels: channels, zero: .air)
        var events: [(event: ContractionEvent, seconds: Double)] = []
        var metrics: [ContractionMetrics] = []
        for (index, pressure) in trace.samples.enumerated() {
            let microseconds = UInt64((Double(index) / trace.rateHertz * 1e6).rounded())
            let instant = SampleInstant(
                index: SampleIndex(UInt64(index)), deviceTime: DeviceTime(microseconds: microseconds),
                hostTime: HostTime(nanoseconds: microseconds * 1000))
            let sample = analysis.process(pressure, at: instant)
            if let event = sample.detection.event { events.append((event, instant.deviceTime.seconds)) }
            if let figures = recorder.record(sample, at: instant) { metrics.append(figures) }
        }
        while let event = analysis.interrupt() { recorder.note(event) }
        while let figures = recorder.interrupt() { metrics.append(figures) }

        let results = try Results(trace, zero: .air)
        let last = events.filter { $0.event.isFinal && $0.event.phase != .withdrawn }
        #expect(last.count >= 7)
        #expect(results.found.map(\.contraction) == last.map(\.event.contraction))
        #expect(results.found.compactMap(\.metrics) == metrics)
        #expect(results.summary.session == recorder.session)
        for found in results.found {
            let own = events.filter { $0.event.contraction.id == found.contraction.id }
            #expect(found.emittedSeconds == own.first?.seconds)
            let reopened = own.lastIndex { $0.event.contraction.offset == nil } ?? -1
            #expect(found.emittedOffsetSeconds == own[reopened + 1].seconds)
        }
    }
}
