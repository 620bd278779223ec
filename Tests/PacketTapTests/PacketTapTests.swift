// SPDX-License-Identifier: Apache-2.0
import PacketTap
import Perineometry
import SignalProcessing
import Testing

@Suite struct PacketTapTests {
    private func packet(_ number: UInt8) -> RecordedPacket {
        RecordedPacket(
            bytes: InlineArray(repeating: number), length: 20, hostTime: HostTime(nanoseconds: UInt64(number)))
    }

    private func text(_ entry: TapEntry) -> String {
        switch entry {
        case .packet(let packet, let index, let lost): "packet \(packet.bytes[0]) at \(index.value) lost \(lost)"
        case .temperature(let celsius): "temperature \(celsius)"
        case .zero(let zero): "zero \(zero.state)"
        case .opened(let number): "opened \(number)"
        case .closed(let dropped, let lost): "closed dropped \(dropped) lost \(lost)"
        }
    }

    private func drain(_ ring: inout TapRing.Consumer) -> [String] {
        var all: [String] = []
        while let entry = ring.pop() { all.append(text(entry)) }
        return all
    }

    @Test func temperatureAndZeroAreToldWhenTheyChangeAndBeforeThePacketTheyHoldFor() {
        let ends = TapRing.make(capacity: 64)
        var consumer = ends.consumer
        var tap = PacketTap(into: ends.producer)
        tap.open(3)
        tap.append(packet(1), index: SampleIndex(0), celsius: nil, zero: .never)
        tap.append(packet(2), index: SampleIndex(1), celsius: 21.5, zero: .never)
        tap.append(packet(3), index: SampleIndex(2), celsius: 21.5, zero: Zero(state: .air))
        tap.close(dropped: 2)
        #expect(
            drain(&consumer) == [
                "opened 3", "temperature nan", "zero none", "packet 1 at 0 lost 0", "temperature 21.5",
                "packet 2 at 1 lost 0", "zero air", "packet 3 at 2 lost 0", "closed dropped 2 lost 0",
            ])
    }

    @Test func whatFindsNoRoomIsCountedAndToldWithTheNextThatDoes() {
        let ends = TapRing.make(capacity: 4)
        var consumer = ends.consumer
        var tap = PacketTap(into: ends.producer)
        for number in 0..<7 as Range<UInt8> {
            let found = tap.append(packet(number), index: SampleIndex(UInt64(number)), celsius: nil, zero: .never)
            #expect(found == (number < 2))
        }
        _ = drain(&consumer)
        tap.append(packet(7), index: SampleIndex(7), celsius: nil, zero: .never)
        #expect(drain(&consumer) == ["packet 7 at 7 lost 5"])
    }

    @Test func packetsWaitForTheOpeningTheyBelongTo() {
        let ends = TapRing.make(capacity: 2)
        var consumer = ends.consumer
        var tap = PacketTap(into: ends.producer)
        tap.open(1)
        tap.append(packet(0), index: SampleIndex(0), celsius: nil, zero: .never)
        tap.open(2)
        #expect(drain(&consumer) == ["opened 1", "temperature nan"])
        tap.append(packet(1), index: SampleIndex(5), celsius: nil, zero: .never)
        #expect(drain(&consumer) == ["opened 2", "temperature nan"])
    }

    @Test func aPacketIsKeptByItsBytesAndNothingBeyond() {
        let kept = RecordedPacket(
            bytes: InlineArray(repeating: 9), length: 3, hostTime: HostTime(nanoseconds: 1), droppedBefore: 4)
        #expect(kept.bytes[2] == 9)
        #expect(kept.bytes[3] == 0)
        #expect(kept.wireBytes[2] == 9)
    }
}
