// SPDX-License-Identifier: Apache-2.0

/// Parameters of `device.selfTest`.
public struct SelfTestParams: Codable, Sendable {
    public static let method = "device.selfTest"

    /// Serial number of the perineometer meant. Default: the first that is plugged in.
    public var device: String?

    public init(device: String? = nil) { self.device = device }
}

/// The reply to `device.selfTest`: whether what the probe sends arrives bit for bit.
public struct SelfTestResult: Codable, Sendable {
    /// What one test pattern came to.
    public struct Pattern: Codable, Sendable {
        /// "ramp" or "extremes".
        public var pattern: String
        /// Packets that were compared.
        public var packets: Int
        /// Samples in them, of all channels together.
        public var samples: UInt64
        /// Counts that differ from the pattern's definition.
        public var mismatches: Int
        /// Packets that never came.
        public var lost: Int
        /// Packets that came damaged.
        public var corrupt: Int
        /// Packets that came twice, too late, at the wrong time, or with wrong flags or layout.
        public var irregular: Int

        public init(
            pattern: String, packets: Int, samples: UInt64, mismatches: Int, lost: Int, corrupt: Int, irregular: Int
        ) {
            self.pattern = pattern
            self.packets = packets
            self.samples = samples
            self.mismatches = mismatches
            self.lost = lost
            self.corrupt = corrupt
            self.irregular = irregular
        }
    }

    /// "passed", "failed", "cancelled", "notOffered" or "interrupted".
    public var verdict: String
    /// What was found, in a sentence, and what to do about it.
    public var reason: String
    /// What to do about it, in a sentence.
    public var hint: String
    /// One after another; empty where none was run.
    public var patterns: [Pattern]
    /// Serial number of the perineometer tested.
    public var device: String?
    /// No body is involved: it comes from the virtual perineometer.
    public var simulated: Bool

    public init(
        verdict: String, reason: String, hint: String, patterns: [Pattern], device: String?, simulated: Bool
    ) {
        self.verdict = verdict
        self.reason = reason
        self.hint = hint
        self.patterns = patterns
        self.device = device
        self.simulated = simulated
    }
}
