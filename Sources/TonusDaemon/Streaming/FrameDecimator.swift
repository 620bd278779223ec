// SPDX-License-Identifier: Apache-2.0
import Perineometry
import SignalProcessing

/// Lowers the rate of frames of consecutive indices, without aliasing.
///
/// The first output stands at the first frame, the others follow at the lower rate. An output has
///
/// - the pressures as filtered by `Decimator`, at the instant at which it stands;
/// - that instant on both clocks, interpolated between the two frames around it;
/// - the index, rest and state of the first frame at or after it; it stands for the device samples from that index until
///   before the next output's, so that all outputs together stand for every sample once;
/// - `isClipped` where any frame that is part of it was clipped.
///
/// Memory is bounded: two filters that share their taps, and the 11 outputs under way.
struct FrameDecimator {
    private let inputRate: Int
    private let outputRate: Int
    private var pressure: Decimator
    private var filtered: Decimator
    /// Frames taken since the beginning.
    private var taken = 0
    private var first = SampleIndex(0)
    /// Outputs whose instant has come, and those of them that were given.
    private var begun = 0
    private var given = 0
    /// The outputs between, without their pressures, in the slots that their numbers give.
    private var pending = InlineArray<12, Frame>(repeating: Self.blank)
    private var newest = Self.blank
    /// Number of the newest clipped frame; nil where none was.
    private var newestClipped: Int?

    /// - Throws: `FilterDesignError.decimation` unless the output rate is at least 1 and below the input rate.
    init(inputRateHertz: Int, outputRateHertz: Int) throws(FilterDesignError) {
        inputRate = inputRateHertz
        outputRate = outputRateHertz
        pressure = try Decimator(inputRateHertz: inputRateHertz, outputRateHertz: outputRateHertz)
        filtered = pressure
    }

    /// Whether nothing was taken since the beginning or the last `finish`.
    var isEmpty: Bool { taken == 0 }

    /// Takes the next frame; appends the output that is complete with it, where there is one.
    mutating func take(_ frame: Frame, into outputs: inout DecimatedFrames) {
        if isEmpty { first = frame.index }
        if frame.isClipped { newestClipped = taken }
        // The instant of output n is n * inputRate / outputRate input intervals after the first frame.
        let instant = begun * inputRate
        if instant <= taken * outputRate {
            let since = instant - (taken - 1) * outputRate
            var output = frame
            if since < outputRate { output.moveTimes(to: Double(since) / Double(outputRate), after: newest) }
            pending[begun % pending.count] = output
            begun += 1
        }
        newest = frame
        taken += 1
        let pressures = pressure.process(frame.pressure)
        let filtereds = filtered.process(frame.filtered)
        if let pressures, let filtereds { give(pressures, filtereds, into: &outputs) }
    }

    /// Appends the outputs that stand at or before the newest frame and wait for later ones, as if its pressures lasted.
    /// The next frame is the first of a new beginning.
    mutating func finish(into outputs: inout DecimatedFrames) {
        while let pressures = pressure.finish(), let filtereds = filtered.finish() {
            give(pressures, filtereds, into: &outputs)
        }
        filtered.reset()
        taken = 0
        begun = 0
        given = 0
        newestClipped = nil
    }

    private mutating func give(
        _ pressures: Decimator.Output, _ filtereds: Decimator.Output, into outputs: inout DecimatedFrames
    ) {
        var output = pending[given % pending.count]
        output.pressure = pressures.value
        output.filtered = filtereds.value
        let earliest = (given - Decimator.delayOutputs) * inputRate
        output.isClipped = newestClipped.map { $0 * outputRate >= earliest } ?? false
        given += 1
        // Rounded up: the first sample at or after the next output.
        let next = (given * inputRate + outputRate - 1) / outputRate
        outputs.append(output, end: first + UInt64(min(next, taken)))
    }

    private static let blank = Frame(
        index: SampleIndex(0), deviceTime: DeviceTime(microseconds: 0), hostTime: HostTime(nanoseconds: 0),
        pressure: .zero, filtered: .zero, rest: .nan, state: .settling, isClipped: false)
}

extension Frame {
    /// Sets the times to an instant between another frame's (0) and this one's (1).
    fileprivate mutating func moveTimes(to part: Double, after other: Frame) {
        deviceTime.microseconds = between(other.deviceTime.microseconds, deviceTime.microseconds, part)
        hostTime.nanoseconds = between(other.hostTime.nanoseconds, hostTime.nanoseconds, part)
    }
}

private func between(_ earlier: UInt64, _ later: UInt64, _ part: Double) -> UInt64 {
    let difference = Double(Int64(bitPattern: later &- earlier))
    return earlier &+ UInt64(bitPattern: Int64((difference * part).rounded()))
}
