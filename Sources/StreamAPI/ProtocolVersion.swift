// SPDX-License-Identifier: Apache-2.0

/// Version of the socket protocol. A client needs the major number that it was written for and ignores members that it
/// does not know; a minor number grows when members, methods or notifications are added.
public struct ProtocolVersion: Hashable, Sendable, Codable {
    /// Another one is another protocol.
    public var major: Int
    /// A greater one has all of the smaller ones, and more.
    public var minor: Int

    public init(major: Int, minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// What this library speaks.
    public static let current = ProtocolVersion(major: 1, minor: 0)
}

/// Limits of the protocol that both sides hold to.
public enum ProtocolLimits {
    /// The longest request in bytes, without its line feed.
    public static let requestBytes = 64 * 1024
    /// The most subscriptions of one connection.
    public static let subscriptions = 16
    /// The longest `key` of a subscription in bytes of UTF-8.
    public static let keyBytes = 64
    /// The longest look-back in seconds.
    public static let lookbackSeconds = 120.0
}
