// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// How the muscle rests: the body of `rest` notifications, and the member `rest` of a device in `status`.
public struct RestReport: Codable, Sendable, Hashable {
    /// Breathing, as the pressure shows it.
    public struct Breathing: Codable, Sendable, Hashable {
        /// Breaths a minute.
        public var rate: Double
        /// Median of the last breaths, peak to trough.
        public var amplitude: Double
        /// 0 to 1: how much alike the last breaths were; it orders, it is no probability.
        public var confidence: Double
        /// The channel in which it was seen.
        public var channel: Int

        public init(rate: Double, amplitude: Double, confidence: Double, channel: Int) {
            self.rate = rate
            self.amplitude = amplitude
            self.confidence = confidence
            self.channel = channel
        }
    }

    /// The sample by which this was known.
    public var index: UInt64
    /// Of that sample, seconds on the device clock.
    public var deviceTime: Double
    /// Of that sample, seconds since the Unix epoch.
    public var hostTime: Double
    /// Tracked resting level, whatever pressures count from; absent while it is not known.
    public var level: Double?
    /// Resting pressure over the atmosphere; absent where it cannot be stated.
    public var pressure: Double?
    /// Why it cannot.
    public var refused: RestPressureRefusal?
    /// Whether the level was seen not to drift.
    public var settled: Bool
    /// How it drifts, a minute; absent until there was enough rest.
    public var slope: Double?
    /// Standard deviation of the means of one second in the last half minute of rest, breathing left out.
    public var steadiness: Double?
    /// Absent where it does not show.
    public var breathing: Breathing?
    /// No body is involved: it comes from the virtual perineometer.
    public var simulated: Bool

    public init(
        at instant: InstantMessage, level: Double?, pressure: RestPressure, settled: Bool, slope: Double?,
        steadiness: Double?, breathing: Breathing?, simulated: Bool
    ) {
        index = instant.index
        deviceTime = instant.deviceTime
        hostTime = instant.hostTime
        self.level = level
        switch pressure {
        case .value(let value): self.pressure = value
        case .refused(let reason): refused = reason
        }
        self.settled = settled
        self.slope = slope
        self.steadiness = steadiness
        self.breathing = breathing
        self.simulated = simulated
    }
}

/// `rest`: how the muscle rests, about once a second. On the wire the report's members stand beside `subscription`.
public struct RestMessage: Codable, Sendable, Hashable {
    public static let method = "rest"

    /// The subscription that it belongs to, by the number that `subscribe` gave.
    public var subscription: Int
    public var report: RestReport

    public init(subscription: Int, report: RestReport) {
        self.subscription = subscription
        self.report = report
    }

    public init(from decoder: any Decoder) throws {
        subscription = try decoder.container(keyedBy: CodingKeys.self).decode(Int.self, forKey: .subscription)
        report = try RestReport(from: decoder)
    }

    public func encode(to encoder: any Encoder) throws {
        try report.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(subscription, forKey: .subscription)
    }

    private enum CodingKeys: String, CodingKey { case subscription }
}
