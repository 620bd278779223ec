// SPDX-License-Identifier: Apache-2.0

/// A connection, as the person who is measured should see it.
public struct Watcher: Codable, Sendable, Hashable {
    /// Number of the connection, counted from 1 since the daemon started, never used twice.
    public var connection: Int
    /// Name of the user who runs the program; absent where the number has none.
    public var user: String?
    /// The user's number.
    public var uid: UInt32
    /// Name of the program, as it calls itself: no proof of anything. Absent where the daemon may not look.
    public var program: String?
    /// The process that connected.
    public var pid: Int32
    /// What it may do: a `ClientRole`.
    public var role: String
    /// When it connected, in `hostTime`.
    public var since: Double
    /// All that it is subscribed to.
    public var streams: [StreamName]
    /// Whether samples, contractions and the rest are withheld from it.
    public var paused: Bool

    public init(
        connection: Int, user: String?, uid: UInt32, program: String?, pid: Int32, role: ClientRole, since: Double,
        streams: [StreamName], paused: Bool
    ) {
        self.connection = connection
        self.user = user
        self.uid = uid
        self.program = program
        self.pid = pid
        self.role = role.rawValue
        self.since = since
        self.streams = streams
        self.paused = paused
    }
}

/// Who watches: the reply to every `consent` method, and with a `subscription` the body of the notification `consent`.
public struct ConsentReport: Codable, Sendable, Hashable {
    /// The most watchers that are listed, so that the line stays below 64 KiB (a watcher takes 250 bytes at most).
    public static let watcherLimit = 200

    /// In the order in which they connected.
    public var watchers: [Watcher]
    /// How many more there are; absent where none.
    public var omitted: Int?
    /// Whether everybody is paused, those who connect later too.
    public var withheld: Bool
    /// The connection that is told this.
    public var connection: Int

    public init(watchers: [Watcher], omitted: Int?, withheld: Bool, connection: Int) {
        self.watchers = watchers
        self.omitted = omitted
        self.withheld = withheld
        self.connection = connection
    }
}

/// `consent`: who watches, at once and whenever it changes.
public struct ConsentMessage: Codable, Sendable, Hashable {
    public static let method = "consent"

    /// The subscription that it belongs to, by the number that `subscribe` gave.
    public var subscription: Int
    public var report: ConsentReport

    public init(subscription: Int, report: ConsentReport) {
        self.subscription = subscription
        self.report = report
    }

    public init(from decoder: any Decoder) throws {
        report = try ConsentReport(from: decoder)
        subscription = try decoder.container(keyedBy: CodingKeys.self).decode(Int.self, forKey: .subscription)
    }

    public func encode(to encoder: any Encoder) throws {
        try report.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(subscription, forKey: .subscription)
    }

    private enum CodingKeys: String, CodingKey { case subscription }
}

/// `withheld`: what is measured is withheld from this connection from here on, or no longer.
public struct WithheldMessage: Codable, Sendable, Hashable {
    public static let method = "withheld"

    /// Whether it is withheld from here on.
    public var withheld: Bool

    public init(withheld: Bool) { self.withheld = withheld }
}

/// The methods by which the person who is measured sees and decides who watches.
public enum ConsentMethod {
    /// Tells who watches.
    public static let watchers = "consent.watchers"
    /// Withholds what is measured from one connection, or from all others, until `resume`.
    public static let pause = "consent.pause"
    /// Withholds it no longer.
    public static let resume = "consent.resume"
    /// Closes a connection; what comes from its program or user later is paused.
    public static let end = "consent.end"
}

/// Parameters of `consent.pause` and `consent.resume`.
public struct ConsentParams: Codable, Sendable {
    /// The connection meant. Absent: everybody; to pause, all but the connection that asks.
    public var connection: Int?

    public init(connection: Int? = nil) { self.connection = connection }
}

/// Parameters of `consent.end`.
public struct ConsentEndParams: Codable, Sendable {
    /// The connection that is to be closed: not the one that asks.
    public var connection: Int

    public init(connection: Int) { self.connection = connection }
}
