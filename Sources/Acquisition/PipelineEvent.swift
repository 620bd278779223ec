// SPDX-License-Identifier: Apache-2.0
public import ContractionDetection
public import Perineometry
public import SignalProcessing

/// Something that happened in the stream besides samples.
public enum PipelineEvent: Sendable, BitwiseCopyable {
    case gap(Gap)
    case contraction(ContractionEvent)
    /// How the muscle rests, about once a second.
    case rest(RestObservation)
    /// From a sample on, pressures count from another zero.
    case zeroed(Zero, from: SampleIndex)
}

/// An event with its place among the frames: it comes before the frame at `position` of the FrameRing.
public struct PlacedEvent: Sendable, BitwiseCopyable {
    public var position: Int
    public var event: PipelineEvent

    public init(position: Int, event: PipelineEvent) {
        self.position = position
        self.event = event
    }
}

public typealias EventRing = SPSCRing<PlacedEvent>

/// Zeros on their way to a pipeline.
public typealias ZeroRing = SPSCRing<Zero>
