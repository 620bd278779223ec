// SPDX-License-Identifier: Apache-2.0
import DeviceProtocol
import PerineometerDriver
import Perineometry
import Testing

@testable import VirtualPerineometer

@Suite(.timeLimit(.minutes(2))) struct HurriedClockTests {
    @Test func itShowsSoManyTimesTheHostsTimeSinceItsOrigin() {
        let clock = HurriedClock(speed: 12)
        let later = HostTime(nanoseconds: clock.origin.nanoseconds + 1_000_000_007)
        #expect(clock.time(atHost: clock.origin) == clock.origin)
        #expect(clock.time(atHost: later).nanoseconds == clock.origin.nanoseconds + 12_000_000_084)
    }

    @Test func packetsComeInOrderAndNeverBeforeTheyAreDueByIt() throws {
        let clock = HurriedClock(speed: 100)
        let source = SimulatedDeviceSource(SimulationSpecification(rateHertz: 250), delivery: .hurried(clock))
        let session = try DeviceSession.negotiate(over: try source.open(DeviceAddress(1)))
        var host = Host()
        try session.start(into: host.sink)
        var received: [ReceivedPacket] = []
        while received.count < 100 {
            if let packet = host.next() { received.append(packet) } else { host.doorbell.wait(milliseconds: 1000) }
        }
        session.close()
        let packets = try received.map { try decoded($0) }
        #expect(packets.map(\.sequence) == Array(0..<100))
        let first = try #require(packets.first), last = try #require(packets.last)
        let passed = UInt64(last.firstSampleMicroseconds - first.firstSampleMicroseconds) * 1000
        #expect(received[99].hostTime.nanoseconds >= clock.origin.nanoseconds + passed)
        #expect(zip(received, received.dropFirst()).allSatisfy { $0.hostTime <= $1.hostTime })
    }
}
