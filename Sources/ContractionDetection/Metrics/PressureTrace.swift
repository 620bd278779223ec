// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// The last minutes of filtered pressure, for measuring in them once it is known where a contraction began and ended.
///
/// Times are seconds from `origin` on the device clock, with the filter's delay taken off: what is read at the onset of a
/// contraction is what the unfiltered signal was there. Between samples the pressure is a straight line. Samples may be
/// missing; their neighbours are then joined, and `unseen` tells how much of a stretch that is.
///
/// It gets its memory when it is made; appending allocates nothing.
struct PressureTrace: ~Copyable, Sendable {
    enum Line: Sendable { case pelvicFloor, abdominal }

    struct Sample: Sendable, BitwiseCopyable {
        var pelvicFloor: Double
        var abdominal: Double
        /// The highest bit is set where this was not measured: no clock gets there.
        var stamp: UInt64
    }

    private static let unmeasured: UInt64 = 1 << 63

    private var samples: FixedBuffer<Sample>
    private let mask: Int
    private let delaySeconds: Double
    private let intervalSeconds: Double
    /// Where times are counted from.
    var origin = DeviceTime(microseconds: 0)
    /// The number of the oldest sample and the one that the next will get.
    private(set) var start = 0
    private(set) var end = 0

    /// - Parameters:
    ///   - capacity: how many samples are kept at least.
    ///   - intervalSeconds: between samples.
    ///   - delaySeconds: how late the filtered pressures are.
    init(capacity: Int, intervalSeconds: Double, delaySeconds: Double) {
        var count = 2
        while count < capacity { count *= 2 }
        mask = count - 1
        samples = FixedBuffer(count: count, repeating: Sample(pelvicFloor: 0, abdominal: 0, stamp: 0))
        self.intervalSeconds = intervalSeconds
        self.delaySeconds = delaySeconds
    }

    var isEmpty: Bool { start == end }

    mutating func append(pelvicFloor: Double, abdominal: Double, at time: DeviceTime, isMeasured: Bool = true) {
        let stamp = time.microseconds & ~Self.unmeasured | (isMeasured ? 0 : Self.unmeasured)
        samples[end & mask] = Sample(pelvicFloor: pelvicFloor, abdominal: abdominal, stamp: stamp)
        end += 1
        start = max(start, end - mask - 1)
    }

    /// What was before says nothing of what comes.
    mutating func forget() { start = end }

    // MARK: Samples

    /// The time of a sample.
    func time(_ number: Int) -> Double {
        DeviceTime(microseconds: samples[number & mask].stamp & ~Self.unmeasured).seconds(since: origin) - delaySeconds
    }

    /// The pressure of a sample, cmH2O.
    func pressure(_ number: Int, of line: Line = .pelvicFloor) -> Double {
        line == .pelvicFloor ? samples[number & mask].pelvicFloor : samples[number & mask].abdominal
    }

    // MARK: What was not measured

    /// Seconds of a stretch for which no measured sample stands: each stands for the time since the one before, or for
    /// an interval where that lies farther back.
    func unseen(from: Double, to: Double) -> Double {
        var unseen = 0.0
        let first = max(number(from: from), start + 1)
        guard first < end else { return 0 }
        for number in first..<end {
            let left = time(number - 1)
            guard left < to else { break }
            var right = time(number)
            if samples[number & mask].stamp & Self.unmeasured == 0 {
                guard right - left > 1.5 * intervalSeconds else { continue }
                right -= intervalSeconds
            }
            unseen += max(0, min(right, to) - max(left, from))
        }
        return unseen
    }

    /// So little of a stretch may be missing without making a difference: about the delay of the live filter, which
    /// smears as much anyway, or one sample (assumption).
    var negligibleSeconds: Double { max(0.02, intervalSeconds) + 1e-9 }

    /// The times of the oldest and the newest sample. The trace must not be empty.
    var firstTime: Double { time(start) }
    var lastTime: Double { time(end - 1) }

    /// The oldest sample at or after a time; `end` where there is none.
    func number(from time: Double) -> Int {
        var low = start
        var high = end
        while low < high {
            let middle = (low + high) / 2
            if self.time(middle) < time { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The samples from one time to another, both included.
    func numbers(from: Double, to: Double) -> Range<Int> {
        let first = number(from: from)
        var last = number(from: to)
        if last < end, time(last) == to { last += 1 }
        return first..<max(first, last)
    }

    // MARK: Between samples

    /// The pressure at a time; beyond the ends that of the end. The trace must not be empty.
    func pressure(at time: Double, of line: Line = .pelvicFloor) -> Double {
        pressure(at: time, before: number(from: time), of: line)
    }

    /// The same where the oldest sample at or after the time is known.
    func pressure(at time: Double, before right: Int, of line: Line = .pelvicFloor) -> Double {
        if right == start { return pressure(start, of: line) }
        if right == end { return pressure(end - 1, of: line) }
        let left = self.time(right - 1)
        let share = (time - left) / (self.time(right) - left)
        let before = pressure(right - 1, of: line)
        return before + share * (pressure(right, of: line) - before)
    }

    /// Where the line between a sample and the next is at a level.
    private func crossing(_ level: Double, after number: Int, of line: Line) -> Double {
        let left = pressure(number, of: line)
        let share = (level - left) / (pressure(number + 1, of: line) - left)
        return time(number) + share * (time(number + 1) - time(number))
    }

    /// On which side of a level the pressure is; at the level is above.
    enum Side: Sendable {
        case above, below

        func holds(_ pressure: Double, _ level: Double) -> Bool { (pressure >= level) == (self == .above) }
    }

    /// The first time within a stretch at which the pressure is on a side of a level; nil where it never is.
    func first(_ side: Side, _ level: Double, from: Double, to: Double, of line: Line = .pelvicFloor) -> Double? {
        if side.holds(pressure(at: from, of: line), level) { return from }
        for number in numbers(from: from, to: to) where side.holds(pressure(number, of: line), level) {
            return number == start ? time(number) : crossing(level, after: number - 1, of: line)
        }
        return side.holds(pressure(at: to, of: line), level)
            ? crossing(level, after: number(from: to) - 1, of: line) : nil
    }

    /// The last time within a stretch up to which the pressure is on a side of a level; nil where it never is.
    func last(_ side: Side, _ level: Double, from: Double, to: Double, of line: Line = .pelvicFloor) -> Double? {
        if side.holds(pressure(at: to, of: line), level) { return to }
        for number in numbers(from: from, to: to).reversed() where side.holds(pressure(number, of: line), level) {
            return number == end - 1 ? time(number) : crossing(level, after: number, of: line)
        }
        return side.holds(pressure(at: from, of: line), level)
            ? crossing(level, after: number(from: from) - 1, of: line) : nil
    }
}
