// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// Relates the device's 32-bit microsecond clock to the host's monotonic clock.
///
/// A packet can be late but never early, so the least difference between the instant of arrival and the device's time
/// stamp is the best estimate of the clocks' offset (the lower envelope). The least difference of every second of device
/// time is kept for ten seconds, so that the estimate follows the drift between the two crystals.
///
/// A value type without references: nothing here allocates.
public struct DeviceClock: Sendable, BitwiseCopyable {
    /// For how many seconds of device time the least differences are kept.
    public static let windowSeconds = 10
    /// How fast device and host clock may drift apart: ±100 ppm (assumption: two crystals of ±50 ppm).
    public static let driftBound = 100e-6
    /// How late the fastest packet of a window may be: one full-speed USB frame (USB 2.0 section 5.7.4, an interrupt
    /// endpoint polled every 1 ms).
    public static let fastestTransferSeconds = 1e-3
    /// How late the fastest packet of the very first second may be (assumption: one scheduling delay of a busy host).
    public static let firstSecondAllowance = 10e-3

    private struct Bucket: BitwiseCopyable {
        var second: UInt64
        var leastOffset: Int64
    }

    private var buckets = InlineArray<10, Bucket>(repeating: Bucket(second: .max, leastOffset: .max))
    private var isObserved = false
    private var latest = DeviceTime(microseconds: 0)
    private var latestReceived = HostTime(nanoseconds: 0)
    /// Host less device time in nanoseconds: the estimate that `hostTime(of:)` uses.
    private var offset: Int64 = 0
    /// A bound of the estimate's error at the latest observation, in seconds, to either side. It grows with the spread
    /// of the arrivals, with the age of the window (drift) and is infinite before the first observation.
    public private(set) var uncertaintySeconds = Double.infinity

    public init() {}

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
        guard isObserved else {
            isObserved = true
            latest = DeviceTime(microseconds: UInt64(deviceMicroseconds))
            latestReceived = receivedAt
            note(latest, receivedAt, completeAfterMicroseconds)
            return latest
        }
        let elapsed = Int64(bitPattern: receivedAt.nanoseconds &- latestReceived.nanoseconds) / 1000
        let expected = UInt64(max(0, Int64(bitPattern: latest.microseconds) &+ elapsed))
        let time = Self.unwrap(deviceMicroseconds, near: expected)
        if time > latest {
            latest = time
            latestReceived = receivedAt
        }
        note(time, receivedAt, completeAfterMicroseconds)
        return time
    }

    /// Forgets everything: the device restarted, or was unplugged and opened again. The next observation starts anew.
    public mutating func restart() { self = DeviceClock() }

    /// The unwrapped time of a 32-bit time stamp, taken to lie within half a turn (35.8 min) of the latest observation.
    public func deviceTime(unwrapping deviceMicroseconds: UInt32) -> DeviceTime {
        Self.unwrap(deviceMicroseconds, near: latest.microseconds)
    }

    /// The estimated host instant of a conversion. Before the first observation it means nothing
    /// (`uncertaintySeconds` is infinite).
    ///
    /// A better estimate may lie earlier than the one before it: give the instants of a run through
    /// `MonotoneHostTime`, in order, before they are published.
    public func hostTime(of time: DeviceTime) -> HostTime {
        let nanoseconds = Int64(bitPattern: time.microseconds &* 1000) &+ offset
        return HostTime(nanoseconds: UInt64(max(0, nanoseconds)))
    }

    private static func unwrap(_ low: UInt32, near expected: UInt64) -> DeviceTime {
        let difference = Int64(Int32(bitPattern: low &- UInt32(truncatingIfNeeded: expected)))
        let time = Int64(bitPattern: expected) &+ difference
        // Before the first turn there is no earlier one to belong to.
        return DeviceTime(microseconds: time < 0 ? UInt64(low) : UInt64(time))
    }

    private mutating func note(_ time: DeviceTime, _ received: HostTime, _ completeAfterMicroseconds: UInt32) {
        let complete = (time.microseconds &+ UInt64(completeAfterMicroseconds)) &* 1000
        let difference = Int64(bitPattern: received.nanoseconds &- complete)
        let second = time.microseconds / 1_000_000
        let slot = Int(second % UInt64(Self.windowSeconds))
        if buckets[slot].second == second {
            buckets[slot].leastOffset = min(buckets[slot].leastOffset, difference)
        } else if buckets[slot].second == .max || buckets[slot].second < second {
            buckets[slot] = Bucket(second: second, leastOffset: difference)
        } else {
            return
        }
        estimate()
    }

    private mutating func estimate() {
        let now = latest.microseconds / 1_000_000
        var least = Int64.max
        var greatest = Int64.min
        var oldest = now
        for slot in buckets.indices {
            let bucket = buckets[slot]
            guard bucket.second <= now, now - bucket.second < UInt64(Self.windowSeconds) else { continue }
            least = min(least, bucket.leastOffset)
            greatest = max(greatest, bucket.leastOffset)
            oldest = min(oldest, bucket.second)
        }
        guard least <= greatest else { return }
        offset = least
        let ageSeconds = Double(latest.microseconds - oldest * 1_000_000) / 1e6
        uncertaintySeconds =
            Double(greatest - least) / 1e9 + ageSeconds * Self.driftBound
            + (oldest == now ? Self.firstSecondAllowance : Self.fastestTransferSeconds)
    }
}
