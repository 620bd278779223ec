// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// The estimate of a `DeviceClock` after one packet, without what it was made from.
public struct ClockRelation: Sendable, BitwiseCopyable {
    let latest: DeviceTime
    /// Host less device time in nanoseconds at `latest`.
    let offset: Int64
    /// Nanoseconds by which `offset` grows in a microsecond of device time.
    let slope: Double

    /// The estimated host instant of a conversion.
    public func hostTime(of time: DeviceTime) -> HostTime {
        let ahead = Int64(bitPattern: time.microseconds &- latest.microseconds)
        let nanoseconds =
            Int64(bitPattern: time.microseconds &* 1000) &+ offset &+ Int64((slope * Double(ahead)).rounded())
        return HostTime(nanoseconds: UInt64(max(0, nanoseconds)))
    }
}
