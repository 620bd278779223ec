// SPDX-License-Identifier: Apache-2.0

/// How long samples take on each part of their way through one perineometer's lane: `latency` in `status`.
///
/// Times are seconds. Each hop begins where the one before it ends; `total` is the whole of them, which is not the sum of
/// their quantiles. A hop that nothing has passed yet is absent.
public struct Latency: Codable, Sendable, Hashable {
    /// The parts of the way, in its order, and the whole.
    public enum Hop: String, Codable, Sendable, CaseIterable {
        /// From the estimated instant of conversion of a packet's newest sample until the thread that handles USB has it.
        case device
        /// Until the pipeline's thread takes the packet up.
        case ring
        /// Until its frames can be read: checked, calibrated, filtered, looked at for contractions.
        case pipeline
        /// Until a client's socket has taken them; once for every client that gets every sample.
        case socket
        /// From conversion to the client's socket.
        case total
    }

    /// What was measured of one hop.
    public struct Figures: Codable, Sendable, Hashable {
        /// Packets, in the hops to a socket once for every client.
        public var count: UInt64
        /// Of all, in seconds.
        public var sum: Double
        /// The median, within 1 %.
        public var p50: Double
        /// What 99 % did not exceed, within 1 %.
        public var p99: Double
        /// What 99.9 % did not exceed, within 1 %.
        public var p999: Double
        /// The longest. Beyond a minute, a minute.
        public var max: Double
        /// How many lie in each of the buckets whose upper ends `bucketBounds` tells, and last those above; only of all
        /// since the daemon started.
        public var buckets: [UInt64]?

        public init(
            count: UInt64, sum: Double, p50: Double, p99: Double, p999: Double, max: Double, buckets: [UInt64]? = nil
        ) {
            self.count = count
            self.sum = sum
            self.p50 = p50
            self.p99 = p99
            self.p999 = p999
            self.max = max
            self.buckets = buckets
        }

        private enum CodingKeys: String, CodingKey {
            case count, sum, p50, p99, max, buckets
            case p999 = "p99_9"
        }
    }

    /// The hops of one span of time.
    public struct Recent: Codable, Sendable, Hashable {
        /// How far it reaches back: 10 to 20, or less where the daemon has not run so long.
        public var seconds: Double
        public var hops: [Hop: Figures]

        public init(seconds: Double, hops: [Hop: Figures]) {
            self.seconds = seconds
            self.hops = hops
        }

        public init(from decoder: any Decoder) throws {
            seconds = try decoder.container(keyedBy: CodingKeys.self).decode(Double.self, forKey: .seconds)
            hops = try Latency.hops(from: decoder)
        }

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(seconds, forKey: .seconds)
            try Latency.encode(hops, to: encoder)
        }

        private enum CodingKeys: String, CodingKey { case seconds }
    }

    /// Since the daemon started. On the wire each hop is a member of its own, beside `recent` and `bucketBounds`.
    public var hops: [Hop: Figures]
    /// Of the last 10 to 20 s.
    public var recent: Recent
    /// Upper ends of the buckets in seconds, rising.
    public var bucketBounds: [Double]

    public init(hops: [Hop: Figures], recent: Recent, bucketBounds: [Double]) {
        self.hops = hops
        self.recent = recent
        self.bucketBounds = bucketBounds
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        recent = try container.decode(Recent.self, forKey: .recent)
        bucketBounds = try container.decode([Double].self, forKey: .bucketBounds)
        hops = try Self.hops(from: decoder)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(recent, forKey: .recent)
        try container.encode(bucketBounds, forKey: .bucketBounds)
        try Self.encode(hops, to: encoder)
    }

    private enum CodingKeys: String, CodingKey { case recent, bucketBounds }

    private struct HopKey: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }

        init(_ hop: Hop) { stringValue = hop.rawValue }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private static func hops(from decoder: any Decoder) throws -> [Hop: Figures] {
        let container = try decoder.container(keyedBy: HopKey.self)
        var hops: [Hop: Figures] = [:]
        for hop in Hop.allCases { hops[hop] = try container.decodeIfPresent(Figures.self, forKey: HopKey(hop)) }
        return hops
    }

    private static func encode(_ hops: [Hop: Figures], to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: HopKey.self)
        for hop in Hop.allCases { try container.encodeIfPresent(hops[hop], forKey: HopKey(hop)) }
    }
}
