// SPDX-License-Identifier: Apache-2.0

/// A packet as it leaves the virtual device.
struct OutgoingPacket: Sendable, BitwiseCopyable {
    var bytes: InlineArray<64, UInt8>
    var length: Int
}

/// The few packets between the device's own store and the host that faults hold back or add.
struct OutgoingPackets: Sendable {
    private var packets: InlineArray<4, OutgoingPacket> = InlineArray(
        repeating: OutgoingPacket(bytes: InlineArray(repeating: 0), length: 0))
    private var count = 0
    /// A packet that waits until the next one has overtaken it.
    private var overtaken: OutgoingPacket?

    /// Lets a packet go, and after it the one that it has overtaken.
    mutating func send(_ packet: OutgoingPacket) {
        append(packet)
        if let overtaken {
            append(overtaken)
            self.overtaken = nil
        }
    }

    /// Holds a packet back until the next `send`.
    mutating func hold(_ packet: OutgoingPacket) {
        if let overtaken { append(overtaken) }
        overtaken = packet
    }

    mutating func next() -> OutgoingPacket? {
        guard count > 0 else { return nil }
        let first = packets[0]
        count -= 1
        for index in 0..<count { packets[index] = packets[index + 1] }
        return first
    }

    mutating func removeAll() {
        count = 0
        overtaken = nil
    }

    private mutating func append(_ packet: OutgoingPacket) {
        precondition(count < packets.count, "more packets are held back than faults can ask for")
        packets[count] = packet
        count += 1
    }
}
