// SPDX-License-Identifier: Apache-2.0
import DeviceProtocol
import PacketTap
import Perineometry
import Testing

@testable import SessionStore

@Suite struct PacketColumnsTests {
    private func randomPacket(_ time: UInt64) -> RecordedPacket {
        let bytes = InlineArray<64, UInt8> { _ in UInt8.random(in: .min ... .max) }
        return RecordedPacket(
            bytes: bytes, length: UInt8.random(in: 0...64), hostTime: HostTime(nanoseconds: time))
    }

    @Test func whateverCameIsKeptToTheBit() {
        for count in [0, 1, 2, 17, 300] {
            var run = PacketRun(opening: 3, firstIndex: SampleIndex(.max - 5))
            run.packets = (0..<count).map { _ in randomPacket(UInt64.random(in: .min ... .max)) }
            run.changes = [
                PacketRun.Change(place: 0, change: .temperature(Double.nan.bitPattern)),
                PacketRun.Change(
                    place: 0,
                    change: .zero(
                        Zero(
                            state: .inSitu, offset: [1, -2, 3, 0, 0, 0, 0, .leastNonzeroMagnitude],
                            instant: SampleInstant(
                                index: SampleIndex(1), deviceTime: DeviceTime(microseconds: 2),
                                hostTime: HostTime(nanoseconds: 3)), temperatureCelsius: 36.5))),
                PacketRun.Change(place: count, change: .lost(4)),
                PacketRun.Change(place: count, change: .closed(dropped: 1, lost: .max)),
            ]
            #expect(PacketColumns.decode(PacketColumns.encode(run)) == run)
        }
    }

    @Test func packetsThatTheHostDroppedAreKeptWithTheNext() {
        var run = PacketRun(opening: 1, firstIndex: SampleIndex(0))
        run.packets = [randomPacket(1), randomPacket(2)]
        run.packets[1].droppedBefore = 9
        run.changes = [PacketRun.Change(place: 1, change: .dropped(9))]
        #expect(PacketColumns.decode(PacketColumns.encode(run)) == run)
    }

    @Test func aRightChecksumIsMadeAnewAndAWrongOneKept() {
        var bytes = InlineArray<64, UInt8>(repeating: 0)
        for index in 0..<20 { bytes[index] = UInt8(index) }
        let checksum = Checksum.crc16(bytes, count: 20)
        bytes[20] = UInt8(checksum & 0xFF)
        bytes[21] = UInt8(checksum >> 8)
        let right = RecordedPacket(bytes: bytes, length: 22, hostTime: HostTime(nanoseconds: 1))
        bytes[21] ^= 1
        let wrong = RecordedPacket(bytes: bytes, length: 22, hostTime: HostTime(nanoseconds: 1))
        let sizes = [right, wrong].map { packet in
            var run = PacketRun(opening: 1, firstIndex: SampleIndex(0))
            run.packets = [packet]
            #expect(PacketColumns.decode(PacketColumns.encode(run)) == run)
            return PacketColumns.encode(run).count
        }
        #expect(sizes[1] == sizes[0] + 2)
    }

    @Test func nothingThatIsNoRunIsTakenForOneOrTraps() {
        var run = PacketRun(opening: 1, firstIndex: SampleIndex(0))
        run.packets = (0..<20).map { randomPacket(UInt64($0)) }
        run.changes = [PacketRun.Change(place: 3, change: .lost(4))]
        let whole = PacketColumns.encode(run)
        for length in 0..<whole.count { #expect(PacketColumns.decode(Array(whole[..<length])) == nil) }
        for bit in 0..<whole.count * 8 {
            var damaged = whole
            damaged[bit / 8] ^= 1 << (bit % 8)
            _ = PacketColumns.decode(damaged)
        }
        #expect(PacketColumns.decode(whole + [0]) == nil)
    }
}
