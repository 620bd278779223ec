// SPDX-License-Identifier: Apache-2.0
import ContractionDetection
import DeviceProtocol
import PerineometerDriver
public import Perineometry
public import SignalProcessing

/// Makes the frames and events of a recorded run again: the same pipeline, fed with the packets that were kept.
///
/// The same facts, packets and zeros give the same frames and events, to the bit, however often and however fast. Where
/// the packets are those of a run from its beginning, they are also the ones that were streamed live.
///
/// Not on the sample path: frames and events are handed out after every packet, so that nothing need be kept.
public struct PipelineRerun: ~Copyable {
    public let filter: FilterChain
    private var pipeline: SamplePipeline
    private var events: EventRing.Consumer
    private var zeros: ZeroRing.Producer
    private let temperature: ProbeTemperature
    public let counters = PipelineCounters()
    /// Frames up to here were handed out.
    private var taken = 0

    /// More than a packet can make (47 samples in PROTOCOL.md, "Packet layout"), with the gap that it may close.
    private static let frameCapacity = 4096
    private static let eventCapacity = 4096

    /// - Parameters:
    ///   - facts: of the run.
    ///   - hostTime: the host times published before this run, so that they never step back from one to the next.
    ///   - analyses: false for who reads pressures alone, in a fraction of the time: the same pressures, times and gaps,
    ///     not filtered, and no contractions.
    /// - Throws: where no filter can be made for the run's rate.
    public init(
        _ facts: RunFacts, hostTime: MonotoneHostTime = MonotoneHostTime(), analyses: Bool = true
    ) throws(FilterDesignError) {
        filter = try FilterChain.live(rateHertz: Double(facts.rateHertz))
        let eventRing = EventRing.make(capacity: Self.eventCapacity)
        let zeroRing = ZeroRing.make(capacity: 2)
        temperature = ProbeTemperature(celsius: facts.celsius)
        events = eventRing.consumer
        zeros = zeroRing.producer
        pipeline = SamplePipeline(
            rerunning: facts, filter: filter, temperature: temperature,
            frames: FrameRing(
                channelCount: facts.capabilities.channels.count, readableCapacity: Self.frameCapacity),
            events: eventRing.producer, counters: counters, hostTime: hostTime, zeros: zeroRing.consumer,
            analyses: analyses)
    }

    /// The index that the next sample would get.
    public var nextIndex: SampleIndex { pipeline.nextIndex }

    /// The id that the next contraction would get.
    public var nextContractionID: UInt64 { pipeline.nextContractionID }

    /// The host times published so far, for the run that follows.
    public var hostTime: MonotoneHostTime { pipeline.hostTime }

    /// Has pressures count from another zero, from the next packet with samples on.
    public mutating func apply(_ zero: Zero) { _ = zeros.push(zero) }

    /// Takes one packet.
    ///
    /// - Parameters:
    ///   - packet: the next as it was kept.
    ///   - emit: is given what came of it, in order: an event before the frame that it precedes.
    public mutating func process(
        _ packet: KeptPacket, _ emit: (RerunOutcome) throws -> Void
    ) rethrows {
        temperature.update(celsius: packet.celsius.isNaN ? nil : packet.celsius)
        pipeline.process(packet.received)
        try handOut(emit)
    }

    /// No more packets will come: ends what is open.
    public mutating func finish(_ emit: (RerunOutcome) throws -> Void) rethrows {
        pipeline.finish()
        try handOut(emit)
    }

    private mutating func handOut(_ emit: (RerunOutcome) throws -> Void) rethrows {
        var next = events.pop()
        for position in taken..<pipeline.frames.end {
            while let placed = next, placed.position <= position {
                try emit(.event(placed.event))
                next = events.pop()
            }
            var frame: Frame?
            _ = pipeline.frames.read(position..<position + 1) { frame = $0[position] }
            if let frame { try emit(.frame(frame)) }
        }
        taken = pipeline.frames.end
        while let placed = next {
            try emit(.event(placed.event))
            next = events.pop()
        }
    }
}

/// What a packet gave.
public enum RerunOutcome: Sendable {
    case frame(Frame)
    case event(PipelineEvent)
}
