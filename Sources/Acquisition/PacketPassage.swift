// SPDX-License-Identifier: Apache-2.0
public import Perineometry
public import SignalProcessing

/// When one packet passed each place on its way to the FrameRing, by the host's monotonic clock.
public struct PacketPassage: Sendable, BitwiseCopyable {
    /// Position in the FrameRing after the packet's newest frame.
    public var end: Int
    /// The estimated instant at which the packet's newest sample was converted: that sample's `hostTime`.
    public var converted: HostTime
    /// The transport's thread had the packet.
    public var arrived: HostTime
    /// The pipeline's thread began with it.
    public var takenUp: HostTime
    /// Its newest frame could be read from the FrameRing.
    public var published: HostTime

    public init(end: Int, converted: HostTime, arrived: HostTime, takenUp: HostTime, published: HostTime) {
        self.end = end
        self.converted = converted
        self.arrived = arrived
        self.takenUp = takenUp
        self.published = published
    }
}

/// Passages on their way from the pipeline's thread to whoever measures latency.
public typealias PassageRing = SPSCRing<PacketPassage>
