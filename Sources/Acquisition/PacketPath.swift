// SPDX-License-Identifier: Apache-2.0
public import PerineometerDriver
public import SignalProcessing

/// From the PacketRing through the pipeline to the FrameRing, with a note of when each packet passed.
///
/// Used by the pipeline's thread alone. Costs two readings of the clock and one push a packet; nothing here allocates,
/// locks or waits. What the times come to is counted elsewhere.
public struct PacketPath: ~Copyable {
    private var packets: PacketRing.Consumer
    private var passages: PassageRing.Producer

    /// - Parameters:
    ///   - packets: what the transport delivers.
    ///   - passages: where it is told when packets passed. Where nobody takes them, the newest are left out: a
    ///     measurement has gaps then, and no sample is lost.
    public init(packets: consuming PacketRing.Consumer, passages: consuming PassageRing.Producer) {
        self.packets = packets
        self.passages = passages
    }

    /// Takes all packets that are there through the pipeline. Returns how many there were.
    @discardableResult
    public mutating func drain(into pipeline: inout SamplePipeline) -> Int {
        var count = 0
        while let packet = packets.pop() {
            let takenUp = HostClock.now()
            let before = pipeline.frames.end
            pipeline.process(packet)
            count += 1
            let end = pipeline.frames.end
            // A packet that was refused, or said nothing new, made no frame.
            guard end != before else { continue }
            _ = passages.push(
                PacketPassage(
                    end: end, converted: pipeline.hostTime.latest, arrived: packet.hostTime, takenUp: takenUp,
                    published: HostClock.now()))
        }
        return count
    }
}
