// SPDX-License-Identifier: Apache-2.0
import CTonusProtocol
import DeviceProtocol
import Perineometry
import Testing

/// The two halves together, as on the bus: what the C device sends is what the Swift host reads.
@Suite struct CoreDeviceTests {
    @Test func pagesOfTheCoreAreReadByTheHost() throws {
        var device = try #require(CoreDevice.make())
        let capabilities = try Capabilities(decoding: read(&device, request: 1, length: 148))
        #expect(capabilities.ratesHertz == [100, 1000] && capabilities.features == .testPattern)
        #expect(capabilities.channels.map(\.role) == [.pelvicFloor])
        #expect(capabilities.fifoPackets == Int(TONUS_FIFO_PACKETS))
        let calibration = try CalibrationPage(decoding: read(&device, request: 2, length: 212))
        #expect(calibration.channels.map(\.gain) == [0.001])
        let status = try DeviceStatus(decoding: read(&device, request: 3, length: 32))
        #expect(!status.isStreaming && status.bootID == 0xB003 && status.temperatureCelsius == nil)
    }

    @Test func everySampleArrivesUnchangedAndTimed() throws {
        var device = try #require(CoreDevice.make())
        #expect(write(&device, request: 6, value: 1) == 0)
        #expect(write(&device, request: 4, value: 5) == 0)
        let sent: [Int32] = (0..<1000).map { Int32($0) * 15_991 - 7_999_000 }
        var received: [Int32] = []
        for sample in 0..<1000 {
            var count = sent[sample]
            tonus_device_push_sample(&device, UInt64(sample) * 1000 + 4_294_000_000, &count)
            var bytes = InlineArray<64, UInt8>(repeating: 0)
            var span = bytes.mutableSpan
            let length = span.withUnsafeMutableBufferPointer { tonus_device_pop_packet(&device, $0.baseAddress) }
            if length == 0 { continue }
            let packet = try SamplePacket(decoding: bytes, length: length)
            let first = received.count
            #expect(packet.sequence == UInt16(first / 5) && packet.flags == (first == 0 ? .first : []))
            #expect(packet.firstSampleMicroseconds == UInt32(truncatingIfNeeded: first * 1000 + 4_294_000_000))
            for index in 0..<packet.sampleCount { received.append(packet.counts(ofSample: index)[0]) }
        }
        #expect(received == sent)
    }

    private func read(_ device: inout tonus_device, request: UInt8, length: UInt16) -> [UInt8] {
        let setup: [UInt8] = [0xC0, request, 0, 0, 0, 0, UInt8(length & 0xFF), UInt8(length >> 8)]
        var reply = [UInt8](repeating: 0, count: Int(length))
        let count = tonus_device_control(&device, setup, &reply, reply.count)
        return Array(reply.prefix(max(0, Int(count))))
    }

    private func write(_ device: inout tonus_device, request: UInt8, value: UInt8) -> Int32 {
        tonus_device_control(&device, [0x40, request, value, 0, 0, 0, 0, 0], nil, 0)
    }
}
