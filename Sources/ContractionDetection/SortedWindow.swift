// SPDX-License-Identifier: Apache-2.0

/// The last values of a signal, kept in order of size as well, for their median and their outermost ones.
///
/// It gets its memory when it is made; inserting moves values inside it.
struct SortedWindow: ~Copyable, Sendable {
    private var arrived: FixedBuffer<Double>
    private var sorted: FixedBuffer<Double>
    private var next = 0
    private(set) var count = 0

    /// - Parameter length: how many values are kept; at least 1.
    init(length: Int) {
        arrived = FixedBuffer(count: length, repeating: 0)
        sorted = FixedBuffer(count: length, repeating: 0)
    }

    /// How many values are kept.
    var length: Int { arrived.count }

    mutating func removeAll() {
        count = 0
        next = 0
    }

    /// Adds a value, and drops the oldest where the window is full.
    mutating func insert(_ value: Double) {
        var hole = count
        if count == length {
            hole = firstPosition(notBelow: arrived[next])
        } else {
            count += 1
        }
        while hole > 0, sorted[hole - 1] > value {
            sorted[hole] = sorted[hole - 1]
            hole -= 1
        }
        while hole + 1 < count, sorted[hole + 1] < value {
            sorted[hole] = sorted[hole + 1]
            hole += 1
        }
        sorted[hole] = value
        arrived[next] = value
        next = next + 1 == length ? 0 : next + 1
    }

    /// NaN while the window is empty.
    var median: Double {
        guard count > 0 else { return .nan }
        let middle = count / 2
        return count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }

    /// The greatest value but for `rank - 1` greater ones; 0 while there are not so many.
    func greatest(rank: Int) -> Double { count >= rank ? sorted[count - rank] : 0 }

    /// The least value but for `rank - 1` lesser ones; 0 while there are not so many.
    func least(rank: Int) -> Double { count >= rank ? sorted[rank - 1] : 0 }

    private func firstPosition(notBelow value: Double) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
