// SPDX-License-Identifier: Apache-2.0
import DeviceProtocol
import Testing
import VirtualPerineometer

@Suite struct InjectedFaultTests {
    /// What comes of the first packets of a device at 250 Hz, one sample in each packet.
    private func arrivals(
        of faults: [InjectedFault], packets: Int = 10
    ) -> [(sequence: Result<SamplePacket, PacketFault>, microseconds: UInt64)] {
        let device = VirtualDevice(SimulationSpecification(), faults: faults)
        device.begin()
        var arrivals: [(Result<SamplePacket, PacketFault>, UInt64)] = []
        for index in 0..<UInt64(packets) {
            device.advance(toMicroseconds: index * 4000)
            while let (bytes, length) = device.popPacket() {
                do throws(PacketFault) {
                    arrivals.append((.success(try SamplePacket(decoding: bytes, length: length)), index * 4000))
                } catch {
                    arrivals.append((.failure(error), index * 4000))
                }
            }
        }
        return arrivals
    }

    private func sequences(of faults: [InjectedFault], packets: Int = 10) -> [Int] {
        arrivals(of: faults, packets: packets).map { (try? $0.sequence.get()).map { Int($0.sequence) } ?? -1 }
    }

    @Test func withoutFaultsEveryPacketArrivesInOrder() {
        #expect(sequences(of: []) == Array(0..<10))
    }

    @Test func aDroppedPacketNeverArrives() {
        #expect(sequences(of: [InjectedFault(.drop, atPacket: 3)]) == [0, 1, 2, 4, 5, 6, 7, 8, 9])
    }

    @Test func aDuplicatedPacketArrivesTwice() {
        #expect(sequences(of: [InjectedFault(.duplicate, atPacket: 2)], packets: 5) == [0, 1, 2, 2, 3, 4])
    }

    @Test func aSwappedPacketIsOvertakenByTheNext() {
        #expect(sequences(of: [InjectedFault(.swapWithNext, atPacket: 1)], packets: 5) == [0, 2, 1, 3, 4])
    }

    @Test func twoSwapsInARowLoseNothing() {
        let faults = [InjectedFault(.swapWithNext, atPacket: 1), InjectedFault(.swapWithNext, atPacket: 2)]
        #expect(sequences(of: faults, packets: 6).sorted() == [0, 1, 2, 3, 4, 5])
    }

    @Test(arguments: 0..<19) func aCorruptByteFailsTheChecksum(byte: Int) throws {
        let arrivals = arrivals(of: [InjectedFault(.corruptByte(byte), atPacket: 1)], packets: 3)
        #expect(arrivals.count == 3)
        #expect(throws: PacketFault.checksum) { try arrivals[1].sequence.get() }
    }

    @Test func aTruncatedPacketIsShort() throws {
        let arrivals = arrivals(of: [InjectedFault(.truncate(to: 5), atPacket: 1)], packets: 3)
        #expect(throws: PacketFault.length) { try arrivals[1].sequence.get() }
    }

    @Test func aFrozenDeviceIsSilentAndThenLateWithoutLoss() throws {
        let arrivals = arrivals(of: [InjectedFault(.freeze(microseconds: 16_000), atPacket: 2)])
        #expect(arrivals.compactMap { try? $0.sequence.get().sequence } == Array(0..<10))
        #expect(arrivals.map(\.microseconds)[2...6] == [24_000, 24_000, 24_000, 24_000, 24_000])
    }

    @Test func aLongFreezeOverrunsTheDevicesStoreAndIsSaid() throws {
        let arrivals = arrivals(of: [InjectedFault(.freeze(microseconds: 400_000), atPacket: 2)], packets: 120)
        let packets = try arrivals.map { try $0.sequence.get() }
        #expect(packets.prefix(3).map(\.sequence) == [0, 1, 2])
        #expect(packets[3].flags.contains(.overrun))
        #expect(packets[3].sequence > 80)
        #expect(packets.last?.sequence == 119)
    }

    @Test func aDeviceFrozenForGoodSendsNothingMore() {
        #expect(sequences(of: [InjectedFault(.freeze(microseconds: .max), atPacket: 3)], packets: 200) == [0, 1, 2])
    }

    @Test func aRebootGivesAnotherBootAndStartsSequenceAndTimeAnew() throws {
        let arrivals = arrivals(of: [InjectedFault(.reboot, atPacket: 4)])
        let packets = try arrivals.map { try $0.sequence.get() }
        #expect(packets.map(\.sequence) == [0, 1, 2, 3, 0, 1, 2, 3, 4])
        #expect(Set(packets.prefix(4).map(\.bootID)).count == 1)
        #expect(packets[4].bootID != packets[3].bootID)
        #expect(packets[4].firstSampleMicroseconds == 4000)
        #expect(packets[4].flags.contains(.first))
    }

    @Test(arguments: [Int64(5_000_000), -8000, -1_000_000])
    func aClockStepMovesAllLaterTimes(step: Int64) throws {
        let packets = try arrivals(of: [InjectedFault(.clockStep(microseconds: step), atPacket: 4)])
            .map { try $0.sequence.get() }
        #expect(packets.map(\.sequence) == Array(0..<10))
        #expect(packets[4].firstSampleMicroseconds == 16_000)
        #expect(Int64(packets[5].firstSampleMicroseconds) == max(20_000 + step, 4000))
        #expect(packets[6].firstSampleMicroseconds - packets[5].firstSampleMicroseconds == 4000)
    }

    @Test func aDisconnectedDeviceSendsNothingMore() {
        #expect(sequences(of: [InjectedFault(.disconnect, atPacket: 3)]) == [0, 1, 2])
    }

    @Test func faultsMayBeGivenInAnyOrder() {
        let faults = [InjectedFault(.drop, atPacket: 5), InjectedFault(.drop, atPacket: 1)]
        #expect(sequences(of: faults, packets: 7) == [0, 2, 3, 4, 6])
    }

    @Test func aSequenceJumpLeavesNumbersOutAndNoTime() throws {
        let arrivals = arrivals(of: [InjectedFault(.sequenceJump(by: 100), atPacket: 3)])
        let packets = try arrivals.map { try $0.sequence.get() }
        #expect(packets.map(\.sequence) == [0, 1, 2, 3, 104, 105, 106, 107, 108, 109])
        #expect(packets.map(\.firstSampleMicroseconds) == (0..<10).map { $0 * 4000 })
    }

    @Test func overRangeClipsEveryChannelForItsTime() throws {
        let arrivals = arrivals(of: [InjectedFault(.overRange(microseconds: 12_000), atPacket: 2)])
        let clipped = try arrivals.map { try $0.sequence.get().flags.contains(.clipped) }
        #expect(clipped == [false, false, false, true, true, false, false, false, false, false])
    }

    @Test func faultsCanBeInjectedWhileTheDeviceRuns() throws {
        let device = VirtualDevice(SimulationSpecification(), faults: [InjectedFault(.drop, atPacket: 3)])
        device.begin()
        var lengths: [Int] = []
        for index in 0..<UInt64(8) {
            if index == 2 { for _ in 0..<2 { device.inject(.truncate(to: 5)) } }
            device.advance(toMicroseconds: index * 4000)
            while let (_, length) = device.popPacket() { lengths.append(length) }
        }
        #expect(lengths == [19, 19, 5, 5, 19, 19, 19], "packet 3 was spoken for, so the second came at packet 4")
    }
}
