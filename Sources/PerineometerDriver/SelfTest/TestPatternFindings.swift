// SPDX-License-Identifier: Apache-2.0
public import DeviceProtocol

/// What the check of one test pattern found.
public struct TestPatternFindings: Hashable, Sendable {
    /// A count that is not what the pattern says.
    public struct Mismatch: Hashable, Sendable {
        /// Among the packets checked, from 0.
        public var packet: Int
        /// Since START, from 0.
        public var sample: UInt64
        public var channel: Int
        public var expected: Int32
        public var received: Int32
    }

    public let pattern: TestPattern
    /// Packets that were whole and in order.
    public var packets = 0
    /// Sample instants in them.
    public var samples: UInt64 = 0
    /// Counts, one a sample and channel, that are not what the pattern says.
    public var mismatches = 0
    public var firstMismatch: Mismatch?
    /// Sequence numbers that never came, but for those that corrupt packets and the host's own losses explain.
    public var lost = 0
    /// Packets with a wrong length, checksum, version or header.
    public var corrupt = 0
    /// Packets that the host had no room for.
    public var droppedByHost = 0
    /// Packets that came twice or after a later one.
    public var outOfOrder = 0
    /// Packets of other channels, format or rate than the capability page states.
    public var foreign = 0
    /// Packets whose flags are not what the protocol demands of this pattern.
    public var wrongFlags = 0
    /// Packets whose first sample was not converted when it was due, by more than the protocol allows.
    public var mistimed = 0
    /// The largest deviation from the due instant, in microseconds of the device's clock.
    public var worstTimingMicroseconds = 0.0
    /// The device began anew while it streamed. What came after that is not judged: it has forgotten the pattern.
    public var hasRestarted = false

    public init(pattern: TestPattern) { self.pattern = pattern }

    /// Every packet came, and every bit of every one was right.
    public var isFlawless: Bool {
        packets > 0 && mismatches == 0 && lost == 0 && corrupt == 0 && droppedByHost == 0 && outOfOrder == 0
            && foreign == 0 && wrongFlags == 0 && mistimed == 0 && !hasRestarted
    }
}
