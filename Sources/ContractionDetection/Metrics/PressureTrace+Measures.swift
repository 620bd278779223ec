// SPDX-License-Identifier: Apache-2.0

extension PressureTrace {
    /// The highest pressure of a stretch, its ends included, and when it was first reached.
    func highest(from: Double, to: Double, of line: Line = .pelvicFloor) -> (pressure: Double, time: Double) {
        var highest = (pressure: pressure(at: from, of: line), time: from)
        for number in numbers(from: from, to: to) where pressure(number, of: line) > highest.pressure {
            highest = (pressure(number, of: line), time(number))
        }
        let last = pressure(at: to, of: line)
        return last > highest.pressure ? (last, to) : highest
    }

    /// The lowest pressure of a stretch, its ends included.
    func lowest(from: Double, to: Double) -> Double {
        var lowest = min(pressure(at: from), pressure(at: to))
        for number in numbers(from: from, to: to) { lowest = min(lowest, pressure(number)) }
        return lowest
    }

    /// The area under the pressure, cmH2O·s: exact for the straight lines between samples.
    func integral(from: Double, to: Double, of line: Line = .pelvicFloor) -> Double {
        var area = 0.0
        var left = (time: from, pressure: pressure(at: from, of: line))
        for number in numbers(from: from, to: to) {
            let right = (time: time(number), pressure: pressure(number, of: line))
            area += (right.time - left.time) * (left.pressure + right.pressure) / 2
            left = right
        }
        return area + (to - left.time) * (left.pressure + pressure(at: to, of: line)) / 2
    }

    /// The mean over time; `to` must lie after `from`.
    func mean(from: Double, to: Double, of line: Line = .pelvicFloor) -> Double {
        integral(from: from, to: to, of: line) / (to - from)
    }

    /// The slope of the least-squares line through the samples of a stretch, cmH2O/s; nil for fewer than two.
    func slope(from: Double, to: Double) -> Double? {
        let numbers = numbers(from: from, to: to)
        guard numbers.count >= 2 else { return nil }
        var time = 0.0
        var pressure = 0.0
        for number in numbers {
            time += self.time(number)
            pressure += self.pressure(number)
        }
        time /= Double(numbers.count)
        pressure /= Double(numbers.count)
        var products = 0.0
        var squares = 0.0
        for number in numbers {
            let distance = self.time(number) - time
            products += distance * (self.pressure(number) - pressure)
            squares += distance * distance
        }
        return squares > 0 ? products / squares : nil
    }

    /// The greatest rise over twice `half` about any sample of a stretch, cmH2O/s; nil where there is no sample.
    func steepest(from: Double, to: Double, half: Double) -> Double? {
        var steepest: Double?
        // Both ends walk along: to look each up would take most of the time that all figures need.
        var left = start
        var right = start
        let numbers = numbers(from: from, to: to)
        if let first = numbers.first {
            left = self.number(from: time(first) - half)
            right = first
        }
        for number in numbers {
            let before = time(number) - half
            let after = time(number) + half
            while left < end, time(left) < before { left += 1 }
            while right < end, time(right) < after { right += 1 }
            let rate = (pressure(at: after, before: right) - pressure(at: before, before: left)) / (2 * half)
            steepest = max(steepest ?? rate, rate)
        }
        return steepest
    }

    /// From when on the pressure stays below a level for so many seconds; nil where it does not within the stretch.
    func calm(below level: Double, lasting seconds: Double, from: Double, to: Double) -> Double? {
        var began: Double? = pressure(at: from) < level ? from : nil
        for number in numbers(from: from, to: to) {
            if pressure(number) < level {
                if began == nil {
                    began = first(.below, level, from: number == start ? from : time(number - 1), to: time(number))
                }
                if let began, time(number) - began >= seconds { return began }
            } else {
                began = nil
            }
        }
        guard let began, pressure(at: to) < level, to - began >= seconds else { return nil }
        return began
    }
}
