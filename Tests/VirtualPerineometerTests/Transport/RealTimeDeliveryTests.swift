// SPDX-License-Identifier: Apache-2.0
import DeviceProtocol
import PerineometerDriver
import Perineometry
import Testing
import VirtualPerineometer

/// Waits are bounded so that a defect fails a test instead of hanging it; no duration is asserted.
@Suite(.timeLimit(.minutes(2))) struct RealTimeDeliveryTests {
    private func receive(_ count: Int, from host: inout Host) -> [ReceivedPacket] {
        var received: [ReceivedPacket] = []
        while received.count < count, host.sink.ended == nil {
            if let packet = host.next() { received.append(packet) } else { host.doorbell.wait(milliseconds: 1000) }
        }
        return received
    }

    @Test func packetsArriveInOrderByThemselvesAndNeverBeforeTheyAreDue() throws {
        let source = SimulatedDeviceSource(SimulationSpecification(rateHertz: 1000, channelCount: 8))
        let session = try DeviceSession.negotiate(over: try source.open(DeviceAddress(1)))
        var host = Host()
        let before = HostClock.now().nanoseconds
        try session.start(into: host.sink)
        let received = receive(200, from: &host)
        session.close()
        let packets = try received.map { try decoded($0) }
        #expect(packets.map(\.sequence) == Array(0..<200))
        for (packet, arrival) in zip(packets, received) {
            let last = UInt64(packet.firstSampleMicroseconds) + UInt64(packet.sampleCount - 1) * 1000
            #expect(arrival.hostTime.nanoseconds >= before + last * 1000)
        }
        #expect(zip(received, received.dropFirst()).allSatisfy { $0.hostTime <= $1.hostTime })
    }

    @Test func afterStopNoPacketArrivesAndAfterStartTheyComeAgain() throws {
        let transport = try SimulatedDeviceSource(SimulationSpecification(rateHertz: 1000)).open(DeviceAddress(1))
        var host = Host()
        try transport.startReceiving(into: host.sink)
        _ = try transport.control(.start(samplesPerPacket: 0))
        _ = receive(5, from: &host)
        _ = try transport.control(.stop)
        _ = host.all()
        let status = try DeviceStatus(decoding: try transport.control(.getStatus))
        _ = try transport.control(.start(samplesPerPacket: 0))
        let again = try receive(20, from: &host).map { try decoded($0) }
        let first = try #require(again.firstIndex { $0.flags.contains(.first) })
        #expect(again[first].sequence == status.nextSequence)
        // One packet may have been between the device and the host when STOP was answered.
        #expect(first <= 1)
        transport.close()
    }

    @Test func whatHasLeftTheDeviceHasArrivedWhenClosingReturns() throws {
        let source = SimulatedDeviceSource(SimulationSpecification(rateHertz: 2000, channelCount: 8))
        var count: UInt32 = 0
        for _ in 0..<20 {
            let transport = try source.open(DeviceAddress(1))
            var host = Host()
            try transport.startReceiving(into: host.sink)
            _ = try transport.control(.start(samplesPerPacket: 0))
            count += UInt32(receive(3, from: &host).count)
            transport.close()
            transport.close()
            #expect(throws: TransportError.disconnected) { try transport.control(.getStatus) }
            count += UInt32(host.all().count)
            let observer = try source.open(DeviceAddress(1))
            #expect(try DeviceStatus(decoding: try observer.control(.getStatus)).packetsSent == count)
            observer.close()
        }
        #expect(count >= 60)
    }

    @Test func closingADeviceThatNeverStreamedEnds() throws {
        let transport = try SimulatedDeviceSource().open(DeviceAddress(1))
        transport.close()
        let other = try SimulatedDeviceSource().open(DeviceAddress(1))
        let host = Host()
        try other.startReceiving(into: host.sink)
        other.close()
        #expect(host.sink.ended == nil)
    }

    @Test func unpluggingWhilePacketsComeEndsTheStream() throws {
        let source = SimulatedDeviceSource(SimulationSpecification(rateHertz: 1000))
        let notices = Notices()
        try source.start(report: notices.post)
        let transport = try source.open(DeviceAddress(1))
        var host = Host()
        try transport.startReceiving(into: host.sink)
        _ = try transport.control(.start(samplesPerPacket: 0))
        _ = receive(5, from: &host)
        source.unplug()
        #expect(host.sink.ended == .disconnected)
        #expect(notices.all == [arrival(1), .departed(DeviceAddress(1))])
        transport.close()
        source.replug()
        let next = try source.open(DeviceAddress(2))
        var nextHost = Host()
        try next.startReceiving(into: nextHost.sink)
        _ = try next.control(.start(samplesPerPacket: 0))
        #expect(receive(5, from: &nextHost).count == 5)
        next.close()
    }

    @Test func controlRequestsAreAnsweredWhilePacketsCome() throws {
        let transport = try SimulatedDeviceSource(SimulationSpecification(rateHertz: 2000)).open(DeviceAddress(1))
        var host = Host()
        try transport.startReceiving(into: host.sink)
        _ = try transport.control(.start(samplesPerPacket: 0))
        for _ in 0..<200 {
            #expect(try DeviceStatus(decoding: try transport.control(.getStatus)).isStreaming)
        }
        let packets = try receive(20, from: &host).map { try decoded($0).sequence }
        #expect(packets == Array(0..<20))
        transport.close()
    }
}
