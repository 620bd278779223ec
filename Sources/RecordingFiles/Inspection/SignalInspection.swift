// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// Looks for faults in one channel of a recording while it is read; in constant memory.
public struct SignalInspection: Sendable {
    /// So many spans of each fault are kept; more are counted.
    public static let spanLimit = 1000
    /// The largest pressure that is believed, in cmH2O. Squeezing healthy women reach some 100 cmH2O and coughs some
    /// hundreds; probes are made for up to about 400 (assumption).
    public static let plausibleCmH2O = 1000.0
    /// A live sensor with a fine resolution changes within so many seconds (assumption).
    public static let constantSeconds = 5.0
    /// The same where the resolution is coarse, so that rest may well read the same for a while (assumption).
    public static let coarseConstantSeconds = 60.0
    /// From this resolution in cmH2O on it is coarse (assumption).
    public static let coarseCmH2O = 0.25
    /// So many neighbours at a limit of the file are clipped; files are often scaled so that the largest value of all
    /// stands at the limit by itself (assumption).
    public static let clippedSamples: UInt64 = 3

    private let rateHertz: Double
    private let isCalibrated: Bool
    private let channel: Int
    private var missing = RunTracker(shortest: 1, limit: spanLimit)
    private var clipped = RunTracker(shortest: clippedSamples, limit: spanLimit)
    private var implausible = RunTracker(shortest: 1, limit: spanLimit)
    private var constant: RunTracker
    private var coarseConstant: RunTracker
    private var high: PlateauTracker
    private var low: PlateauTracker
    private var run: EqualRun?
    private var samples: UInt64 = 0
    private var least = Double.infinity
    private var greatest = -Double.infinity
    private var resolution = Double.infinity

    /// Samples of the same value.
    private struct EqualRun: Sendable {
        var value: Double
        var places: SampleRun
        var stepIn: Double
        var isAtStatedLimit: Bool
    }

    /// - Parameters:
    ///   - rateHertz: of the recording; above 0.
    ///   - isCalibrated: whether the values are cmH2O; otherwise no value is implausible.
    ///   - channel: the place of the channel in a sample, 0 to 7.
    public init(rateHertz: Double, isCalibrated: Bool = true, channel: Int = 0) {
        precondition(rateHertz > 0 && rateHertz <= 1e6, "a rate of \(rateHertz) Hz: give one above 0 and at most 1 MHz")
        precondition((0..<8).contains(channel), "channel \(channel): give 0 to 7")
        self.rateHertz = rateHertz
        self.isCalibrated = isCalibrated
        self.channel = channel
        constant = RunTracker(shortest: UInt64(Self.constantSeconds * rateHertz) + 1, limit: Self.spanLimit)
        coarseConstant = RunTracker(shortest: UInt64(Self.coarseConstantSeconds * rateHertz) + 1, limit: Self.spanLimit)
        high = PlateauTracker(rateHertz: rateHertz, limit: Self.spanLimit)
        low = high
    }

    /// Takes the next piece of the recording.
    public mutating func take(_ piece: RecordingPiece) {
        switch piece {
        case .gap(let gap): takeMissing(gap.first.value, gap.first.value + gap.missing)
        case .samples(let block):
            var index = block.first.value
            for (sample, limits) in zip(block.samples, block.clipped) {
                take(sample[channel], isAtLimit: limits & 1 << UInt8(channel) != 0, at: index)
                index += 1
            }
        }
    }

    private mutating func take(_ value: Double, isAtLimit: Bool, at index: UInt64) {
        guard value.isFinite else {
            takeMissing(index, index + 1)
            return
        }
        samples += 1
        least = min(least, value)
        greatest = max(greatest, value)
        clipped.mark(isAtLimit, index, index + 1)
        implausible.mark(isCalibrated && abs(value) > Self.plausibleCmH2O, index, index + 1)
        guard let last = run else {
            run = EqualRun(
                value: value, places: SampleRun(first: index, end: index + 1), stepIn: 0, isAtStatedLimit: isAtLimit)
            return
        }
        if value == last.value {
            run?.places.end = index + 1
            return
        }
        let step = abs(value - last.value)
        resolution = min(resolution, step)
        close(last, stepOut: step)
        run = EqualRun(
            value: value, places: SampleRun(first: index, end: index + 1), stepIn: step, isAtStatedLimit: isAtLimit)
    }

    private mutating func takeMissing(_ first: UInt64, _ end: UInt64) {
        missing.mark(true, first, end)
        clipped.close()
        implausible.close()
        if let run { close(run, stepOut: 0) }
        run = nil
    }

    private mutating func close(_ run: EqualRun, stepOut: Double) {
        constant.add(run.places)
        coarseConstant.add(run.places)
        let step = run.isAtStatedLimit ? 0 : max(run.stepIn, stepOut)
        high.take(run.value, run.places, step: step)
        low.take(-run.value, run.places, step: step)
    }

    /// What was found. Nothing may be taken afterwards.
    public mutating func finish() -> SignalSummary {
        missing.close()
        clipped.close()
        implausible.close()
        if let run { close(run, stepOut: 0) }
        run = nil
        let found = samples > 0 && resolution.isFinite ? resolution : nil
        for plateau in [high, low] {
            for run in plateau.runs(resolution: found, rateHertz: rateHertz) { clipped.add(run) }
        }
        let isCoarse = isCalibrated && found.map { $0 >= Self.coarseCmH2O } ?? false
        let trackers: [(RecordingFault, RunTracker)] = [
            (.missing, missing), (.clipped, clipped), (.constant, isCoarse ? coarseConstant : constant),
            (.implausible, implausible),
        ]
        var summary = SignalSummary(
            samples: samples, missing: missing.places, least: samples > 0 ? least : nil,
            greatest: samples > 0 ? greatest : nil, resolution: found, spans: [], seconds: [:], spansLeftOut: [:],
            remarks: [])
        for (fault, tracker) in trackers {
            summary.seconds[fault] = Double(tracker.places) / rateHertz
            if tracker.runsLeftOut > 0 { summary.spansLeftOut[fault] = tracker.runsLeftOut }
            for run in tracker.runs {
                summary.spans.append(
                    FaultSpan(
                        fault: fault, startSeconds: Double(run.first) / rateHertz,
                        endSeconds: Double(run.end) / rateHertz))
            }
        }
        summary.spans.sort { ($0.startSeconds, $0.endSeconds) < ($1.startSeconds, $1.endSeconds) }
        summary.remarks = remarks
        return summary
    }

    private var remarks: [String] {
        guard samples > 0 else { return ["The channel holds not one number."] }
        if least == greatest { return ["Every value is \(least): the sensor was not read."] }
        guard isCalibrated else { return [] }
        if implausible.places * 2 > samples {
            return [
                "Most values lie beyond \(Int(Self.plausibleCmH2O)) cmH2O: the unit is likely another one; give --unit."
            ]
        }
        // A healthy squeeze raises the pressure by tens of cmH2O, a weak one by a few (assumption: 1 in all is none).
        if greatest - least < 1 {
            return ["All values lie within 1 cmH2O: the unit may be another one; give --unit."]
        }
        return []
    }
}
