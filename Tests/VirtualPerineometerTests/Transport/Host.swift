// SPDX-License-Identifier: Apache-2.0
import DeviceProtocol
import PerineometerDriver
import Perineometry
import SignalProcessing
import Synchronization
import VirtualPerineometer

/// The host's end of a transport: a ring that keeps what arrives.
struct Host: ~Copyable {
    let doorbell = Doorbell()
    let sink: PacketSink
    private var packets: PacketRing.Consumer

    init(capacity: Int = 4096) {
        let ring = PacketRing.make(capacity: capacity)
        sink = PacketSink(producer: ring.producer, doorbell: doorbell)
        packets = ring.consumer
    }

    mutating func next() -> ReceivedPacket? { packets.pop() }

    mutating func all() -> [ReceivedPacket] {
        var received: [ReceivedPacket] = []
        while let packet = packets.pop() { received.append(packet) }
        return received
    }
}

/// What a source reported, in order.
final class Notices: Sendable {
    private let notices = Mutex<[DeviceNotice]>([])

    var all: [DeviceNotice] { notices.withLock { $0 } }

    @Sendable func post(_ notice: DeviceNotice) { notices.withLock { $0.append(notice) } }
}

func decoded(_ packet: ReceivedPacket) throws(PacketFault) -> SamplePacket {
    try SamplePacket(decoding: packet.bytes, length: Int(packet.length))
}

/// The arrival of the default simulated device.
func arrival(_ number: UInt64) -> DeviceNotice {
    .arrived(
        DeviceArrival(
            address: DeviceAddress(number), serial: "SIM-comfortable-strong-1", location: "simulated"))
}
