// SPDX-License-Identifier: Apache-2.0
import DeviceProtocol
import Testing

@Suite struct SamplePacketTests {
    @Test func fieldsSurviveTheWire() throws {
        let packet = try #require(SamplePacket.sample(flags: [.overrun, .first], channelCount: 3, sampleCount: 2))
        let decoded = try SamplePacket(packet.encoded())
        #expect(decoded.minorVersion == 0)
        #expect(decoded.flags == [.overrun, .first])
        #expect(decoded.channelCount == 3)
        #expect(decoded.sampleFormat == .int16)
        #expect(decoded.sampleCount == 2)
        #expect(decoded.rateIndex == 2)
        #expect(decoded.sequence == 0x0102)
        #expect(decoded.bootID == 0xB002)
        #expect(decoded.firstSampleMicroseconds == 0x0A0B_0C0D)
        #expect(decoded.counts(ofSample: 0) == SIMD8(-2000, 2041, -2082, 0, 0, 0, 0, 0))
        #expect(decoded.counts(ofSample: 1) == SIMD8(2123, -2164, 2205, 0, 0, 0, 0, 0))
    }

    @Test(arguments: SampleFormat.allCases, 1...8)
    func everyShapeFillsAPacketAndNoMore(format: SampleFormat, channelCount: Int) throws {
        let limit = format.samplesPerPacketLimit(channelCount: channelCount)
        #expect(limit == 48 / (channelCount * format.bytesPerCount))
        let full = try #require(
            SamplePacket.sample(channelCount: channelCount, sampleFormat: format, sampleCount: limit))
        #expect(full.encoded().count <= 64)
        #expect(
            SamplePacket.sample(channelCount: channelCount, sampleFormat: format, sampleCount: limit + 1) == nil)
    }

    @Test func everyFlippedBitIsSeen() throws {
        let bytes = try #require(SamplePacket.sample()).encoded()
        for bit in 0..<8 * bytes.count {
            var damaged = bytes
            damaged[bit / 8] ^= 1 << (bit % 8)
            #expect(throws: PacketFault.checksum) { try SamplePacket(damaged) }
        }
    }

    @Test(arguments: [-1, 0, 15, 65, Int.max, Int.min])
    func lengthsThatNoPacketHasAreRefused(length: Int) {
        let bytes = InlineArray<64, UInt8>(repeating: 0)
        #expect(throws: PacketFault.length) { try SamplePacket(decoding: bytes, length: length) }
    }

    @Test func bytesBeyondTheLengthDoNotMatter() throws {
        let wire = try #require(SamplePacket.sample()).encoded()
        var bytes = InlineArray<64, UInt8>(repeating: 0xAA)
        for (index, byte) in wire.enumerated() { bytes[index] = byte }
        #expect(try SamplePacket(decoding: bytes, length: wire.count).encoded() == wire)
    }

    @Test func whatCannotBeIsNotMade() {
        func make(
            minor: UInt8 = 0, flags: PacketFlags = [], channels: Int = 1, rate: Int = 0, samples: [SIMD8<Int32>]
        ) -> SamplePacket? {
            SamplePacket(
                minorVersion: minor, flags: flags, channelCount: channels, sampleFormat: .int16, rateIndex: rate,
                sequence: 0, bootID: 0, firstSampleMicroseconds: 0, samples: samples)
        }
        let sample = SIMD8<Int32>(5, 99_999, 0, 0, 0, 0, 0, 0)
        #expect(make(samples: [sample]) != nil)
        #expect(make(minor: 16, samples: [sample]) == nil)
        #expect(make(flags: PacketFlags(rawValue: 0x20), samples: [sample]) == nil)
        #expect(make(channels: 0, samples: [sample]) == nil)
        #expect(make(channels: 9, samples: [sample]) == nil)
        #expect(make(channels: 2, samples: [sample]) == nil, "99999 does not fit 16 bits")
        #expect(make(rate: 8, samples: [sample]) == nil)
        #expect(make(rate: -1, samples: [sample]) == nil)
        #expect(make(samples: []) == nil)
    }

    @Test func everyFaultSaysWhatHappenedAndWhatToDo() {
        for fault in [PacketFault.length, .checksum, .majorVersion(2), .type(0x7F), .contents] {
            #expect(fault.message.hasSuffix(".") && fault.hint.hasSuffix("."))
        }
        #expect(PacketFault.majorVersion(2).message.contains("2"))
        #expect(PacketFault.type(0x7F).message.contains("0x7f"))
    }
}
