// SPDX-License-Identifier: Apache-2.0
import CTonusProtocol
import Testing

@testable import DeviceProtocol

/// Holds the Swift codec against the C core on bytes that nobody thought of. Seeded, so that a failure comes back.
@Suite struct AgreementTests {
    /// xorshift64* (Vigna 2016): fast, and the same on every machine.
    private struct Random: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state ^= state >> 12
            state ^= state << 25
            state ^= state >> 27
            return state &* 0x2545_F491_4F6C_DD1D
        }

        mutating func below(_ bound: Int) -> Int { Int(next() >> 33) % bound }
    }

    @Test func bothDecodersAgreeOnAQuarterOfAMillionPackets() throws {
        var random = Random(state: 0x70_6E_75_73)
        var accepted = 0
        var disagreements: [String] = []
        let seeds = try GoldenFile.cases("from-c.txt").filter { $0.kind == .packet }.map(\.bytes)
        for _ in 0..<250_000 {
            var bytes = InlineArray<64, UInt8>(repeating: 0)
            let length = fill(&bytes, from: seeds, &random)
            var ours = "ok"
            let packet: SamplePacket?
            do {
                packet = try SamplePacket(decoding: bytes, length: length)
                accepted += 1
            } catch {
                packet = nil
                ours = Rendering.name(of: error)
            }
            var theirs = tonus_packet()
            let result = bytes.span.withUnsafeBufferPointer {
                tonus_packet_decode($0.baseAddress, length, &theirs)
            }
            if ours != name(of: result) || packet.map({ !agrees($0, theirs, bytes, length) }) == true {
                disagreements.append((0..<min(length, 64)).map { bytes[$0] }.hex)
            }
        }
        #expect(disagreements.prefix(5) == [])
        #expect(accepted > 10_000, "the inputs must reach beyond the checks")
    }

    /// Random bytes, or a golden packet with a few bytes changed; mostly with the right checksum, and mostly of the
    /// length that the header says.
    private func fill(
        _ bytes: inout InlineArray<64, UInt8>, from seeds: [[UInt8]], _ random: inout Random
    ) -> Int {
        var length: Int
        if random.below(4) == 0 {
            for index in 0..<64 { bytes[index] = UInt8(truncatingIfNeeded: random.next() >> 40) }
            length = random.below(67)
            if random.below(2) == 0 {
                bytes[0] = 0x10
                bytes[1] = 1
                bytes[3] &= 0x0F
                bytes[13] &= 0x07
                let width = bytes[3] & 8 == 0 ? 2 : 3
                let channels = Int(bytes[3] & 7) + 1
                bytes[12] = UInt8(1 + random.below(48 / (width * channels)))
                length = 16 + Int(bytes[12]) * channels * width
            }
        } else {
            let seed = seeds[random.below(seeds.count)]
            for index in 0..<min(seed.count, 64) { bytes[index] = seed[index] }
            length = seed.count
            for _ in 0..<random.below(4) {
                bytes[random.below(max(1, min(length, 64)))] = UInt8(truncatingIfNeeded: random.next() >> 40)
            }
            if random.below(8) == 0 { length = random.below(67) }
        }
        if random.below(8) != 0, length >= 2, length <= 64 {
            let checksum = bytes.span.withUnsafeBufferPointer { tonus_crc16($0.baseAddress, length - 2) }
            bytes[length - 2] = UInt8(truncatingIfNeeded: checksum)
            bytes[length - 1] = UInt8(checksum >> 8)
        }
        return length
    }

    private func agrees(
        _ ours: SamplePacket, _ theirs: tonus_packet, _ bytes: InlineArray<64, UInt8>, _ length: Int
    ) -> Bool {
        guard ours.minorVersion == theirs.minor, ours.flags.rawValue == theirs.flags,
            ours.channelCount == Int(theirs.channel_count), ours.sampleFormat.rawValue == theirs.sample_format,
            ours.sampleCount == Int(theirs.sample_count), ours.rateIndex == Int(theirs.rate_index),
            ours.sequence == theirs.sequence, ours.bootID == theirs.boot_id,
            ours.firstSampleMicroseconds == theirs.first_sample_us
        else { return false }
        let encoded = ours.encoded()
        guard encoded.count == length, encoded.indices.allSatisfy({ encoded[$0] == bytes[$0] }) else { return false }
        return withUnsafeBytes(of: theirs.counts) { raw in
            let counts = raw.bindMemory(to: Int32.self)
            for sample in 0..<ours.sampleCount {
                let sampleCounts = ours.counts(ofSample: sample)
                for channel in 0..<8 {
                    let expected =
                        channel < ours.channelCount ? counts[sample * ours.channelCount + channel] : 0
                    guard sampleCounts[channel] == expected else { return false }
                }
            }
            return true
        }
    }

    @Test(arguments: [GoldenCase.Kind.capabilities, .calibration, .status])
    func bothDecodersAgreeOnDamagedPages(kind: GoldenCase.Kind) throws {
        var random = Random(state: 0x746F_6E75_7300 + UInt64(kind.rawValue.utf8.count))
        var accepted = 0
        var disagreements: [String] = []
        let seeds = try GoldenFile.cases("from-c.txt").filter { $0.kind == kind }.map(\.bytes)
        for _ in 0..<20_000 {
            let bytes = damagedPage(kind, from: seeds, &random)
            let ours = outcome(kind, bytes)
            if ours.fault == "ok" { accepted += 1 }
            if ours.fault != theirs(kind, bytes) || !ours.encodesToTheSame { disagreements.append(bytes.hex) }
        }
        #expect(disagreements.prefix(5) == [])
        #expect(accepted > 1000, "the inputs must reach beyond the checks")
    }

    private func damagedPage(_ kind: GoldenCase.Kind, from seeds: [[UInt8]], _ random: inout Random) -> [UInt8] {
        var bytes = seeds[random.below(seeds.count)]
        guard !bytes.isEmpty else { return (0..<random.below(230)).map { _ in UInt8(random.below(256)) } }
        for _ in 0..<random.below(4) {
            // Small values and single bits find the edges of a range sooner than random bytes do.
            let index = random.below(random.below(2) == 0 ? min(50, bytes.count) : bytes.count)
            switch random.below(3) {
            case 0: bytes[index] = UInt8(random.below(10))
            case 1: bytes[index] ^= 1 << random.below(8)
            default: bytes[index] = UInt8(random.below(256))
            }
        }
        if random.below(10) == 0 { bytes.removeLast(1 + random.below(bytes.count)) }
        if random.below(10) == 0 { bytes += (0..<random.below(30)).map { _ in UInt8(random.below(256)) } }
        guard kind != .status, bytes.count >= 8, random.below(10) != 0 else { return bytes }
        bytes[6] = UInt8(bytes.count & 0xFF)
        bytes[7] = UInt8(bytes.count >> 8)
        let covered = bytes.count - 4
        let checksum = tonus_crc32(bytes, covered)
        for index in 0..<4 { bytes[covered + index] = UInt8(truncatingIfNeeded: checksum >> (8 * index)) }
        return bytes
    }

    private func outcome(_ kind: GoldenCase.Kind, _ bytes: [UInt8]) -> (fault: String, encodesToTheSame: Bool) {
        do throws(PageFault) {
            // Only a page of a later minor version may say more than we keep.
            switch kind {
            case .capabilities:
                let page = try Capabilities(decoding: bytes)
                return ("ok", page.encoded() == bytes || page.protocolMinor > 0)
            case .calibration:
                return ("ok", try CalibrationPage(decoding: bytes).encoded() == bytes)
            default:
                let page = try DeviceStatus(decoding: bytes)
                return ("ok", page.encoded() == bytes || page.protocolMinor > 0)
            }
        } catch {
            return (Rendering.name(of: error), true)
        }
    }

    private func theirs(_ kind: GoldenCase.Kind, _ bytes: [UInt8]) -> String {
        switch kind {
        case .capabilities:
            var page = tonus_capabilities()
            return name(of: tonus_capabilities_decode(bytes, bytes.count, &page))
        case .calibration:
            var page = tonus_calibration()
            return name(of: tonus_calibration_decode(bytes, bytes.count, &page))
        default:
            var page = tonus_status()
            return name(of: tonus_status_decode(bytes, bytes.count, &page))
        }
    }

    private func name(of result: tonus_decode_result) -> String {
        switch result {
        case TONUS_DECODE_OK: "ok"
        case TONUS_DECODE_LENGTH: "length"
        case TONUS_DECODE_CRC: "checksum"
        case TONUS_DECODE_VERSION: "version"
        case TONUS_DECODE_TYPE: "type"
        case TONUS_DECODE_CONTENTS: "contents"
        case TONUS_DECODE_MAGIC: "magic"
        default: "?"
        }
    }
}
