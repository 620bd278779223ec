// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// One step of the detector: the signals it works on and when they were measured.
struct Step: Sendable, BitwiseCopyable {
    /// Pressure at the pelvic floor, cmH2O.
    var pelvic: Double
    /// Abdominal pressure or what stands in for it, cmH2O; 0 where there is none.
    var abdominal: Double
    /// Of the filtered sample; the filter's delay is still in it.
    var instant: SampleInstant
}

/// The last steps, counted from the first on, for dating events back.
///
/// It gets its memory when it is made; appending allocates nothing.
struct SignalHistory: ~Copyable, Sendable {
    private var steps: FixedBuffer<Step>
    private let mask: Int
    /// The number that the next step will get.
    private(set) var end = 0
    /// Steps before this one are not to be looked at.
    private var barrier = 0

    /// - Parameter capacity: how many steps are kept at least.
    init(capacity: Int) {
        let nowhere = SampleInstant(
            index: SampleIndex(0), deviceTime: DeviceTime(microseconds: 0), hostTime: HostTime(nanoseconds: 0)
        )
        var count = 1
        while count < capacity { count *= 2 }
        mask = count - 1
        steps = FixedBuffer(count: count, repeating: Step(pelvic: 0, abdominal: 0, instant: nowhere))
    }

    /// The oldest step that can be looked at.
    var start: Int { max(barrier, end - mask - 1) }

    mutating func append(_ step: Step) {
        steps[end & mask] = step
        end += 1
    }

    /// What was before says nothing of what comes.
    mutating func forget() { barrier = end }

    /// The step of a number; the oldest or the newest where there is none.
    subscript(_ number: Int) -> Step { steps[max(start, min(number, end - 1)) & mask] }

    func pelvic(_ number: Int) -> Double { steps[max(start, min(number, end - 1)) & mask].pelvic }
    func abdominal(_ number: Int) -> Double { steps[max(start, min(number, end - 1)) & mask].abdominal }

    /// Mean of the pressure at the pelvic floor over some steps.
    func mean(_ range: ClosedRange<Int>) -> Double {
        var sum = 0.0
        for number in range { sum += pelvic(number) }
        return sum / Double(range.count)
    }

    /// The instant of a place between two steps.
    func instant(at place: Double) -> SampleInstant {
        let whole = max(Double(start), min(place, Double(end - 1)))
        let number = min(Int(whole), max(start, end - 2))
        let share = whole - Double(number)
        let left = self[number].instant
        let right = self[number + 1].instant
        func between(_ from: UInt64, _ to: UInt64) -> UInt64 {
            from &+ UInt64((Double(to &- from) * share).rounded())
        }
        return SampleInstant(
            index: SampleIndex(between(left.index.value, right.index.value)),
            deviceTime: DeviceTime(microseconds: between(left.deviceTime.microseconds, right.deviceTime.microseconds)),
            hostTime: HostTime(nanoseconds: between(left.hostTime.nanoseconds, right.hostTime.nanoseconds)))
    }
}
