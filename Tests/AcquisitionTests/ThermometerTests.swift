// SPDX-License-Identifier: Apache-2.0
import PerineometerDriver
import SignalProcessing
import Testing
import VirtualPerineometer

@testable import Acquisition

@Suite struct ThermometerTests {
    private func open(warmUp: WarmUp?) throws -> (source: SimulatedDeviceSource, session: DeviceSession) {
        let source = SimulatedDeviceSource(delivery: .lockstep(LockstepTiming()), warmUp: warmUp)
        return (source, try DeviceSession.negotiate(over: try source.open(DeviceAddress(1))))
    }

    @Test func theTemperatureIsKnownFromTheOpeningOn() throws {
        #expect(try open(warmUp: WarmUp(roomCelsius: 21.5)).session.temperatureCelsius == 21.5)
        #expect(try open(warmUp: nil).session.temperatureCelsius == nil)
    }

    @Test func aProbeWithoutAThermometerIsNotAsked() throws {
        let (_, session) = try open(warmUp: nil)
        let thermometer = Thermometer(of: session, into: ProbeTemperature())
        #expect(thermometer == nil)
    }

    @Test func itGoesOnReadingWhileTheProbeStreams() throws {
        let (source, session) = try open(warmUp: WarmUp(roomCelsius: 20, bodyCelsius: 40, seconds: 1))
        let temperature = ProbeTemperature(celsius: session.temperatureCelsius)
        let ring = PacketRing.make(capacity: 1024)
        try session.start(into: PacketSink(producer: ring.producer, doorbell: Doorbell()))
        let thermometer = try #require(Thermometer(of: session, into: temperature, intervalSeconds: 0.001))
        source.openTransport?.deliver(packets: 500)
        // Ends when the thermometer does its work, and by the limit of the test run where it does not.
        while temperature.celsius != 40 { HostClock.sleepAMoment() }
        thermometer.stop()
        session.close()
    }
}

extension HostClock {
    fileprivate static func sleepAMoment() { Doorbell().wait(milliseconds: 2) }
}
