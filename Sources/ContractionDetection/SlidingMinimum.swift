// SPDX-License-Identifier: Apache-2.0

/// The least of the last values, in constant time per value on average (a queue of ever greater values: Lemire 2006).
struct SlidingMinimum: ~Copyable, Sendable {
    private var values: FixedBuffer<Double>
    private var numbers: FixedBuffer<Int>
    private var first = 0
    private var count = 0
    private let length: Int

    /// - Parameter length: over how many values; at least 1.
    init(length: Int) {
        self.length = max(1, length)
        values = FixedBuffer(count: self.length, repeating: 0)
        numbers = FixedBuffer(count: self.length, repeating: 0)
    }

    mutating func removeAll() { count = 0 }

    /// Takes the value of a number that is one more than the last one's, and gives the least value so far.
    mutating func insert(_ value: Double, number: Int) -> Double {
        if count > 0, numbers[first] <= number - length {
            first = first + 1 == length ? 0 : first + 1
            count -= 1
        }
        while count > 0, values[(first + count - 1) % length] >= value { count -= 1 }
        let last = (first + count) % length
        values[last] = value
        numbers[last] = number
        count += 1
        return values[first]
    }
}
