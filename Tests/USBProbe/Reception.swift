// SPDX-License-Identifier: Apache-2.0
import DeviceProtocol
import PerineometerDriver
import Perineometry
import SignalProcessing

/// The receiving end of one stream. The ring is large enough for all that a test sends, so that nobody needs to empty it
/// in time: packets are taken out and accounted for when someone asks.
struct Reception: ~Copyable {
    let sink: PacketSink
    private var consumer: PacketRing.Consumer
    private var expectedSequence: UInt16?
    private var lastHostTime: UInt64 = 0
    private(set) var tally = Tally()

    /// What has been received so far.
    struct Tally {
        var packets = 0
        /// Sequence numbers that were passed over.
        var gaps = 0
        /// The shortest packet in bytes.
        var shortest = 64
        /// Packets that cannot be decoded.
        var unreadable = 0
        /// Host times that lie before the one of the packet before.
        var backwards = 0
        /// Packets that did not fit the ring.
        var dropped = 0
        /// FNV-1a over all bytes in their order.
        var digest: UInt64 = 0xCBF2_9CE4_8422_2325
    }

    init() {
        let ends = PacketRing.make(capacity: 16384)
        sink = PacketSink(producer: ends.producer, doorbell: Doorbell())
        consumer = ends.consumer
    }

    /// Takes all packets off the ring.
    mutating func empty() -> Tally {
        while let packet = consumer.pop() { account(for: packet) }
        return tally
    }

    private mutating func account(for packet: ReceivedPacket) {
        tally.packets += 1
        tally.dropped += Int(packet.droppedBefore)
        tally.shortest = min(tally.shortest, Int(packet.length))
        if packet.hostTime.nanoseconds < lastHostTime { tally.backwards += 1 }
        lastHostTime = packet.hostTime.nanoseconds
        for index in 0..<Int(packet.length) {
            tally.digest = (tally.digest ^ UInt64(packet.bytes[index])) &* 0x100_0000_01B3
        }
        do throws(PacketFault) {
            let sequence = try SamplePacket(decoding: packet.bytes, length: Int(packet.length)).sequence
            if let expectedSequence { tally.gaps += Int(sequence &- expectedSequence) }
            expectedSequence = sequence &+ 1
        } catch {
            // Its number cannot be read, so it leaves a gap as well.
            tally.unreadable += 1
        }
    }
}
