// SPDX-License-Identifier: Apache-2.0
import CTonusProtocol
import DeviceProtocol
import Fuzzing

/// The bytes of an interrupt transfer: the Swift and the C decoder say the same of them, and a packet encodes to the bytes
/// that it came from.
@main enum FuzzPacket {
    static func main() {
        fuzz { bytes in
            decode(bytes)
            decode(sealed(bytes))
        }
    }

    /// With the right checksum, which no mutation finds.
    private static func sealed(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.count >= SamplePacket.checksumLength else { return bytes }
        var bytes = bytes
        let covered = bytes.count - SamplePacket.checksumLength
        let checksum = tonus_crc16(bytes, covered)
        bytes[covered] = UInt8(truncatingIfNeeded: checksum)
        bytes[covered + 1] = UInt8(checksum >> 8)
        return bytes
    }

    private static func decode(_ bytes: [UInt8]) {
        var transfer = InlineArray<64, UInt8>(repeating: 0)
        for index in 0..<min(bytes.count, SamplePacket.capacity) { transfer[index] = bytes[index] }
        var theirs = tonus_packet()
        let result = tonus_packet_decode(bytes, bytes.count, &theirs)
        do throws(PacketFault) {
            let packet = try SamplePacket(decoding: transfer, length: bytes.count)
            require(result == TONUS_DECODE_OK, "the C decoder says \(result.rawValue), the Swift one takes the packet")
            require(packet.encoded() == bytes, "a packet does not encode to its bytes")
            compare(packet, theirs)
        } catch {
            require(result == Self.result(of: error), "the C decoder says \(result.rawValue), the Swift one \(error)")
            require(!error.message.isEmpty && !error.hint.isEmpty, "\(error) says nothing")
        }
    }

    private static func compare(_ ours: SamplePacket, _ theirs: tonus_packet) {
        require(
            ours.channelCount == Int(theirs.channel_count) && ours.sampleCount == Int(theirs.sample_count)
                && ours.flags.rawValue == theirs.flags && ours.rateIndex == Int(theirs.rate_index)
                && ours.sequence == theirs.sequence && ours.bootID == theirs.boot_id
                && ours.firstSampleMicroseconds == theirs.first_sample_us, "the decoders read different headers")
        withUnsafeBytes(of: theirs.counts) { raw in
            let counts = raw.bindMemory(to: Int32.self)
            for sample in 0..<ours.sampleCount {
                let read = ours.counts(ofSample: sample)
                for channel in 0..<ours.channelCount {
                    require(
                        read[channel] == counts[sample * ours.channelCount + channel],
                        "the decoders read different counts in sample \(sample), channel \(channel)")
                }
            }
        }
    }

    private static func result(of fault: PacketFault) -> tonus_decode_result {
        switch fault {
        case .length: TONUS_DECODE_LENGTH
        case .checksum: TONUS_DECODE_CRC
        case .majorVersion: TONUS_DECODE_VERSION
        case .type: TONUS_DECODE_TYPE
        case .contents: TONUS_DECODE_CONTENTS
        }
    }
}
