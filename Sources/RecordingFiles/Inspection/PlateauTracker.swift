// SPDX-License-Identifier: Apache-2.0

/// Finds stretches at the highest value of a recording that look cut off: an amplifier or converter before the file was
/// at its limit, though the file states none.
///
/// A muscle's own peak is round: the signal comes to it in ever smaller steps. One that was cut off reaches its highest
/// value in a step of several resolutions and does not change at all. It is taken for cut off where that happens twice
/// or for a second (assumption). For the lowest value give the negated signal.
struct PlateauTracker: Sendable {
    private let shortest: UInt64
    private let limit: Int
    private var highest = -Double.infinity
    private var kept: [(run: SampleRun, step: Double)] = []

    init(rateHertz: Double, limit: Int) {
        // A tenth of a second, and samples enough to be no accident (assumption).
        shortest = max(5, UInt64(rateHertz / 10))
        self.limit = limit
    }

    /// Takes a run of equal values; `step` is the larger of the steps into and out of it.
    mutating func take(_ value: Double, _ run: SampleRun, step: Double) {
        if value > highest {
            highest = value
            kept.removeAll(keepingCapacity: true)
        }
        if value == highest, run.count >= shortest, kept.count < limit { kept.append((run, step)) }
    }

    func runs(resolution: Double?, rateHertz: Double) -> [SampleRun] {
        guard let resolution else { return [] }
        let abrupt = kept.filter { $0.step > 2 * resolution }.map(\.run)
        let places = abrupt.reduce(0) { $0 + $1.count }
        return abrupt.count >= 2 || Double(places) >= rateHertz ? abrupt : []
    }
}
