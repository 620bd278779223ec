// SPDX-License-Identifier: Apache-2.0
public import PerineometerDriver
public import Perineometry
public import SignalProcessing

/// A packet as the pipeline took it, with what else it depended on: given to a pipeline of the same run again, in order,
/// these give the same frames and events.
public struct KeptPacket: Sendable, BitwiseCopyable {
    public var received: ReceivedPacket
    /// The sensor's temperature that its counts were converted with, in degrees Celsius; NaN where it was not known.
    public var celsius: Double
    /// The position in the run's `FrameRing` of the first frame that it made, if it made any.
    public var framePosition: Int
    /// The index that the next sample would have had before it.
    public var nextIndex: SampleIndex

    public init(received: ReceivedPacket, celsius: Double, framePosition: Int, nextIndex: SampleIndex) {
        self.received = received
        self.celsius = celsius
        self.framePosition = framePosition
        self.nextIndex = nextIndex
    }
}

/// The packets of the last two minutes at least, for whoever records them.
public typealias PacketHistory = HistoryRing<KeptPacket>
