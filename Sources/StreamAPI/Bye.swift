// SPDX-License-Identifier: Apache-2.0

/// `bye`: the last line on a connection that the daemon closes, where it can still be sent.
public struct Bye: Codable, Sendable, Hashable {
    public static let method = "bye"

    /// Why the daemon closes a connection.
    public enum Reason: String, Codable, Sendable, CaseIterable {
        /// The client read too slowly for too long.
        case evicted
        /// Somebody used `consent.end`.
        case ended
        /// The daemon's settings no longer let this user connect.
        case notAllowed
    }

    /// Why, for programs: a `Reason`.
    public var reason: String
    /// What happened, a sentence for people.
    public var message: String
    /// What to do about it.
    public var hint: String

    public init(_ reason: Reason, _ message: String, hint: String) {
        self.reason = reason.rawValue
        self.message = message
        self.hint = hint
    }
}
