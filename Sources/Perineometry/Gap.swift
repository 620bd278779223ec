// SPDX-License-Identifier: Apache-2.0

/// Why samples are missing. The raw value is the reason's name on the wire.
public enum GapReason: String, Sendable, Codable, CaseIterable, BitwiseCopyable {
    /// Packets that never arrived, seen by their sequence numbers.
    case packetsLost
    /// A packet arrived but its contents could not be trusted (checksum, length or fields).
    case packetsCorrupt
    /// The device dropped samples because the host did not poll in time.
    case deviceOverrun
    /// The daemon dropped packets because its own ring was full.
    case hostOverrun
    /// The device restarted.
    case deviceRestarted
    /// The device clock jumped; how many samples this cost cannot be known.
    case clockJumped
    /// The device was unplugged or reopened.
    case deviceReopened
}

/// A stretch of sample instants for which there is no value.
public struct Gap: Hashable, Sendable, Codable, BitwiseCopyable {
    /// The first missing index; where nothing countable is missing, the index of the sample that follows.
    public var first: SampleIndex
    /// How many sample instants are missing; 0 marks a seam at which the count is unknown.
    public var missing: UInt64
    public var reason: GapReason

    public init(first: SampleIndex, missing: UInt64, reason: GapReason) {
        self.first = first
        self.missing = missing
        self.reason = reason
    }
}
