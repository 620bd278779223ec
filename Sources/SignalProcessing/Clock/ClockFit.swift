// SPDX-License-Identifier: Apache-2.0

/// A line below the clock differences together with a bound of its error.
///
/// The bound rests on three assumptions. The device's clock goes at one rate for two minutes, but for
/// `wanderBound`. No packet is early. And of the packets of any ten seconds one is late by no more than
/// `DeviceClock.fastestTransferSeconds`. That packet may lie below the line, which knows the least of its second only, by
/// the line's change within a second: d is the sum of the two. Then the error e of the line, true offset less line, is linear in time; it is
/// not positive where the line touches the envelope, last at v; and not below -d at some instant of the first ten seconds,
/// before a, and of the last ten, after b. With h the height of the first second above the line, e cannot rise faster than
/// d / (v - a), nor fall faster than (h + d) / (b - a): so fast at most does it leave 0 after v, and -d after b.
/// Where the seconds themselves stand high above the line, the assumptions are in doubt, and the height is added.
struct ClockFit: Sendable, BitwiseCopyable {
    /// How many seconds must pass for one packet to be as fast as packets can be (assumption).
    static let secondsToFastest = 10
    /// How many seconds a line needs: the first and the last ten, and as many between them.
    static let leastSeconds = 3 * secondsToFastest
    /// By how much the rates of the clocks may change within the window: 2 ppm (assumption: a crystal at the temperature
    /// of a room, and a host clock that is disciplined slowly).
    static let wanderBound = 2e-6

    let line: ClockLine
    /// How fast the error may rise after the line last touches the envelope, and fall after the last but nine seconds.
    private let riseBound: Double
    private let fallBound: Double
    /// d above.
    private let latenessSeconds: Double
    private let touchMicroseconds: Int64
    private let fastMicroseconds: Int64
    private let oldestMicroseconds: Int64
    /// How high the envelope stands above the line where it stands highest, in seconds.
    private let heightSeconds: Double

    /// The fit to the whole seconds of an envelope; nil while they do not suffice, or where the line is steeper than the
    /// clocks can drift apart.
    init?(_ envelope: inout ClockEnvelope) {
        let count = envelope.count
        guard count >= Self.leastSeconds, let line = envelope.lineInPlace() else { return nil }
        let slope = line.slope / 1000
        let a = envelope.second(Self.secondsToFastest - 1).deviceMicroseconds
        let b = envelope.second(count - Self.secondsToFastest).deviceMicroseconds
        let v = line.last.deviceMicroseconds
        guard abs(slope) <= DeviceClock.driftBound, v > a, b > a else { return nil }
        let d = DeviceClock.fastestTransferSeconds + abs(slope)
        let h = line.residual(of: envelope.second(0)) / 1e9
        let steepest = DeviceClock.driftBound + abs(slope)
        riseBound = min(steepest, d / (Double(v - a) / 1e6))
        fallBound = min(steepest, (h + d) / (Double(b - a) / 1e6))
        self.line = line
        latenessSeconds = d
        touchMicroseconds = v
        fastMicroseconds = b
        oldestMicroseconds = envelope.second(0).deviceMicroseconds
        // The newest second alone, so that a step is owned to soon.
        var height = line.residual(of: envelope.second(count - 1))
        var end = count
        while end >= Self.secondsToFastest {
            height = max(height, Self.leastResidual(&envelope, line, (end - Self.secondsToFastest)..<end))
            end -= Self.secondsToFastest
        }
        heightSeconds = max(0, height) / 1e9
    }

    /// The least height of some seconds above a line, in nanoseconds.
    private static func leastResidual(_ envelope: inout ClockEnvelope, _ line: ClockLine, _ seconds: Range<Int>)
        -> Double
    {
        var least = Double.infinity
        for index in seconds { least = min(least, line.residual(of: envelope.second(index))) }
        return least
    }

    /// A bound of the error of the line's slope, seconds a second.
    var slopeBound: Double { max(riseBound, fallBound) + Self.wanderBound }

    /// A bound of the line's error at an instant not before the fit, in seconds to either side.
    func bound(atMicroseconds time: Int64) -> Double { provenBound(atMicroseconds: time) + heightSeconds }

    private func provenBound(atMicroseconds time: Int64) -> Double {
        let high = riseBound * Double(time - touchMicroseconds) / 1e6
        let low = latenessSeconds + fallBound * Double(time - fastMicroseconds) / 1e6
        return max(high, low) + Self.wanderBound * Double(time - oldestMicroseconds) / 1e6
    }

    /// Whether the newest ten seconds stand so high above the line that it cannot hold any more: the device's clock went
    /// back, or the host's ahead.
    func isRefuted(by envelope: inout ClockEnvelope) -> Bool {
        let count = envelope.count
        guard count >= Self.secondsToFastest else { return false }
        let newest = (count - Self.secondsToFastest)..<count
        return Self.leastResidual(&envelope, line, newest) / 1e9
            > provenBound(atMicroseconds: envelope.second(count - 1).deviceMicroseconds)
    }
}
