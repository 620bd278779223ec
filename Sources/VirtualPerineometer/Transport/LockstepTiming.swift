// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// What the host's clock says in lockstep, where no real clock is asked.
public struct LockstepTiming: Hashable, Sendable {
    /// The host's clock when the patient's time is 0, in nanoseconds.
    public var offsetNanoseconds: UInt64
    /// How much faster the host's clock goes than the device's, in parts per million; at most 100 000 either way.
    public var skewPartsPerMillion: Int
    /// Packets come up to this much late, each by another amount.
    public var jitterNanoseconds: UInt64
    /// Makes the jitter that of another run.
    public var jitterSeed: UInt64

    public init(
        offsetNanoseconds: UInt64 = 1_000_000_000, skewPartsPerMillion: Int = 0, jitterNanoseconds: UInt64 = 0,
        jitterSeed: UInt64 = 1
    ) {
        precondition((-100_000...100_000).contains(skewPartsPerMillion), "a skew of more than 10 % is not a clock's")
        self.offsetNanoseconds = offsetNanoseconds
        self.skewPartsPerMillion = skewPartsPerMillion
        self.jitterNanoseconds = jitterNanoseconds
        self.jitterSeed = jitterSeed
    }

    /// When a packet that was complete at `microseconds` of the patient's time reaches the host.
    public func hostTime(atMicroseconds microseconds: UInt64) -> HostTime {
        let skew = Int64(microseconds) * Int64(skewPartsPerMillion) / 1000
        let ideal = offsetNanoseconds &+ microseconds * 1000 &+ UInt64(bitPattern: skew)
        guard jitterNanoseconds > 0 else { return HostTime(nanoseconds: ideal) }
        let late = SplitMix64.mix(jitterSeed &* SplitMix64.increment ^ microseconds) % (jitterNanoseconds + 1)
        return HostTime(nanoseconds: ideal &+ late)
    }
}
