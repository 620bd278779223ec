// SPDX-License-Identifier: Apache-2.0
import Acquisition
import DeviceProtocol
import PerineometerDriver
import Perineometry
import Testing

/// Makes the packets of a one-channel device at 250 Hz, as tests need them.
struct PacketMaker {
    static let layout = PacketLayout(channelCount: 1, sampleFormat: .int24, rateIndex: 2)
    static let rateHertz = 250
    static let intervalMicroseconds: UInt32 = 4000

    var sequence: UInt16 = 0
    var bootID: UInt16 = 7
    var microseconds: UInt32 = 1_000_000
    var samplesPerPacket = 1
    var flags: PacketFlags = []
    /// The packet after START says so.
    var isFirst = true

    /// The next packet in order, holding one count for all its samples.
    mutating func next(count: Int32 = 0) throws -> SamplePacket {
        var sample = SIMD8<Int32>()
        sample[0] = count
        let packet = try #require(
            SamplePacket(
                flags: isFirst ? flags.union(.first) : flags, channelCount: 1, sampleFormat: .int24, rateIndex: 2,
                sequence: sequence,
                bootID: bootID, firstSampleMicroseconds: microseconds,
                samples: Array(repeating: sample, count: samplesPerPacket)))
        skip(packets: 1)
        isFirst = false
        return packet
    }

    /// Goes on as if so many packets had been sent.
    mutating func skip(packets: Int) {
        sequence &+= UInt16(truncatingIfNeeded: packets)
        microseconds &+= UInt32(packets * samplesPerPacket) &* Self.intervalMicroseconds
    }
}

extension ReceivedPacket {
    /// A packet as a transport delivers it, converted and received at the same host instant.
    init(_ packet: SamplePacket, droppedBefore: UInt32 = 0) {
        let (bytes, length) = packet.wireBytes
        self.init(
            bytes: bytes, length: UInt8(length),
            hostTime: HostTime(nanoseconds: UInt64(packet.firstSampleMicroseconds) * 1000),
            droppedBefore: droppedBefore)
    }
}
