// SPDX-License-Identifier: Apache-2.0
import CAllocationCounter
import ContractionDetection
import PerineometerDriver
import Perineometry
import SignalProcessing

/// Measures a sample's way through filter, detector and recorder of figures: time, the longest sample, and allocations.
enum MetricsPath {
    /// - Parameters:
    ///   - rateHertz: of the samples.
    ///   - seconds: how long the session is.
    /// - Returns: allocations after the first tenth of the session.
    /// - Throws: `FilterDesignError`, for a rate that the filter cannot have.
    static func measure(rateHertz: Int, seconds: Int) throws -> UInt64 {
        let filter = try FilterChain.live(rateHertz: Double(rateHertz))
        var analysis = PressureAnalysis(filter: filter, sampleRateHertz: Double(rateHertz))
        var recorder = MetricsRecorder(
            sampleRateHertz: Double(rateHertz), delaySeconds: filter.delaySeconds, zero: .air)
        let count = rateHertz * seconds
        var allocations: UInt64 = 0
        var longest: UInt64 = 0
        var spent: UInt64 = 0
        var found = 0
        for number in 0..<count {
            if number == count / 10 { allocations = allocation_count() }
            let time = Double(number) / Double(rateHertz)
            let instant = SampleInstant(
                index: SampleIndex(UInt64(number)), deviceTime: DeviceTime(microseconds: UInt64(time * 1e6)),
                hostTime: HostTime(nanoseconds: UInt64(time * 1e9)))
            let sample = analysis.process(ChannelVector(repeating: pressure(at: time)), at: instant)
            let start = HostClock.now().nanoseconds
            let metrics = recorder.record(sample, at: instant)
            let elapsed = HostClock.now().nanoseconds - start
            spent += elapsed
            longest = max(longest, elapsed)
            if metrics != nil { found += 1 }
        }
        allocations = allocation_count() - allocations
        print(
            "figures at \(rateHertz) Hz: \(spent / UInt64(count)) ns/sample, \(longest / 1000) µs at most,"
                + " \(found) contractions, \(allocations) allocations")
        return allocations
    }

    /// A squeeze of 40 s each minute, the longest ones that are usual, climbing slowly to a late peak.
    private static func pressure(at time: Double) -> Double {
        let phase = time.truncatingRemainder(dividingBy: 60)
        let height = max(0, min((phase - 10) / 0.4, 1, (50 - phase) / 0.5))
        return 17 + height * (20 + 0.1 * phase)
    }
}
