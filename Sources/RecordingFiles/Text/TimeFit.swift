// SPDX-License-Identifier: Apache-2.0

/// What the first time stamps of a recording have in common.
struct TimeFit: Sendable {
    private(set) var intervalSeconds: Double
    /// When the first row was due by what all say, in seconds after its stamp.
    private(set) var firstDue = 0.0
    /// The share of steps that are far from the median step.
    let irregularShare: Double

    /// So many rows may repeat the stamp before (assumption); where more do, the stamps are too coarse to go by.
    private static let repeatedShare = 0.05

    /// Nil where the stamps stand still too often, or go back.
    ///
    /// It starts from the steps near the median, and is then the line through the stamps as the grid places them, so
    /// that neither jitter nor stamps rounded to milliseconds mislead.
    init?(_ stamps: [Double]) {
        let steps = zip(stamps.dropFirst(), stamps).map { $0 - $1 }
        let sorted = steps.sorted()
        guard !sorted.isEmpty else { return nil }
        let median = sorted[sorted.count / 2]
        let repeated = steps.count { $0 == 0 }
        guard median > 0, median.isFinite, repeated <= 1 || Double(repeated) <= Self.repeatedShare * Double(steps.count)
        else { return nil }
        let near = steps.filter { $0 > 0.4 * median && $0 < 1.6 * median }
        irregularShare = 1 - Double(near.count) / Double(steps.count)
        intervalSeconds = near.reduce(0, +) / Double(near.count)
        for _ in 0..<3 {
            guard let line = Self.line(stamps, TimeGrid(intervalSeconds: intervalSeconds, firstDue: firstDue)),
                line.slope > 0.8 * intervalSeconds, line.slope < 1.2 * intervalSeconds
            else { break }
            intervalSeconds = line.slope
            firstDue = line.start - stamps[0]
        }
    }

    /// The least-squares line through the stamps over their places on the grid.
    private static func line(_ stamps: [Double], _ grid: TimeGrid) -> (slope: Double, start: Double)? {
        var grid = grid
        var points: [(index: Double, seconds: Double)] = []
        for stamp in stamps {
            if case .sample(let index) = grid.place(stamp) { points.append((Double(index), stamp)) }
        }
        guard points.count > 1 else { return nil }
        let count = Double(points.count)
        let meanIndex = points.reduce(0) { $0 + $1.index } / count
        let meanSeconds = points.reduce(0) { $0 + $1.seconds } / count
        let spread = points.reduce(0) { $0 + ($1.index - meanIndex) * ($1.index - meanIndex) }
        let joint = points.reduce(0) { $0 + ($1.index - meanIndex) * ($1.seconds - meanSeconds) }
        guard spread > 0 else { return nil }
        return (joint / spread, meanSeconds - joint / spread * meanIndex)
    }
}
