// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// Relates the device's 32-bit microsecond clock to the host's monotonic clock.
///
/// A packet can be late but never early, so the differences between instant of arrival and device time lie above the
/// clocks' true offset, and touch it where a packet was fast: a line is fitted below them (`ClockEnvelope`), which gives
/// offset and drift. Before there are `ClockFit.leastSeconds` to fit, the least difference of the last ten seconds serves.
///
/// A better estimate is not jumped to but approached at `slewRate`, and what is still to go is part of the uncertainty.
/// Where packets refute what was stated (the device's clock stepped, or the host slept, when `CLOCK_MONOTONIC` stands)
/// all is begun anew. A packet that comes too soon shows that at once. One that comes too late might just be late: a step
/// of that kind widens the uncertainty within two seconds and is believed after ten.
///
/// A value type without references: nothing here allocates.
public struct DeviceClock: Sendable, BitwiseCopyable {
    /// How fast device and host clock may drift apart: ±250 ppm (assumption: two crystals of ±100 ppm, and a host clock
    /// disciplined by 50 ppm).
    public static let driftBound = 250e-6
    /// How late the fastest packet of ten seconds may be: one full-speed USB frame (USB 2.0 section 5.7.4, an interrupt
    /// endpoint polled every 1 ms) and 0.5 ms until the host takes note (assumption).
    public static let fastestTransferSeconds = 1.5e-3
    /// How late the fastest packet may be while there is no fit (assumption: one scheduling delay of a busy host).
    public static let unfittedAllowanceSeconds = 10e-3
    /// How fast the estimate approaches a better one: 1 % (assumption: no rate measured in a contraction is known as well).
    public static let slewRate = 0.01
    /// A step of this size is one even while there is no fit (assumption: more than any delay of a host in order).
    public static let stepSeconds = 0.1
    /// A time stamp so long before the newest is a step of the clock, not a packet out of order (assumption; USB delivers
    /// in order).
    public static let stepBackMicroseconds: UInt64 = 1_000_000

    private var isObserved = false
    private var latest = DeviceTime(microseconds: 0)
    private var latestReceived = HostTime(nanoseconds: 0)
    private var envelope = ClockEnvelope()
    private var fit: ClockFit?
    /// How far the open second's packets lie below the line, in nanoseconds.
    private var dip = 0.0
    /// Of the newest ten whole seconds.
    private var least = Int64.max
    private var greatest = Int64.min
    private var oldestMicroseconds = Int64.max
    /// Host less device time in nanoseconds at `latest`: the estimate that `hostTime(of:)` uses.
    private var offset: Int64 = 0
    /// Nanoseconds by which `offset` grows in a microsecond of device time.
    private var slope = 0.0
    /// What `hostTime(of:)` goes by; a caller that asks for every sample asks this, which is small.
    public private(set) var relation = ClockRelation(
        latest: DeviceTime(microseconds: 0), offset: 0, slope: 0)
    /// A bound of the estimate's error at the latest observation, in seconds, to either side. It is infinite before the
    /// first observation.
    public private(set) var uncertaintySeconds = Double.infinity
    /// How often all was begun anew.
    public private(set) var restarts: UInt64 = 0

    public init() {}

    /// What is known about the clocks; nil before the first observation. Kept, not computed when asked for: whoever asks
    /// after each packet would otherwise copy the whole clock.
    public private(set) var estimate: ClockEstimate?

    /// Takes note of a packet.
    ///
    /// - Parameters:
    ///   - deviceMicroseconds: the packet's time stamp: when its first sample was converted.
    ///   - receivedAt: when the host had it.
    ///   - completeAfterMicroseconds: how long after the time stamp the packet was complete, as its last sample was
    ///     converted: sample period times one less than the samples in the packet.
    /// - Returns: the time stamp, unwrapped. Which of the 71.6-minute turns it belongs to follows from the host time
    ///   elapsed, so a pause of any length is bridged.
    public mutating func observe(
        deviceMicroseconds: UInt32, receivedAt: HostTime, completeAfterMicroseconds: UInt32 = 0
    ) -> DeviceTime {
        var time = DeviceTime(microseconds: UInt64(deviceMicroseconds))
        if isObserved {
            let elapsed = Int64(bitPattern: receivedAt.nanoseconds &- latestReceived.nanoseconds) / 1000
            let expected = UInt64(max(0, Int64(bitPattern: latest.microseconds) &+ elapsed))
            time = Self.unwrap(deviceMicroseconds, near: expected)
            if time.microseconds &+ Self.stepBackMicroseconds < latest.microseconds {
                restart()
            } else if time <= latest {
                return time
            }
        }
        let complete = Int64(bitPattern: time.microseconds) &+ Int64(completeAfterMicroseconds)
        note(
            ClockDifference(
                deviceMicroseconds: complete,
                nanoseconds: Int64(bitPattern: receivedAt.nanoseconds) &- complete &* 1000), at: time)
        latest = time
        latestReceived = receivedAt
        isObserved = true
        relation = ClockRelation(latest: latest, offset: offset, slope: slope)
        estimate = ClockEstimate(
            deviceTime: latest, offsetNanoseconds: offset, uncertaintySeconds: uncertaintySeconds,
            drift: fit.map { fit in
                ClockEstimate.Drift(
                    partsPerMillion: -fit.line.slope * 1000, uncertaintyPartsPerMillion: fit.slopeBound * 1e6)
            })
        return time
    }

    /// Forgets everything but the count of restarts: the device restarted. The next observation starts anew.
    public mutating func restart() {
        let count = restarts + 1
        self = DeviceClock()
        restarts = count
    }

    /// The unwrapped time of a 32-bit time stamp, taken to lie within half a turn (35.8 min) of the latest observation.
    public func deviceTime(unwrapping deviceMicroseconds: UInt32) -> DeviceTime {
        Self.unwrap(deviceMicroseconds, near: latest.microseconds)
    }

    /// The estimated host instant of a conversion. Before the first observation it means nothing
    /// (`uncertaintySeconds` is infinite).
    ///
    /// An estimate after a restart may lie earlier than the one before it: give the instants of a run through
    /// `MonotoneHostTime`, in order, before they are published.
    public func hostTime(of time: DeviceTime) -> HostTime {
        relation.hostTime(of: time)
    }

    private static func unwrap(_ low: UInt32, near expected: UInt64) -> DeviceTime {
        let difference = Int64(Int32(bitPattern: low &- UInt32(truncatingIfNeeded: expected)))
        let time = Int64(bitPattern: expected) &+ difference
        // Before the first turn there is no earlier one to belong to.
        return DeviceTime(microseconds: time < 0 ? UInt64(low) : UInt64(time))
    }

    private mutating func note(_ point: ClockDifference, at time: DeviceTime) {
        if isTooSoon(point) { restart() }
        if envelope.endsSecond(point) {
            envelope.note(point)
            fitAnew()
        } else {
            envelope.note(point)
        }
        let (target, targetSlope, bound) = estimate(at: point)
        if isObserved {
            let elapsed = Double(Int64(bitPattern: time.microseconds &- latest.microseconds))
            let predicted = offset &+ Int64((slope * elapsed).rounded())
            let limit = elapsed * 1000 * Self.slewRate
            let correction = Double(target &- predicted)
            offset = predicted &+ Int64(max(-limit, min(limit, correction)).rounded())
        } else {
            offset = target
            isObserved = true
        }
        slope = targetSlope
        uncertaintySeconds = bound + Double((target &- offset).magnitude) / 1e9
    }

    /// Whether a packet came sooner than the stated uncertainty allows.
    private mutating func isTooSoon(_ point: ClockDifference) -> Bool {
        if let fit {
            return fit.line.residual(of: point) / 1e9 < -fit.bound(atMicroseconds: point.deviceMicroseconds)
        }
        guard let open = envelope.open else { return false }
        let age = Double(point.deviceMicroseconds &- min(oldestMicroseconds, open.deviceMicroseconds)) / 1e6
        let early = Double(min(least, open.nanoseconds) &- point.nanoseconds) / 1e9
        return early > Self.stepSeconds + age * Self.driftBound
    }

    /// A second is over.
    private mutating func fitAnew() {
        if let fit, fit.isRefuted(by: &envelope) {
            envelope.keepNewest(ClockFit.secondsToFastest)
            restarts += 1
            // What was estimated so far is no point to slew from.
            isObserved = false
        }
        fit = ClockFit(&envelope)
        dip = 0
        least = .max
        greatest = .min
        oldestMicroseconds = .max
        for index in max(0, envelope.count - ClockFit.secondsToFastest)..<envelope.count {
            let point = envelope.second(index)
            least = min(least, point.nanoseconds)
            greatest = max(greatest, point.nanoseconds)
            oldestMicroseconds = min(oldestMicroseconds, point.deviceMicroseconds)
        }
    }

    /// Offset in nanoseconds, its slope, and the bound of its error in seconds, at the packet just noted.
    private mutating func estimate(at point: ClockDifference) -> (offset: Int64, slope: Double, bound: Double) {
        if let fit {
            let residual = fit.line.residual(of: point)
            dip = min(dip, residual)
            return (
                point.nanoseconds &- Int64((residual - dip).rounded()), fit.line.slope,
                fit.bound(atMicroseconds: point.deviceMicroseconds)
            )
        }
        let open = envelope.open ?? point
        let best = min(least, open.nanoseconds)
        let age = point.deviceMicroseconds &- min(oldestMicroseconds, open.deviceMicroseconds)
        let spread = max(greatest, open.nanoseconds) &- best
        return (
            best, 0,
            Double(spread) / 1e9 + Double(age) / 1e6 * Self.driftBound + Self.unfittedAllowanceSeconds
        )
    }
}
