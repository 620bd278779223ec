// SPDX-License-Identifier: Apache-2.0
public import Perineometry
public import SignalProcessing

/// Looks at the last seconds of pressure and says what to take off it, so that it becomes 0, or why that would be wrong.
public enum ZeroWindow {
    /// Seconds that are averaged.
    public static let meanSeconds = 1.0
    /// Seconds that must be still.
    public static let stillSeconds = 2.0
    /// The greatest standard deviation, cmH2O (assumption: twice that of quiet breathing of 1.5 cmH2O, and five times a
    /// sensor's noise; a squeeze or a hand on the tube has more).
    public static let deviationLimit = 1.0
    /// The steepest slope, cmH2O a second (assumption: quiet breathing stays below, a slow release does not).
    public static let slopeLimit = 1.0
    /// A newest sample older than this, seconds, is none.
    public static let staleSeconds = 0.5

    /// The newest frame, where nothing speaks against counting from something else after it.
    ///
    /// - Parameters:
    ///   - frames: of the run.
    ///   - now: on the clock of host times.
    /// - Returns: where it stands.
    /// - Throws: what speaks against it.
    public static func last(of frames: FrameRing, now: HostTime) throws(ZeroRefusal) -> SampleInstant {
        let end = frames.end
        guard end > 0 else { throw .tooSoon(seconds: 0) }
        var newest: Frame?
        guard frames.read(end - 1..<end, { newest = $0[end - 1] }), let newest else { throw .gap }
        let age = now.seconds - newest.hostTime.seconds
        guard age <= staleSeconds else { throw .stale(seconds: age) }
        guard newest.state != .contraction else { throw .contracted }
        return SampleInstant(index: newest.index, deviceTime: newest.deviceTime, hostTime: newest.hostTime)
    }

    /// What the newest frames would be zeroed by.
    ///
    /// - Parameters:
    ///   - frames: calibrated and zeroed by what is in force.
    ///   - first: frames before this position were zeroed by something else.
    ///   - rateHertz: of the frames.
    ///   - now: on the clock of host times.
    /// - Returns: the mean of each channel over the last second, and the sample at its end.
    /// - Throws: what speaks against it.
    public static func mean(
        of frames: FrameRing, since first: Int, rateHertz: Int, now: HostTime
    ) throws(ZeroRefusal) -> (pressure: ChannelVector, last: SampleInstant) {
        let end = frames.end
        let needed = Int((stillSeconds * Double(rateHertz)).rounded(.up))
        let averaged = max(1, Int((meanSeconds * Double(rateHertz)).rounded()))
        let first = max(first, 0)
        guard end - needed >= first else {
            throw .tooSoon(seconds: Double(max(0, end - first)) / Double(rateHertz))
        }
        var finding = Finding(count: needed, averaged: averaged)
        let isIntact = frames.read(end - needed..<end) { slice in
            for position in slice.positions { finding.take(slice[position]) }
        }
        guard isIntact else { throw .gap }
        return try finding.judge(channelCount: frames.channelCount, rateHertz: rateHertz, now: now)
    }

    /// Sums over the window.
    private struct Finding {
        let count: Int
        let averaged: Int
        var taken = 0
        var firstIndex = SampleIndex(0)
        var last: SampleInstant?
        var isClipped = false
        var isContracted = false
        /// The first pressures, which all others are taken against: sums of squares lose nothing then.
        var reference = ChannelVector.zero
        var sum = ChannelVector.zero
        var squares = ChannelVector.zero
        var moments = ChannelVector.zero
        var lastSecond = ChannelVector.zero

        init(count: Int, averaged: Int) {
            self.count = count
            self.averaged = averaged
        }

        mutating func take(_ frame: Frame) {
            if taken == 0 {
                firstIndex = frame.index
                reference = frame.pressure
            }
            last = SampleInstant(index: frame.index, deviceTime: frame.deviceTime, hostTime: frame.hostTime)
            isClipped = isClipped || frame.isClipped
            isContracted = isContracted || frame.state == .contraction
            let pressure = frame.pressure - reference
            sum += pressure
            squares += pressure * pressure
            moments += pressure * (Double(taken) - Double(count - 1) / 2)
            if taken >= count - averaged { lastSecond += pressure }
            taken += 1
        }

        func judge(
            channelCount: Int, rateHertz: Int, now: HostTime
        ) throws(ZeroRefusal) -> (pressure: ChannelVector, last: SampleInstant) {
            guard let last else { throw .tooSoon(seconds: 0) }
            let age = now.seconds - last.hostTime.seconds
            guard age <= staleSeconds else { throw .stale(seconds: age) }
            guard last.index.value &- firstIndex.value == UInt64(count - 1) else { throw .gap }
            guard !isClipped else { throw .clipped }
            guard !isContracted else { throw .contracted }
            let size = Double(count)
            for channel in 0..<channelCount {
                let mean = sum[channel] / size
                let deviation = max(0, squares[channel] / size - mean * mean).squareRoot()
                guard deviation <= deviationLimit else { throw .unsteady(channel: channel, deviation: deviation) }
                // Least squares: the sum of the squared distances of 0 ..< n from their mean is n (n² - 1) / 12.
                let slope = Double(rateHertz) * moments[channel] * 12 / (size * (size * size - 1))
                guard abs(slope) <= slopeLimit else { throw .moving(channel: channel, slope: slope) }
            }
            return (reference + lastSecond / Double(averaged), last)
        }
    }
}
