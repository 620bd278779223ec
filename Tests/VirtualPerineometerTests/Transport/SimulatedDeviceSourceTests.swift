// SPDX-License-Identifier: Apache-2.0
import DeviceProtocol
import PerineometerDriver
import Perineometry
import Testing
import VirtualPerineometer

@Suite struct SimulatedDeviceSourceTests {
    @Test func oneDeviceArrivesAtStart() throws {
        let source = SimulatedDeviceSource()
        let notices = Notices()
        try source.start(report: notices.post)
        #expect(notices.all == [arrival(1)])
        #expect(source.name == "simulated")
    }

    @Test func theDriverNegotiatesWithTheVirtualDevice() throws {
        let source = SimulatedDeviceSource(SimulationSpecification(rateHertz: 1000, channelCount: 2))
        let session = try DeviceSession.negotiate(over: try source.open(DeviceAddress(1)))
        #expect(session.rateHertz == 1000)
        #expect(session.isSimulated)
        #expect(session.identity.serial == "SIM-comfortable-strong-1")
        session.close()
    }

    @Test func aDeviceIsOpenedOnceAtATime() throws {
        let source = SimulatedDeviceSource()
        let transport = try source.open(DeviceAddress(1))
        #expect(throws: TransportError.busy(location: "simulated")) { try source.open(DeviceAddress(1)) }
        transport.close()
        try source.open(DeviceAddress(1)).close()
        #expect(throws: TransportError.disconnected) { try source.open(DeviceAddress(2)) }
    }

    @Test func unpluggingEndsTheStreamAndReplugingBringsAnotherBoot() throws {
        let source = SimulatedDeviceSource(delivery: .lockstep(LockstepTiming()))
        let notices = Notices()
        try source.start(report: notices.post)
        let transport = try source.open(DeviceAddress(1))
        let before = try DeviceStatus(decoding: try transport.control(.getStatus))
        let host = Host()
        try transport.startReceiving(into: host.sink)
        source.unplug()
        source.unplug()
        #expect(host.sink.ended == .disconnected)
        #expect(throws: TransportError.disconnected) { try transport.control(.getStatus) }
        #expect(throws: TransportError.disconnected) { try source.open(DeviceAddress(1)) }
        source.replug()
        source.replug()
        #expect(
            notices.all == [
                arrival(1), .departed(DeviceAddress(1)), arrival(2),
            ])
        let next = try source.open(DeviceAddress(2))
        // The old transport is closed late, as a host may do; the new one must not feel it.
        _ = try next.control(.start(samplesPerPacket: 1))
        transport.close()
        let after = try DeviceStatus(decoding: try next.control(.getStatus))
        #expect(after.bootID != before.bootID)
        #expect(after.isStreaming)
        #expect(source.openTransport === next)
        next.close()
    }

    @Test func afterStopNothingIsReported() throws {
        let source = SimulatedDeviceSource()
        let notices = Notices()
        try source.start(report: notices.post)
        source.stop()
        source.unplug()
        #expect(notices.all.count == 1)
    }

    @Test func aRefusedRequestIsNamed() throws {
        let transport = try SimulatedDeviceSource().open(DeviceAddress(1))
        #expect(throws: TransportError.requestRefused(request: 0x06)) { try transport.control(.setRate(index: 9)) }
        transport.close()
    }
}
