// SPDX-License-Identifier: Apache-2.0
import DeviceProtocol
import PerineometerDriver
import Perineometry
import Testing
import VirtualPerineometer

@Suite struct LockstepTests {
    private func open(_ source: SimulatedDeviceSource) throws -> InProcessTransport {
        _ = try source.open(DeviceAddress(1))
        return try #require(source.openTransport)
    }

    @Test func asManyPacketsArriveAsWereAskedFor() throws {
        let source = SimulatedDeviceSource(delivery: .lockstep(LockstepTiming()))
        let transport = try open(source)
        var host = Host()
        try transport.startReceiving(into: host.sink)
        #expect(transport.deliver(packets: 5) == 0)
        _ = try transport.control(.start(samplesPerPacket: 4))
        #expect(transport.deliver(packets: 7) == 7)
        #expect(transport.deliver(packets: 3) == 3)
        let received = host.all()
        #expect(try received.map { try decoded($0).sequence } == Array(0..<10))
        #expect(try received.allSatisfy { try decoded($0).sampleCount == 4 })
        transport.close()
        #expect(transport.deliver(packets: 3) == 0)
    }

    @Test func aResetEndsAFreezeAndTheStreamBeginsAnew() throws {
        let source = SimulatedDeviceSource(
            faults: [InjectedFault(.freeze(microseconds: .max), atPacket: 3)], delivery: .lockstep(LockstepTiming()))
        let transport = try open(source)
        var host = Host()
        try transport.startReceiving(into: host.sink)
        _ = try transport.control(.start(samplesPerPacket: 4))
        #expect(transport.deliver(packets: 10) == 3)
        transport.recover(by: .restartTransfers)
        #expect(transport.deliver(packets: 10) == 0)
        transport.recover(by: .resetDevice)
        #expect(host.sink.recoveryCount == 2)
        #expect(host.sink.recovery == nil)
        #expect(transport.deliver(packets: 4) == 4)
        #expect(try host.all().suffix(4).allSatisfy { try decoded($0).sampleCount == 4 })
        transport.close()
    }

    @Test func hostTimeIsDeviceTimeAndAFixedOffset() throws {
        let timing = LockstepTiming(offsetNanoseconds: 5_000_000)
        let source = SimulatedDeviceSource(delivery: .lockstep(timing))
        let transport = try open(source)
        var host = Host()
        try transport.startReceiving(into: host.sink)
        _ = try transport.control(.start(samplesPerPacket: 4))
        transport.deliver(packets: 100)
        for packet in host.all() {
            // The packet leaves with its fourth sample, 12 ms after the first.
            let last = UInt64(try decoded(packet).firstSampleMicroseconds) + 12_000
            #expect(packet.hostTime.nanoseconds == 5_000_000 + last * 1000)
        }
    }

    @Test func jitterAndSkewAreBoundedAndTheSameInEachRun() throws {
        let timing = LockstepTiming(
            offsetNanoseconds: 0, skewPartsPerMillion: 100, jitterNanoseconds: 900_000, jitterSeed: 7)
        var lateness: Set<UInt64> = []
        for microseconds in stride(from: UInt64(0), to: 10_000_000, by: 4000) {
            let ideal = microseconds * 1000 + microseconds / 10
            let time = timing.hostTime(atMicroseconds: microseconds).nanoseconds
            #expect(time >= ideal && time <= ideal + 900_000)
            #expect(time == timing.hostTime(atMicroseconds: microseconds).nanoseconds)
            lateness.insert(time - ideal)
        }
        #expect(lateness.count > 1000)
    }

    @Test func twoRunsAreTheSameToTheLastByte() throws {
        var digests: Set<UInt64> = []
        for _ in 0..<2 {
            let specification = SimulationSpecification(persona: .guardedHighRest, rateHertz: 1000, channelCount: 8)
            let source = SimulatedDeviceSource(specification, delivery: .lockstep(LockstepTiming()))
            let transport = try open(source)
            var host = Host()
            try transport.startReceiving(into: host.sink)
            _ = try transport.control(.start(samplesPerPacket: 0))
            transport.deliver(packets: 2000)
            var hash = FNV1a()
            for packet in host.all() {
                for index in 0..<Int(packet.length) { hash.add(UInt64(packet.bytes[index])) }
                hash.add(packet.hostTime.nanoseconds)
            }
            digests.insert(hash.value)
        }
        #expect(digests.count == 1)
    }

    @Test func faultsChangeHowManyPacketsArrive() throws {
        let faults = [InjectedFault(.drop, atPacket: 2), InjectedFault(.duplicate, atPacket: 12)]
        let source = SimulatedDeviceSource(faults: faults, delivery: .lockstep(LockstepTiming()))
        let transport = try open(source)
        let host = Host()
        try transport.startReceiving(into: host.sink)
        _ = try transport.control(.start(samplesPerPacket: 1))
        #expect(transport.deliver(packets: 10) == 9)
        #expect(transport.deliver(packets: 10) == 11)
    }

    @Test func aDisconnectEndsDeliveryAndIsReported() throws {
        let faults = [InjectedFault(.disconnect, atPacket: 5)]
        let source = SimulatedDeviceSource(faults: faults, delivery: .lockstep(LockstepTiming()))
        let notices = Notices()
        try source.start(report: notices.post)
        let transport = try open(source)
        let host = Host()
        try transport.startReceiving(into: host.sink)
        _ = try transport.control(.start(samplesPerPacket: 1))
        #expect(transport.deliver(packets: 10) == 5)
        #expect(host.sink.ended == .disconnected)
        #expect(throws: TransportError.disconnected) { try transport.control(.getStatus) }
        #expect(notices.all == [arrival(1), .departed(DeviceAddress(1))])
        #expect(transport.deliver(packets: 10) == 0)
    }
}
