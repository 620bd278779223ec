// SPDX-License-Identifier: Apache-2.0

/// What a connection may do, by who is at its other end.
public enum ClientRole: String, Codable, Sendable, CaseIterable {
    /// Everything.
    case controller
    /// See, and change nothing.
    case observer
}

/// `role`: what this connection may do has changed, because the daemon's settings have.
public struct RoleMessage: Codable, Sendable, Hashable {
    public static let method = "role"

    /// What it may do from here on: a `ClientRole`.
    public var role: String

    public init(role: ClientRole) { self.role = role.rawValue }
}
