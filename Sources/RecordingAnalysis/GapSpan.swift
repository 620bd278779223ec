// SPDX-License-Identifier: Apache-2.0

/// A stretch of a recording for which there is no value to analyse.
public struct GapSpan: Hashable, Sendable {
    /// Seconds from the first sample of the recording to the first missing one.
    public var startSeconds: Double
    /// How long nothing is there.
    public var seconds: Double
    /// Short enough to be bridged by the value before it; otherwise the analysis began anew behind it.
    public var isBridged: Bool

    public init(startSeconds: Double, seconds: Double, isBridged: Bool) {
        self.startSeconds = startSeconds
        self.seconds = seconds
        self.isBridged = isBridged
    }

    /// So many are kept; more are counted.
    public static let limit = 1000
}
