// SPDX-License-Identifier: Apache-2.0
internal import Perineometry

/// Relates the device's time to the host's clock: equal, or with an oscillator that goes wrong.
struct DevicePace {
    /// How much faster the device's oscillator goes than the host's clock, in parts per million.
    private(set) var driftPartsPerMillion = 0
    private var host: HostTime
    private var deviceMicroseconds: UInt64

    /// Most that an oscillator may be wrong, either way. A crystal has some 50, a bare RC oscillator some 10 000
    /// (assumption).
    static let driftLimit = 100_000

    /// The device's time is `deviceMicroseconds` at the instant `host`.
    init(at host: HostTime, deviceMicroseconds: UInt64) {
        self.host = host
        self.deviceMicroseconds = deviceMicroseconds
    }

    /// Goes on at another pace, without a jump in the device's time.
    mutating func setDrift(partsPerMillion: Int, at now: HostTime) {
        deviceMicroseconds = microseconds(at: now)
        host = now
        driftPartsPerMillion = partsPerMillion
    }

    /// Goes on from another time of the device, at the same pace.
    mutating func restart(at now: HostTime, deviceMicroseconds: UInt64) {
        host = now
        self.deviceMicroseconds = deviceMicroseconds
    }

    /// The device's time in whole microseconds. Instants before the one given in `init` count as that one.
    func microseconds(at now: HostTime) -> UInt64 {
        guard now > host else { return deviceMicroseconds }
        let elapsed = now.nanoseconds - host.nanoseconds
        return deviceMicroseconds + scaled(elapsed, by: Int64(1_000_000 + driftPartsPerMillion), over: 1_000_000) / 1000
    }

    /// The first instant of the host's clock at which the device's time is not before `microseconds`.
    func hostTime(atMicroseconds microseconds: UInt64) -> HostTime {
        guard microseconds > deviceMicroseconds else { return host }
        let elapsed = (microseconds - deviceMicroseconds) * 1000
        let ahead = scaled(elapsed, by: 1_000_000, over: Int64(1_000_000 + driftPartsPerMillion))
        // Rounding down twice could otherwise fall short by a nanosecond and call for a second look.
        return HostTime(nanoseconds: host.nanoseconds + ahead + 2)
    }

    /// Exact in whole numbers for as long as a machine stays on.
    private func scaled(_ value: UInt64, by factor: Int64, over divisor: Int64) -> UInt64 {
        let (high, low) = value.multipliedFullWidth(by: UInt64(factor))
        return UInt64(divisor).dividingFullWidth((high, low)).quotient
    }
}
