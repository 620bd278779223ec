// SPDX-License-Identifier: Apache-2.0

/// What has passed between a host and the virtual device, counted since it was made.
public struct USBTraffic: Hashable, Sendable {
    /// Transfers that the host handed over, on both endpoints.
    public var submitted = 0
    /// Transfers that the host wanted back.
    public var unlinked = 0
    /// Packets that were given to the host, damaged ones among them.
    public var packets = 0
    /// Sample transfers that were made to fail.
    public var faulted = 0
    /// Control requests that were refused (STALL).
    public var refused = 0

    public init() {}
}
