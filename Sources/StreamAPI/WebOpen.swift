// SPDX-License-Identifier: Apache-2.0

/// `web.open`: a link by which one browser on this machine gets in.
public enum WebOpen {
    public static let method = "web.open"
}

/// The reply to `web.open`.
public struct WebOpenResult: Codable, Sendable {
    /// The page's address with a secret in its fragment, which a browser never sends on by itself. It works once.
    public var url: String
    /// For how many seconds the link works.
    public var expires: Double

    public init(url: String, expires: Double) {
        self.url = url
        self.expires = expires
    }
}
