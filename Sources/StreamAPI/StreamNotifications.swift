// SPDX-License-Identifier: Apache-2.0

/// `samples`: a run of consecutive sample instants as columns of equal length.
public struct Samples: Codable, Sendable {
    public static let method = "samples"

    /// The columns of a further channel.
    public struct ChannelColumns: Codable, Sendable {
        /// Its number.
        public var channel: Int
        /// Pressure in this channel.
        public var pressure: [Double]
        /// The same, low-pass filtered.
        public var filtered: [Double]
        /// Present where asked for by `raw`.
        public var counts: [Int32]?

        public init(channel: Int, pressure: [Double], filtered: [Double], counts: [Int32]? = nil) {
            self.counts = counts
            self.channel = channel
            self.pressure = pressure
            self.filtered = filtered
        }
    }

    /// The subscription that it belongs to, by the number that `subscribe` gave.
    public var subscription: Int
    /// Index of the first sample; the others follow without a hole. At a lower rate than the device's, the index of the
    /// first device sample at or after it.
    public var index: UInt64
    /// Device clock at the first sample, in seconds since the device's power-up.
    public var deviceTime: Double
    /// Estimated host instant of the first sample, in seconds since the Unix epoch; never runs backwards.
    public var hostTime: Double
    /// Seconds from one sample to the next.
    public var interval: Double
    /// At a lower rate than the device's: how many device samples, from `index` on, these stand for. At the device's own
    /// rate absent: each stands for itself.
    public var covers: UInt64?
    /// Pressure at the pelvic floor.
    public var pressure: [Double]
    /// The same, low-pass filtered; late by the device's `filterDelay`.
    public var filtered: [Double]
    /// Tracked resting level; null while it is not known.
    public var rest: [Double?]
    /// "settling", "rest" or "contraction".
    public var state: [String]
    /// What the converter counted, before calibration; present where asked for by `raw`.
    public var counts: [Int32]?
    /// Present, with one value per sample, where the device reported a clipped converter.
    public var clipped: [Bool]?
    /// The further channels asked for.
    public var channels: [ChannelColumns]?
    /// No body is involved: it comes from the virtual perineometer.
    public var simulated: Bool

    public init(
        subscription: Int, index: UInt64, deviceTime: Double, hostTime: Double, interval: Double,
        covers: UInt64? = nil, pressure: [Double], filtered: [Double], rest: [Double?], state: [String],
        counts: [Int32]? = nil, clipped: [Bool]? = nil,
        channels: [ChannelColumns]? = nil, simulated: Bool
    ) {
        self.subscription = subscription
        self.covers = covers
        self.index = index
        self.deviceTime = deviceTime
        self.hostTime = hostTime
        self.interval = interval
        self.pressure = pressure
        self.filtered = filtered
        self.rest = rest
        self.state = state
        self.counts = counts
        self.clipped = clipped
        self.channels = channels
        self.simulated = simulated
    }
}

/// An instant in a notification.
public struct InstantMessage: Codable, Sendable, Hashable {
    /// Of the sample at it.
    public var index: UInt64
    /// Seconds on the device clock.
    public var deviceTime: Double
    /// Seconds since the Unix epoch.
    public var hostTime: Double

    public init(index: UInt64, deviceTime: Double, hostTime: Double) {
        self.index = index
        self.deviceTime = deviceTime
        self.hostTime = hostTime
    }
}

/// `gap`: samples that never were, or never came.
public struct GapMessage: Codable, Sendable, Hashable {
    public static let method = "gap"

    /// The subscription that it belongs to, by the number that `subscribe` gave.
    public var subscription: Int
    /// The first missing index.
    public var first: UInt64
    /// How many are missing; 0 marks a seam at which the number is unknown.
    public var missing: UInt64
    /// A `GapReason`.
    public var reason: String

    public init(subscription: Int, first: UInt64, missing: UInt64, reason: String) {
        self.subscription = subscription
        self.first = first
        self.missing = missing
        self.reason = reason
    }
}

/// `lag`: samples that exist but are not sent to this client.
public struct LagMessage: Codable, Sendable, Hashable {
    public static let method = "lag"

    /// Why samples will not be sent.
    public enum Reason: String, Codable, Sendable, CaseIterable {
        /// The client reads too slowly.
        case slow
        /// The client was paused, or asked for what was measured while somebody was.
        case withheld
    }

    /// The subscription that it belongs to, by the number that `subscribe` gave.
    public var subscription: Int
    /// How many samples were dropped.
    public var dropped: UInt64
    /// Index of the first of them.
    public var first: UInt64
    /// Index of the last of them.
    public var last: UInt64
    /// Present where notices (of gaps, contractions or the device) are lost to this client too: how many.
    public var events: UInt64?
    /// Why: a `Reason`. Absent: `slow`, the only one there was at first.
    public var reason: String

    public init(
        subscription: Int, dropped: UInt64, first: UInt64, last: UInt64, events: UInt64? = nil, reason: Reason = .slow
    ) {
        self.reason = reason.rawValue
        self.subscription = subscription
        self.dropped = dropped
        self.first = first
        self.last = last
        self.events = events
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        subscription = try container.decode(Int.self, forKey: .subscription)
        dropped = try container.decode(UInt64.self, forKey: .dropped)
        first = try container.decode(UInt64.self, forKey: .first)
        last = try container.decode(UInt64.self, forKey: .last)
        events = try container.decodeIfPresent(UInt64.self, forKey: .events)
        reason = try container.decodeIfPresent(String.self, forKey: .reason) ?? Reason.slow.rawValue
    }

    private enum CodingKeys: String, CodingKey { case subscription, dropped, first, last, events, reason }
}
