// SPDX-License-Identifier: Apache-2.0

/// An instant on the perineometer's own clock, in microseconds since its power-up, unwrapped to 64 bits.
public struct DeviceTime: Hashable, Comparable, Sendable, Codable, BitwiseCopyable {
    public var microseconds: UInt64

    public init(microseconds: UInt64) { self.microseconds = microseconds }

    public var seconds: Double { Double(microseconds) / 1e6 }

    public static func < (left: DeviceTime, right: DeviceTime) -> Bool { left.microseconds < right.microseconds }

    /// Seconds from `earlier` to this instant; negative where it lies before.
    public func seconds(since earlier: DeviceTime) -> Double {
        Double(Int64(bitPattern: microseconds &- earlier.microseconds)) / 1e6
    }
}

/// An instant on the host's monotonic clock (`CLOCK_MONOTONIC`), in nanoseconds.
public struct HostTime: Hashable, Comparable, Sendable, Codable, BitwiseCopyable {
    public var nanoseconds: UInt64

    public init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

    public var seconds: Double { Double(nanoseconds) / 1e9 }

    public static func < (left: HostTime, right: HostTime) -> Bool { left.nanoseconds < right.nanoseconds }
}

/// The number of a sample instant within a run of the daemon. It counts missing samples too, so that index and device
/// time advance together: a sample lost is an index never seen.
public struct SampleIndex: Hashable, Comparable, Sendable, BitwiseCopyable, Codable {
    public var value: UInt64

    public init(_ value: UInt64) { self.value = value }

    public init(from decoder: any Decoder) throws { value = try decoder.singleValueContainer().decode(UInt64.self) }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }

    public static func < (left: SampleIndex, right: SampleIndex) -> Bool { left.value < right.value }
    public static func + (left: SampleIndex, right: UInt64) -> SampleIndex { SampleIndex(left.value &+ right) }

    /// How many indices lie between `earlier` and this one. `earlier` must not lie after it.
    public func distance(from earlier: SampleIndex) -> UInt64 { value - earlier.value }
}
