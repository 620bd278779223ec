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

/// The last steps, counted from the first on, for dating events back. A place is a step's number, or lies between two.
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

    /// Mean of the pressure at the pelvic floor from one step to another, both included.
    func mean(_ first: Int, _ last: Int) -> Double {
        guard first < last else { return pelvic(last) }
        var sum = 0.0
        for number in first...last { sum += pelvic(number) }
        return sum / Double(last - first + 1)
    }

    /// The last step with the least pressure.
    func lowest(from first: Int, through last: Int) -> Int {
        var lowest = last
        var number = last
        while number > max(first, start) {
            number -= 1
            if pelvic(number) < pelvic(lowest) { lowest = number }
        }
        return lowest
    }

    /// The greatest pressure from one step to another, both included.
    func greatest(from first: Int, through last: Int) -> Double {
        var greatest = pelvic(last)
        var number = max(first, start)
        while number < last {
            greatest = max(greatest, pelvic(number))
            number += 1
        }
        return greatest
    }

    /// The last place before a step at which the pressure rose through a level; the first step of the search where it
    /// was above all the time.
    func rise(through level: Double, before last: Int, from first: Int) -> Double {
        var number = last
        while number > max(first, start), pelvic(number) > level { number -= 1 }
        return place(of: level, after: number, through: last)
    }

    /// The last place before a step at which the pressure fell through a level; the first step of the search where it
    /// was below all the time.
    func fall(through level: Double, before last: Int, from first: Int) -> Double {
        var number = last
        while number > max(first, start), pelvic(number) < level { number -= 1 }
        return place(of: level, after: number, through: last)
    }

    /// The first place at which the pressure reached a level; nil where it did not.
    func firstReach(of level: Double, from first: Int, through last: Int) -> Double? {
        var number = max(first, start)
        while number <= last, pelvic(number) < level { number += 1 }
        guard number <= last else { return nil }
        return number > start && pelvic(number - 1) < level
            ? place(of: level, after: number - 1, through: last) : Double(number)
    }

    private func place(of level: Double, after number: Int, through last: Int) -> Double {
        let left = pelvic(number)
        let right = pelvic(number + 1)
        guard number < last, left != right else { return Double(number) }
        return Double(number) + min(max((level - left) / (right - left), 0), 1)
    }

    /// The instant of a place.
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
