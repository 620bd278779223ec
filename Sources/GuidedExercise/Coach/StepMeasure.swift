// SPDX-License-Identifier: Apache-2.0
import ContractionDetection
import Perineometry

/// What is gathered of the pressure during one step. Times are microseconds of device time, with the filter's delay taken
/// off.
struct StepMeasure: Hashable, Sendable, Codable {
    let phase: Int
    let repetition: Int
    let activity: Activity
    let from: Int64
    /// Nil while the step lasts.
    var to: Int64?
    /// How long it is meant to last; nil at one's own pace.
    let plannedMicroseconds: Int64?
    let restAtCue: Double?
    var band: PressureBand?

    private(set) var target = TargetSums()
    /// After the first second.
    private(set) var later = CoveredMean()
    private(set) var lastTwoSeconds = CoveredMean()
    private(set) var coverage = Coverage()
    private(set) var restSeconds: [Double] = []
    private(set) var easeMicroseconds: Int64 = 0
    private(set) var paced: PacedFit?
    private(set) var steepest: SteepestRise?
    private var second = 0
    private var inSecond = MeanSum()
    private var secondIsRest = true
    private var previous: Int64?

    init(
        phase: Int, repetition: Int, activity: Activity, from: UInt64, plannedMicroseconds: Int64?, restAtCue: Double?,
        band: PressureBand?, paced: PacedFit?
    ) {
        self.phase = phase
        self.repetition = repetition
        self.activity = activity
        self.from = Int64(clamping: from)
        self.plannedMicroseconds = plannedMicroseconds
        self.restAtCue = restAtCue
        self.band = band
        self.paced = paced
        if activity == .action(.cough) { steepest = SteepestRise() }
    }

    /// cmH2O above the tracked resting level up to which rest is at ease, as `time_at_ease` has it.
    static let easeRange = 2.0

    mutating func take(_ sample: CoachSample, at time: Int64) {
        let into = time - from
        let elapsed = previous.map { time - $0 } ?? 0
        previous = time
        let isNeighbour = elapsed <= Coverage.longestStep
        let isRest = sample.state == .rest && sample.quality == .measured && isNeighbour
        if isRest, sample.pressure <= sample.rest + Self.easeRange { easeMicroseconds += elapsed }
        coverage.add(elapsed, of: sample.quality)
        takeRest(sample.pressure, isRest: isRest, into: into)
        if let band { target.take(sample.pressure, band, isLater: into >= 1_000_000, elapsed, of: sample.quality) }
        if into >= 1_000_000 { later.add(sample.pressure, elapsed, of: sample.quality) }
        if let plannedMicroseconds, into >= plannedMicroseconds - 2_000_000 {
            lastTwoSeconds.add(sample.pressure, elapsed, of: sample.quality)
        }
        guard sample.quality == .measured, isNeighbour else {
            steepest?.breakOff()
            return
        }
        paced?.add(sample.pressure, cycleMicroseconds: into)
        steepest?.add(sample.pressure, at: time)
    }

    private mutating func takeRest(_ pressure: Double, isRest: Bool, into: Int64) {
        let number = Int(into / 1_000_000)
        if number != second {
            finishSecond()
            second = number
        }
        inSecond.add(pressure)
        if !isRest { secondIsRest = false }
    }

    /// The samples before are of a whole second: one has come that lies after it.
    private mutating func finishSecond() {
        if secondIsRest, let mean = inSecond.mean { restSeconds.append(mean) }
        inSecond = MeanSum()
        secondIsRest = true
    }

    /// The step is over.
    mutating func finish() {
        if let to, to - from >= Int64(second + 1) * 1_000_000 { finishSecond() }
    }
}

/// A mean that grows.
struct MeanSum: Hashable, Sendable, Codable {
    var sum = 0.0
    var count = 0

    mutating func add(_ value: Double) {
        sum += value
        count += 1
    }

    var mean: Double? { count > 0 ? sum / Double(count) : nil }
}

/// How the pressure kept to a target.
struct TargetSums: Hashable, Sendable, Codable {
    var count = 0
    var inside = 0
    /// Samples after a step's first second, and the squares of their distance from the middle.
    var later = 0
    var squares = 0.0
    private(set) var coverage = Coverage()

    mutating func take(
        _ pressure: Double, _ band: PressureBand, isLater: Bool, _ elapsed: Int64, of quality: SampleQuality
    ) {
        coverage.add(elapsed, of: quality)
        guard quality == .measured else { return }
        count += 1
        if band.contains(pressure) { inside += 1 }
        guard isLater else { return }
        let error = pressure - band.centre
        later += 1
        squares += error * error
    }

    mutating func add(_ other: TargetSums) {
        coverage.add(other.coverage)

        count += other.count
        inside += other.inside
        later += other.later
        squares += other.squares
    }

    /// Percent.
    var share: Double? { count > 0 ? 100 * Double(inside) / Double(count) : nil }
    /// cmH2O.
    var error: Double? { later > 0 ? (squares / Double(later)).squareRoot() : nil }
}

/// The steepest rise over 50 ms.
struct SteepestRise: Hashable, Sendable, Codable {
    private struct Point: Hashable, Codable {
        var time: Int64
        var pressure: Double
    }

    /// Those of the last 50 ms.
    private var points: [Point] = []
    /// cmH2O/s.
    private(set) var rate = 0.0
    /// The middle of the rise.
    private(set) var time: Int64 = 0

    init() {}

    /// What comes next does not follow what was.
    mutating func breakOff() { points.removeAll() }

    mutating func add(_ pressure: Double, at time: Int64) {
        points.append(Point(time: time, pressure: pressure))
        // The last point that lies at least 50 ms back.
        while points.count > 1, time - points[1].time >= 50_000 { points.removeFirst() }
        guard let first = points.first, time - first.time >= 50_000 else { return }
        let rate = (pressure - first.pressure) / (Double(time - first.time) / 1e6)
        if rate > self.rate { (self.rate, self.time) = (rate, first.time + (time - first.time) / 2) }
    }
}
