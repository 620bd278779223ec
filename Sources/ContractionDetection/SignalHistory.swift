// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// The last samples with their instants, for dating events back.
///
/// It gets its memory when it is made; appending allocates nothing.
struct SignalHistory: ~Copyable, Sendable {
    private var values: FixedBuffer<Double>
    private var instants: FixedBuffer<SampleInstant>
    private var next = 0
    private(set) var count = 0

    /// - Parameter capacity: how many samples are kept; at least 1.
    init(capacity: Int) {
        let nowhere = SampleInstant(
            index: SampleIndex(0), deviceTime: DeviceTime(microseconds: 0), hostTime: HostTime(nanoseconds: 0)
        )
        values = FixedBuffer(count: capacity, repeating: 0)
        instants = FixedBuffer(count: capacity, repeating: nowhere)
    }

    mutating func removeAll() {
        count = 0
        next = 0
    }

    mutating func append(_ value: Double, at instant: SampleInstant) {
        values[next] = value
        instants[next] = instant
        next = next + 1 == values.count ? 0 : next + 1
        if count < values.count { count += 1 }
    }

    /// The value so many samples before the latest, which is 0; the oldest where history is shorter.
    func value(ago: Int) -> Double { values[position(ago: ago)] }

    /// The instant so many samples before the latest, which is 0; the oldest where history is shorter.
    func instant(ago: Int) -> SampleInstant { instants[position(ago: ago)] }

    /// The least value from so many samples ago to so many; as far as history reaches.
    func least(from nearest: Int, through furthest: Int) -> Double {
        var least = value(ago: nearest)
        for ago in nearest...max(nearest, min(furthest, count - 1)) { least = min(least, value(ago: ago)) }
        return least
    }

    /// How many samples ago the signal was last at or below `level`, looking back to `limit` samples ago at most.
    func samplesSince(atOrBelow level: Double, limit: Int) -> Int {
        let furthest = min(limit, count - 1)
        var ago = 0
        while ago < furthest, value(ago: ago) > level { ago += 1 }
        return ago
    }

    private func position(ago: Int) -> Int {
        let position = next - 1 - max(0, min(ago, count - 1))
        return position < 0 ? position + values.count : position
    }
}
