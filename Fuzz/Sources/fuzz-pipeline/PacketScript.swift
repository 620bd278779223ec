// SPDX-License-Identifier: Apache-2.0
import CTonusProtocol
import DeviceProtocol
import PerineometerDriver
import Perineometry

/// A stream of packets written in bytes: a header of 10 bytes, then a few bytes a packet. What a step does not say goes on
/// as a device would.
struct PacketScript {
    struct Header {
        var rateHertz: Int
        var channelCount: Int
        var sampleFormat: SampleFormat
        /// cmH2O per count: any number that a calibration page may hold.
        var gain: Double
    }

    let header: Header
    private let bytes: [UInt8]
    private var place = 10
    private var sequence: UInt16 = 0xFFF0
    private var bootID: UInt16 = 1
    /// Shortly before the device's 32 bits run over.
    private var microseconds: UInt32 = 0xFFF0_0000
    private var hostNanoseconds: UInt64 = 1_000_000_000

    private static let rates = [20, 50, 100, 250, 500, 1000, 1999, 2000]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        func byte(_ index: Int) -> UInt8 { index < bytes.count ? bytes[index] : 0 }
        let gain = Double(bitPattern: (2..<10).reduce(0) { value, index in value << 8 | UInt64(byte(index)) })
        header = Header(
            rateHertz: Self.rates[Int(byte(0) & 7)], channelCount: Int(byte(0) >> 3 & 7) + 1,
            sampleFormat: byte(1) & 1 == 0 ? .int16 : .int24, gain: gain.isFinite && gain != 0 ? gain : 0.01)
    }

    mutating func next() -> ReceivedPacket? {
        guard place < bytes.count else { return nil }
        let code = take()
        let format = header.sampleFormat
        let sampleCount = 1 + Int(take()) % format.samplesPerPacketLimit(channelCount: header.channelCount)
        var wire = InlineArray<64, UInt8>(repeating: 0)
        // Bits of the code: 0 another step of the numbers, 1 other times, 2 other flags, 3 dropped packets before,
        // 4 another power-up, 5 damage, 6 lasting long. Nothing set: a packet in its order.
        if code & 1 != 0 { sequence &+= UInt16(truncatingIfNeeded: takeInteger(2)) }
        if code & 2 != 0 { microseconds &+= UInt32(truncatingIfNeeded: takeInteger(4)) }
        if code & 64 != 0 { hostNanoseconds &+= UInt64(take()) << 30 }
        let flags = code & 4 != 0 ? take() & PacketFlags.known.rawValue : 0
        let droppedBefore: UInt32 = code & 8 != 0 ? UInt32(truncatingIfNeeded: takeInteger(4)) : 0
        if code & 16 != 0 { bootID = UInt16(take()) }
        wire[0] = ProtocolVersion.major << 4
        wire[1] = 1
        wire[2] = flags
        wire[3] = UInt8(header.channelCount - 1) | format.rawValue << 3
        write(UInt32(sequence), 2, at: 4, &wire)
        write(UInt32(bootID), 2, at: 6, &wire)
        write(microseconds, 4, at: 8, &wire)
        wire[12] = UInt8(sampleCount)
        let level = takeInteger(2) << (8 * (format.bytesPerCount - 2))
        var end = SamplePacket.headerLength
        for _ in 0..<sampleCount * header.channelCount {
            write(UInt32(truncatingIfNeeded: level), format.bytesPerCount, at: end, &wire)
            end += format.bytesPerCount
        }
        if code & 32 != 0 { wire[Int(take()) % end] = take() }
        let crc = wire.span.withUnsafeBufferPointer { tonus_crc16($0.baseAddress, end) }
        // Half of the damage is noticed by the checksum.
        write(UInt32(code & 0x80 != 0 && code & 32 != 0 ? ~crc : crc), 2, at: end, &wire)

        let interval = 1e6 / Double(header.rateHertz)
        sequence &+= 1
        microseconds &+= UInt32((Double(sampleCount) * interval).rounded())
        hostNanoseconds &+= UInt64(Double(sampleCount) * interval * 1000)
        return ReceivedPacket(
            bytes: wire, length: UInt8(end + 2), hostTime: HostTime(nanoseconds: hostNanoseconds),
            droppedBefore: droppedBefore)
    }

    private func write(_ value: UInt32, _ count: Int, at offset: Int, _ wire: inout InlineArray<64, UInt8>) {
        for index in 0..<count { wire[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * index)) }
    }

    private mutating func take() -> UInt8 {
        defer { place += 1 }
        return place < bytes.count ? bytes[place] : 0
    }

    private mutating func takeInteger(_ count: Int) -> Int {
        (0..<count).reduce(0) { value, _ in value << 8 | Int(take()) }
    }
}
