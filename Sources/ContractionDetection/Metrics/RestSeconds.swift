// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// The means of the seconds of accepted rest of a session, each a whole second without a break.
///
/// They wait a few seconds before they count, so that those into which the foot of a rise reaches can be taken back.
struct RestSeconds: ~Copyable, Sendable {
    struct Second: Sendable, BitwiseCopyable {
        var mean: Double
        var end: DeviceTime
    }

    private var means: FixedBuffer<Double>
    /// How many are accepted for good and kept.
    private(set) var count = 0
    /// How many came when the memory was full.
    private(set) var omitted = 0

    private let samplesPerSecond: Int
    private var sum = 0.0
    private var samples = 0
    private var waiting: FixedBuffer<Second>
    private var waitingCount = 0

    /// How many seconds wait: a rise is noticed, and its onset dated back, within less.
    private static let waitingLimit = 3
    /// A second that ends nearer than this to an onset is taken back (assumption).
    private static let marginMicroseconds: UInt64 = 500_000

    /// - Parameters:
    ///   - sampleRateHertz: above 0.
    ///   - limit: how many seconds are kept.
    init(sampleRateHertz: Double, limit: Int) {
        samplesPerSecond = max(1, Int(sampleRateHertz.rounded()))
        means = FixedBuffer(count: limit, repeating: 0)
        let nothing = Second(mean: 0, end: DeviceTime(microseconds: 0))
        waiting = FixedBuffer(count: Self.waitingLimit, repeating: nothing)
    }

    /// Takes a sample of rest that follows the one before without a break.
    ///
    /// - Parameters:
    ///   - pressure: cmH2O, low-pass filtered.
    ///   - time: of the unfiltered signal.
    mutating func take(_ pressure: Double, at time: DeviceTime) {
        sum += pressure
        samples += 1
        guard samples == samplesPerSecond else { return }
        if waitingCount == Self.waitingLimit { acceptOldest() }
        waiting[waitingCount] = Second(mean: sum / Double(samples), end: time)
        waitingCount += 1
        sum = 0
        samples = 0
    }

    /// The next sample is no rest, or does not follow the one before.
    mutating func breakOff() {
        sum = 0
        samples = 0
    }

    /// A rise began: what lies before it counts, what reaches into it does not.
    mutating func rise(at onset: DeviceTime) {
        breakOff()
        while waitingCount > 0, waiting[0].end.microseconds &+ Self.marginMicroseconds <= onset.microseconds {
            acceptOldest()
        }
        waitingCount = 0
    }

    /// No rise will be dated back into what waits.
    mutating func acceptAll() {
        breakOff()
        while waitingCount > 0 { acceptOldest() }
    }

    private mutating func acceptOldest() {
        if count < means.count {
            means[count] = waiting[0].mean
            count += 1
        } else {
            omitted += 1
        }
        for place in 1..<Self.waitingLimit { waiting[place - 1] = waiting[place] }
        waitingCount -= 1
    }

    // MARK: Figures

    /// The range must not be empty.
    func median(of range: Range<Int>) -> Double {
        let sorted = range.map { means[$0] }.sorted()
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }

    /// - Parameters:
    ///   - range: which of the seconds.
    ///   - refusal: why no pressure may be stated, where that is so whatever the seconds say.
    /// - Returns: only how many there are, where they are too few.
    func figures(of range: Range<Int>, refusal: RestPressureRefusal?) -> RestFigures {
        guard range.count >= RestFigures.leastSeconds else {
            return RestFigures(seconds: range.count, pressure: .refused(refusal ?? .tooLittleRest))
        }
        // Values on both sides of a new zero do not belong together, not even as differences.
        if refusal == .zeroChanged { return RestFigures(seconds: range.count, pressure: .refused(.zeroChanged)) }
        var mean = 0.0
        for number in range { mean += means[number] }
        mean /= Double(range.count)
        var squares = 0.0
        for number in range { squares += (means[number] - mean) * (means[number] - mean) }
        let deviation = (squares / Double(range.count - 1)).squareRoot()
        return RestFigures(
            seconds: range.count, pressure: refusal.map { .refused($0) } ?? .value(median(of: range)),
            standardDeviation: deviation,
            coefficientOfVariation: refusal == nil && mean > 0 ? deviation / mean : nil)
    }
}
