// SPDX-License-Identifier: Apache-2.0
import Perineometry
import SignalProcessing
import Synchronization

/// A clock estimate that one thread publishes and any thread reads, whole: a sequence lock.
///
/// The number is odd while the writer is at work; a reader that saw it odd, or changed, reads again. The writer never
/// waits. There must be one writer at a time: the pipeline's thread.
struct PublishedClock: ~Copyable, Sendable {
    private let version = Atomic<UInt64>(0)
    private let deviceMicroseconds = Atomic<UInt64>(0)
    private let offsetNanoseconds = Atomic<Int64>(0)
    /// NaN stands for no value in these.
    private let uncertainty = Atomic<UInt64>(Double.nan.bitPattern)
    private let drift = Atomic<UInt64>(Double.nan.bitPattern)
    private let driftUncertainty = Atomic<UInt64>(Double.nan.bitPattern)

    func publish(_ estimate: ClockEstimate?) {
        let number = version.load(ordering: .relaxed)
        version.store(number &+ 1, ordering: .relaxed)
        atomicMemoryFence(ordering: .releasing)
        deviceMicroseconds.store(estimate?.deviceTime.microseconds ?? 0, ordering: .relaxed)
        offsetNanoseconds.store(estimate?.offsetNanoseconds ?? 0, ordering: .relaxed)
        uncertainty.store((estimate?.uncertaintySeconds ?? .nan).bitPattern, ordering: .relaxed)
        drift.store((estimate?.drift?.partsPerMillion ?? .nan).bitPattern, ordering: .relaxed)
        driftUncertainty.store(
            (estimate?.drift?.uncertaintyPartsPerMillion ?? .nan).bitPattern, ordering: .relaxed)
        version.store(number &+ 2, ordering: .releasing)
    }

    /// The newest estimate; nil where there is none.
    func read() -> ClockEstimate? {
        while true {
            let number = version.load(ordering: .acquiring)
            let time = DeviceTime(microseconds: deviceMicroseconds.load(ordering: .relaxed))
            let offset = offsetNanoseconds.load(ordering: .relaxed)
            let seconds = Double(bitPattern: uncertainty.load(ordering: .relaxed))
            let rate = Double(bitPattern: drift.load(ordering: .relaxed))
            let rateBound = Double(bitPattern: driftUncertainty.load(ordering: .relaxed))
            atomicMemoryFence(ordering: .acquiring)
            guard number.isMultiple(of: 2), version.load(ordering: .relaxed) == number else { continue }
            guard !seconds.isNaN else { return nil }
            return ClockEstimate(
                deviceTime: time, offsetNanoseconds: offset, uncertaintySeconds: seconds,
                drift: rate.isNaN
                    ? nil : ClockEstimate.Drift(partsPerMillion: rate, uncertaintyPartsPerMillion: rateBound))
        }
    }
}
