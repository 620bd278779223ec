// SPDX-License-Identifier: Apache-2.0

/// The streams that a client can ask for.
public enum StreamName: String, Codable, Sendable, CaseIterable {
    /// `samples`, and the `gap` and `lag` notices that make them complete.
    case samples
    /// `contraction`.
    case contractions
    /// `rest`: level, drift and steadiness of the rest, and breathing, about once a second.
    case rest
    /// `device`: the changes of the one perineometer that this subscription is about.
    case device
    /// `devices`: all perineometers, whenever one of them changes.
    case devices
    /// `session`: recordings begin, go on, and end.
    case session
    /// `coach`: what a guided exercise asks, tells and came to. First what is so now, where one runs.
    case coach
    /// `consent`: who watches, and who is paused.
    case consent
}

/// What a subscription does when its client reads too slowly.
public enum DeliveryMode: String, Codable, Sendable, CaseIterable {
    /// Send everything while the daemon still has it (120 s); then tell by `lag` what was dropped.
    case every
    /// Skip to the newest at once, and tell by `lag` what was dropped.
    case latest
}

/// Parameters of `subscribe`.
public struct SubscribeParams: Codable, Sendable, Hashable {
    public static let method = "subscribe"

    /// What to send: at least one.
    public var streams: [StreamName]
    /// Numbers of further channels to send beside the pelvic-floor one.
    public var channels: [Int]?
    /// Default `every`.
    public var delivery: DeliveryMode?
    /// Begin with samples and contractions of so many seconds ago, 0 to 120. Default 0.
    public var lookback: Double?
    /// Samples a second, a whole number from 1 to the device's own rate, which is the default. Should another device have
    /// no more than that, its own rate is sent.
    public var rate: Double?
    /// Whether to send the converter's counts beside the pressures. Default false.
    public var raw: Bool?
    /// Serial number of the perineometer meant. Default: the first that is plugged in.
    public var device: String?
    /// A word of the client's own, up to 64 bytes. The same request with the same word gives the same subscription.
    public var key: String?

    public init(
        streams: [StreamName], channels: [Int]? = nil, delivery: DeliveryMode? = nil, lookback: Double? = nil,
        rate: Double? = nil, raw: Bool? = nil, device: String? = nil, key: String? = nil
    ) {
        self.key = key
        self.raw = raw
        self.device = device
        self.streams = streams
        self.channels = channels
        self.delivery = delivery
        self.lookback = lookback
        self.rate = rate
    }
}

/// The reply to `subscribe`: the subscription as it was understood.
public struct SubscribeResult: Codable, Sendable {
    /// Its number on this connection; every notification of it carries it.
    public var subscription: Int
    /// As asked for.
    public var streams: [StreamName]
    /// The further channels asked for.
    public var channels: [Int]
    /// As asked for, or the default.
    public var delivery: DeliveryMode
    /// As asked for, seconds.
    public var lookback: Double
    /// Samples a second that come now; absent where no device has streamed yet.
    public var rate: Int?
    /// As asked for, or the default.
    public var raw: Bool
    /// Serial number of the perineometer that the subscription is about; absent where none was seen yet.
    public var device: String?
    /// As asked for.
    public var key: String?

    public init(
        subscription: Int, streams: [StreamName], channels: [Int], delivery: DeliveryMode, lookback: Double,
        rate: Int? = nil, raw: Bool = false, device: String? = nil, key: String? = nil
    ) {
        self.rate = rate
        self.key = key
        self.raw = raw
        self.device = device
        self.subscription = subscription
        self.streams = streams
        self.channels = channels
        self.delivery = delivery
        self.lookback = lookback
    }
}

/// Parameters of `unsubscribe`.
public struct UnsubscribeParams: Codable, Sendable {
    public static let method = "unsubscribe"

    /// The number that `subscribe` gave.
    public var subscription: Int

    public init(subscription: Int) { self.subscription = subscription }
}

/// The reply to `unsubscribe`. No notification of the subscription follows it.
public struct UnsubscribeResult: Codable, Sendable {
    /// The one that has ended.
    public var subscription: Int

    public init(subscription: Int) { self.subscription = subscription }
}
